//! Programs that call the API.

words! {
    pub enum Scope {
        Imports = "imports",
    }
}
