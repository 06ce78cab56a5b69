//! Failures as RFC 9457 problems, and the closed catalogue of their codes.

use std::collections::BTreeMap;

wire! {
    /// What went wrong, for a person (`title`, `detail`, in their language) and for a program (`code`).
    pub struct Problem {
        /// `urn:cabas:problem:<code>`.
        #[serde(rename = "type")]
        pub kind: String,
        pub title: String,
        pub status: u16,
        pub detail: String,
        /// The request's id, as in the log.
        pub instance: String,
        /// One of the closed catalogue.
        pub code: String,
        /// One entry per field or reason concerned.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub errors: Vec<FieldError>,
    }

    /// One wrong field.
    pub struct FieldError {
        /// JSON pointer into the request; a query parameter is `/name`.
        pub pointer: String,
        pub code: String,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub params: BTreeMap<String, String>,
    }
}

impl FieldError {
    pub fn new(pointer: &str, code: &str) -> Self {
        Self { pointer: pointer.to_owned(), code: code.to_owned(), params: BTreeMap::new() }
    }
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $text:literal, $status:literal;)+) => {
        /// Every failure the API can answer with. Each has a title and a sentence in every catalogue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$meta])* $name),+ }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text),+ } }
            /// The HTTP status it travels with.
            pub const fn status(self) -> u16 { match self { $(Self::$name => $status),+ } }
        }
    };
}

codes! {
    /// The body is not JSON, or a parameter is not of its type.
    BadRequest = "bad_request", 400;
    Unauthenticated = "unauthenticated", 401;
    /// E-mail and password, code or link do not open a session.
    CredentialsInvalid = "credentials_invalid", 401;
    /// The refresh cookie is missing, old, or was used before.
    RefreshInvalid = "refresh_invalid", 401;
    Forbidden = "forbidden", 403;
    /// The request does not come from our own pages.
    OriginRefused = "origin_refused", 403;
    /// The act asks for a proof of who one is that is less than five minutes old (AU-10).
    ProofTooOld = "proof_too_old", 403;
    /// Absent, or not yours: the same answer.
    NotFound = "not_found", 404;
    MethodNotAllowed = "method_not_allowed", 405;
    /// The body did not come in time.
    RequestTimeout = "request_timeout", 408;
    /// The state of the thing does not allow the act.
    Conflict = "conflict", 409;
    /// The same idempotency key is still at work.
    InProgress = "in_progress", 409;
    AlreadyInvited = "already_invited", 409;
    AlreadyMember = "already_member", 409;
    ResentTooSoon = "resent_too_soon", 409;
    InvitationOver = "invitation_over", 409;
    LastAdmin = "last_admin", 409;
    NotYourself = "not_yourself", 409;
    MemberNotActive = "member_not_active", 409;
    MemberState = "member_state", 409;
    FreezeOpen = "freeze_open", 409;
    RefTaken = "ref_taken", 409;
    SlugTaken = "slug_taken", 409;
    RecipientInactive = "recipient_inactive", 409;
    RecipientMerged = "recipient_merged", 409;
    /// The delivery's household is erased: it stays as it ended.
    RecipientErased = "recipient_erased", 409;
    /// Something is still planned for the household.
    DeliveryOpen = "delivery_open", 409;
    PairBlocked = "pair_blocked", 409;
    SelfPickup = "self_pickup", 409;
    TransitionRefused = "transition_refused", 409;
    PreviousStopOpen = "previous_stop_open", 409;
    ReopenTooLate = "reopen_too_late", 409;
    AlreadyRescheduled = "already_rescheduled", 409;
    StopClosedOtherwise = "stop_closed_otherwise", 409;
    RoundPublished = "round_published", 409;
    RoundEmpty = "round_empty", 409;
    RoundClosed = "round_closed", 409;
    RoundNobody = "round_nobody", 409;
    RoundTaken = "round_taken", 409;
    RoundNotOffered = "round_not_offered", 409;
    RoundsDiffer = "rounds_differ", 409;
    StopElsewhere = "stop_elsewhere", 409;
    StopStarted = "stop_already_started", 409;
    OtherDay = "other_day", 409;
    FollowUpHandled = "follow_up_handled", 409;
    RecurrenceCancelled = "recurrence_cancelled", 409;
    ImportState = "import_state", 409;
    ImportBusy = "import_busy", 409;
    /// Too many previews wait: none of them is thrown away for another.
    ImportsFull = "imports_full", 409;
    /// The organisation's imports take all the room that they may.
    ImportsHeavy = "imports_heavy", 507;
    UndoTooLate = "undo_too_late", 409;
    DepotInUse = "depot_in_use", 409;
    ApiClientRevoked = "api_client_revoked", 409;
    /// The thing changed since it was read.
    VersionStale = "version_stale", 412;
    PayloadTooLarge = "payload_too_large", 413;
    UnsupportedMediaType = "unsupported_media_type", 415;
    /// One or more fields are wrong; `errors` says which.
    FieldsInvalid = "fields_invalid", 422;
    /// The file is no sheet that can be read; `errors` says why.
    FileInvalid = "file_invalid", 422;
    /// The same idempotency key came with another body.
    KeyReused = "key_reused", 422;
    /// The invitation or mailed link is unknown, used or too old.
    LinkInvalid = "link_invalid", 410;
    VersionRequired = "version_required", 428;
    TooManyRequests = "too_many_requests", 429;
    LookBudget = "look_budget", 429;
    Internal = "internal", 500;
    Unavailable = "unavailable", 503;
    StorageFull = "storage_full", 507;
}

impl Code {
    /// Finds a code by its text.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.as_str() == text)
    }
    /// The `type` of a problem with this code.
    pub fn urn(self) -> String {
        format!("urn:cabas:problem:{}", self.as_str())
    }
}
