//! Rounds.

words! {
    pub enum RoundState {
        Draft = "draft",
        Published = "published",
        Running = "running",
        Closed = "closed",
    }

    #[derive(Default)]
    pub enum TravelMode {
        Foot = "foot",
        #[default]
        Bike = "bike",
        CargoBike = "cargo_bike",
        Car = "car",
    }
}
