//! The program of a volunteer's phone: everything lives in the library, which also compiles on the host for its tests.

fn main() {
    cabas_web::start();
}
