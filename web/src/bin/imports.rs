//! The program of sheets: the same library, with the feature `imports`.

fn main() {
    cabas_web::start();
}
