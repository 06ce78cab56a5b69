//! What comes round.

words! {
    pub enum RecurrenceState {
        Active = "active",
        Paused = "paused",
        /// Over for good; what it made stays.
        Cancelled = "cancelled",
    }

    /// What is different on one date.
    pub enum ExceptionKind {
        Skip = "skip",
        /// A date that the rule does not give.
        Extra = "extra",
        Move = "move",
        Override = "override",
    }

    /// Whether an occurrence takes place, and if not, why.
    pub enum OccurrenceFate {
        Runs = "runs",
        Skipped = "skipped",
        Closed = "closed",
        /// The household is away.
        Paused = "paused",
        /// The household receives nothing, without a date on which that ends.
        Inactive = "inactive",
    }

    /// Why an active rule has nothing beyond half of its horizon.
    pub enum DroughtCause {
        /// A date should be there and is not: the one cause that is a fault of ours.
        NotGenerated = "not_generated",
        AllOff = "all_off",
        Sparse = "sparse",
        Ending = "ending",
    }

    /// What becomes of deliveries that a rule made and no longer has.
    pub enum Leftovers {
        /// They stay, each by itself.
        Keep = "keep",
        Cancel = "cancel",
    }
}
