//! The volunteer at the door.

words! {
    /// What can be done to a stop.
    pub enum StopAct {
        Start = "start",
        Complete = "complete",
        Fail = "fail",
        Reopen = "reopen",
    }
}
