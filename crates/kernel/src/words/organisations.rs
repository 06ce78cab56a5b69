//! Packages.

words! {
    /// How a parcel must be kept.
    #[derive(Default)]
    pub enum Storage {
        #[default]
        Ambient = "ambient",
        Fresh = "fresh",
        Frozen = "frozen",
    }
}
