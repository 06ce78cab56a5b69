//! The program of households: the same library, with the feature `office`.

fn main() {
    cabas_web::start();
}
