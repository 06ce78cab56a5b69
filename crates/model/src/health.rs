//! Whether the process lives, and whether it can work.

wire! {
    pub struct Health {
        pub status: String,
    }

    pub struct Readiness {
        pub ready: bool,
        pub database: bool,
        pub migrations: bool,
        pub disk: bool,
    }
}
