//! Days on which an organisation, or one of its depots, is closed.

use crate::rules;
use cabas_kernel::id::{ClosureId, DeliveryId, DepotId};
use chrono::NaiveDate;
use validator::Validate;

wire! {
    /// Days on which the organisation is closed, or one of its depots, both included. Rules make nothing then.
    #[derive(Validate)]
    #[serde(deny_unknown_fields)]
    pub struct CreateClosure {
        /// Everything when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depot_id: Option<DepotId>,
        #[serde(deserialize_with = "cabas_kernel::near::day")]
        pub from: NaiveDate,
        #[serde(deserialize_with = "cabas_kernel::near::day")]
        pub until: NaiveDate,
        #[validate(custom(function = "rules::name"))]
        pub reason: String,
    }

    pub struct ClosureCreated {
        pub id: ClosureId,
        /// Deliveries that rules had made for these days and nobody has begun: they stay until somebody decides.
        pub standing: Vec<DeliveryId>,
    }

    pub struct ClosureSummary {
        pub id: ClosureId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub depot_id: Option<DepotId>,
        pub from: NaiveDate,
        pub until: NaiveDate,
        pub reason: String,
        /// For `If-Match`.
        pub etag: String,
    }
}
