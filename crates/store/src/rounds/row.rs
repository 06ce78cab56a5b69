//! Rows of rounds.

use crate::accounts::row::table;

table!(round, "rounds", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) name: String,
    pub(crate) day: Date,
    pub(crate) depot_id: Option<Uuid>,
    pub(crate) mode: String,
    pub(crate) max_load_g: Option<i32>,
    pub(crate) state: String,
    pub(crate) assignee_id: Option<Uuid>,
    pub(crate) self_assign: bool,
    pub(crate) taken: bool,
    pub(crate) released_by: Option<Uuid>,
    pub(crate) published_at: Option<i64>,
    pub(crate) started_at: Option<i64>,
    pub(crate) closed_at: Option<i64>,
    pub(crate) import_id: Option<Uuid>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});
