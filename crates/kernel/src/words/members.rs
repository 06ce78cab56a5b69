//! Members.

words! {
    pub enum MemberState {
        Active = "active",
        /// Another admin must confirm the role first (decisions 3).
        AwaitingConfirmation = "awaiting_confirmation",
        Suspended = "suspended",
        /// Stopped for the time of a check, with a whole branch of the tree.
        Frozen = "frozen",
        Excluded = "excluded",
        Left = "left",
        Refused = "refused",
    }
}

words! {
    pub enum FreezeDecision {
        Pending = "pending",
        Cleared = "cleared",
        Suspended = "suspended",
        Excluded = "excluded",
    }
}

words! {
    /// Why somebody is suspended, in a word that may be told; what happened is written beside it, for the admins.
    pub enum SuspensionReason {
        OwnWish = "own_wish",
        Absence = "absence",
        Charter = "charter",
        Check = "check",
        Other = "other",
    }
}
