//! Sheets on their way in.

words! {
    pub enum ImportKind {
        Recipients = "recipients",
        /// CoopCycle's deliveries sheet: a row is a pickup and a drop-off.
        Deliveries = "deliveries",
        /// CoopCycle's tasks sheet: a row is one stop.
        Tasks = "tasks",
    }

    #[derive(Default)]
    pub enum ImportMode {
        #[default]
        DryRun = "dry_run",
        Apply = "apply",
    }

    /// What may be done to rows that exist, or do not.
    #[derive(Default)]
    pub enum WriteMode {
        Create = "create",
        Update = "update",
        #[default]
        Merge = "merge",
        Sync = "sync",
    }

    pub enum ImportState {
        Pending = "pending",
        Started = "started",
        Previewed = "previewed",
        Applying = "applying",
        Completed = "completed",
        Failed = "failed",
        Undone = "undone",
    }

    /// What a row is; each non-blank row is exactly one of these.
    pub enum RowClass {
        New = "new",
        Changed = "changed",
        Unchanged = "unchanged",
        /// Looks like a household we have: a person chooses.
        Duplicate = "duplicate",
        Rejected = "rejected",
    }

    /// What becomes of a household that a list of all of them leaves out.
    #[derive(Default)]
    pub enum MissingChoice {
        #[default]
        Keep = "keep",
        Pause = "pause",
        Stop = "stop",
    }

    pub enum Severity {
        Error = "error",
        Warning = "warning",
    }

    /// What a person decided about a probable duplicate.
    pub enum DuplicateChoice {
        /// It is the same household: update it.
        Same = "same",
        /// It is another household: create it.
        New = "new",
        Skip = "skip",
    }
}
