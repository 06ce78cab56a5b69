//! What a stop's delivery brings, as the board and the phones read it beside the stop.

use cabas_model::deliveries::PackageLine;
use sqlx::types::Json;
use uuid::Uuid;

/// A SELECT of stops: the columns of their [`Core`](crate::deliveries::Core), the ones that are named, those of
/// [`Goods`], then what follows the two tables `stops s` and `deliveries d`.
macro_rules! stops_with_goods {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $crate::deliveries::core_columns!(),
            ", ",
            $columns,
            ", d.packages, d.weight_g, d.sealed AS comments, d.recipient_id AS household FROM stops s \
             JOIN deliveries d ON d.organisation_id = s.organisation_id AND d.id = s.delivery_id ",
            $rest
        )
    };
}
pub(super) use stops_with_goods;

row! {
    pub(super) struct Goods {
        pub(super) packages: Json<Vec<PackageLine>>,
        pub(super) weight_g: Option<i32>,
        pub(super) comments: Option<Vec<u8>>,
        /// Whom the delivery is for; nobody when it is a pickup that stands alone.
        pub(super) household: Option<Uuid>,
    }
}
