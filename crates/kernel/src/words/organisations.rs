//! Packages, and what an association tells.

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

words! {
    /// What whoever invited somebody learns when that access is suspended: never the details.
    #[derive(Default)]
    pub enum InviterTold {
        Nothing = "none",
        #[default]
        Fact = "fact",
        FactAndReason = "fact_and_reason_code",
    }
}
