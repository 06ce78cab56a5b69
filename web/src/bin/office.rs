//! The program of records: the same library, with the feature `office`.

fn main() {
    cabas_web::start();
}
