//! The program of the coordinators' screens: the same library, with the feature `desk`.

fn main() {
    cabas_web::start();
}
