//! Live changes.

words! {
    pub enum EventKind {
        RoundChanged = "round.changed",
        RoundRemoved = "round.removed",
        StopChanged = "stop.changed",
        DeliveryCreated = "delivery.created",
        DeliveryChanged = "delivery.changed",
        RecipientChanged = "recipient.changed",
        FollowUpChanged = "follow_up.changed",
        MemberChanged = "member.changed",
        ImportChanged = "import.changed",
        RecurrenceChanged = "recurrence.changed",
    }
}
