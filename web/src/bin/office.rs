//! The program of records and settings: the same library, with the feature `office`.

fn main() {
    cabas_web::start();
}
