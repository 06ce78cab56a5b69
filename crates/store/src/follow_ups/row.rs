//! Rows of what waits to be looked at.

use crate::accounts::row::table;

table!(follow_up, "follow_ups", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) stop_id: Option<Uuid>,
    pub(crate) round_id: Option<Uuid>,
    pub(crate) recipient_id: Option<Uuid>,
    pub(crate) cause: String,
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) reported_by: Option<Uuid>,
    pub(crate) owner_id: Option<Uuid>,
    pub(crate) due_at: Option<i64>,
    pub(crate) handled_by: Option<Uuid>,
    pub(crate) handled_at: Option<i64>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});
