//! What waits to be looked at.

words! {
    pub enum FollowUpCause {
        Failed = "failed",
        Comment = "comment",
        Welfare = "welfare",
        Address = "address",
        Incident = "incident",
        Conflict = "conflict",
        /// A delivery is planned for a household that was paused, stopped or lost since (DL-15).
        Inactive = "inactive",
        /// A volunteer gave a round back.
        Released = "released",
        /// A delivery was taken back from a volunteer who must not meet its household any more (DL-14).
        Apart = "apart",
    }

    pub enum FollowUpStatus {
        Open = "open",
        Handled = "handled",
    }
}

impl FollowUpCause {
    /// Those that somebody should hear of at once: food did not arrive, or somebody worries (ux 18).
    pub const URGENT: [Self; 3] = [Self::Failed, Self::Welfare, Self::Incident];
}
