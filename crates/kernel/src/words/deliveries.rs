//! Deliveries and stops.

words! {
    pub enum StopKind {
        Pickup = "pickup",
        Dropoff = "dropoff",
    }

    /// The state machine of a stop; a delivery's status follows from its stops.
    pub enum StopStatus {
        Draft = "draft",
        Ready = "ready",
        Assigned = "assigned",
        Out = "out",
        Loaded = "loaded",
        Delivered = "delivered",
        LeftAtDoor = "left_at_door",
        HandedToThirdParty = "handed_to_third_party",
        Failed = "failed",
        Cancelled = "cancelled",
    }

    pub enum DeliveryStatus {
        Draft = "draft",
        Ready = "ready",
        Assigned = "assigned",
        Out = "out",
        Delivered = "delivered",
        LeftAtDoor = "left_at_door",
        HandedToThirdParty = "handed_to_third_party",
        Failed = "failed",
        Cancelled = "cancelled",
    }

    /// How a drop-off went well.
    pub enum Outcome {
        Delivered = "delivered",
        LeftAtDoor = "left_at_door",
        HandedToThirdParty = "handed_to_third_party",
    }

    /// Why a stop could not be done.
    pub enum FailureReason {
        NotHome = "not_home",
        BadAddress = "bad_address",
        Refused = "refused",
        NotReady = "not_ready",
        TooFar = "too_far",
        Other = "other",
    }

    pub enum DeliverySource {
        Manual = "manual",
        Import = "import",
        Api = "api",
        Recurrence = "recurrence",
        Reschedule = "reschedule",
    }

    /// One line of a stop's append-only history.
    pub enum StopEventKind {
        Created = "created",
        Published = "published",
        Assigned = "assigned",
        Unassigned = "unassigned",
        Started = "started",
        Completed = "completed",
        Failed = "failed",
        Reopened = "reopened",
        Cancelled = "cancelled",
        Restored = "restored",
        Rescheduled = "rescheduled",
        /// A report that came second: kept, without effect (DL-19).
        Conflict = "conflict",
    }
}

impl StopStatus {
    /// Loaded, delivered in any of the three ways, or failed.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Loaded | Self::Delivered | Self::LeftAtDoor | Self::HandedToThirdParty | Self::Failed)
    }
    /// Closed well.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Loaded | Self::Delivered | Self::LeftAtDoor | Self::HandedToThirdParty)
    }
    /// Still to do.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Ready | Self::Assigned | Self::Out)
    }
}
