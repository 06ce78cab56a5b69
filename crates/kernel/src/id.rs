//! Ids, one type per thing, so that a recipient's id cannot be passed where a round's is asked.
//!
//! All are UUIDs made by the server: version 4 for recipients and nodes of the tree, because version 7 tells when a
//! household was registered or somebody was brought in, and version 7 elsewhere, because it keeps indexes in insertion
//! order (security AZ-4).

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Makes ids. Injected beside [`crate::Clock`], so that a test can predict them.
pub trait IdGen: Send + Sync {
    /// An id that sorts by creation time.
    fn ordered(&self) -> Uuid;
    /// An id that says nothing about when it was made.
    fn opaque(&self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "spec", derive(utoipa::ToSchema), schema(value_type = uuid::Uuid))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}({})", stringify!($name), self.0) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> { Uuid::from_str(s).map(Self) }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Self { id.0 }
        }
    )+};
}

ids! {
    /// An association that owns its data: the tenant.
    OrganisationId,
    /// A human being with an account.
    PersonId,
    /// A person's belonging to one organisation.
    MembershipId,
    /// An invitation by e-mail.
    InvitationId,
    /// A signed-in device.
    SessionId,
    /// A node of an organisation's co-optation tree.
    NodeId,
    /// A household that receives food.
    RecipientId,
    /// A delivery: the ordered stops that bring something to someone.
    DeliveryId,
    /// One visit to one address in one window.
    StopId,
    /// A named, dated, ordered set of stops.
    RoundId,
    /// A place where rounds load.
    DepotId,
    /// A kind of parcel.
    PackageKindId,
    /// Something a dispatcher must look at until ticked.
    FollowUpId,
    /// A volunteer and a household that must not meet.
    BlockedPairId,
    /// One spreadsheet on its way in.
    ImportId,
    /// Rounds that the server proposes for a day.
    PlanId,
    /// A program that calls the API with its own token.
    ApiClientId,
    /// A suspension of a whole branch of the co-optation tree.
    FreezeId,
    /// A span of time an organisation offers for deliveries.
    TimeSlotId,
    /// A rule that makes deliveries.
    RecurrenceId,
    /// Days on which an organisation, or one of its depots, is closed.
    ClosureId,
}
