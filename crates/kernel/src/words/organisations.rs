//! Packages.

words! {
    /// How a parcel must be kept.
    pub enum Storage {
        Ambient = "ambient",
        Fresh = "fresh",
        Frozen = "frozen",
    }
}

impl Default for Storage {
    fn default() -> Self {
        Self::Ambient
    }
}
