//! The program of people and settings: the same library, with the feature `team`.

fn main() {
    cabas_web::start();
}
