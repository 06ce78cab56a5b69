//! The program of whoever plans a day: the same library, with the feature `planning`.

fn main() {
    cabas_web::start();
}
