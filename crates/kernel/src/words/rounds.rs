//! Rounds.

words! {
    pub enum RoundState {
        Draft = "draft",
        Published = "published",
        Running = "running",
        Closed = "closed",
    }

    pub enum TravelMode {
        Foot = "foot",
        Bike = "bike",
        CargoBike = "cargo_bike",
        Car = "car",
    }
}

impl Default for TravelMode {
    fn default() -> Self {
        Self::Bike
    }
}
