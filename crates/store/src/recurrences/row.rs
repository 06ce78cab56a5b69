//! Rows of what comes round, and of days on which all is closed.

use crate::accounts::row::table;

table!(recurrence, "recurrences", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) recipient_id: Uuid,
    pub(crate) predecessor_id: Option<Uuid>,
    pub(crate) rule: String,
    pub(crate) starts_on: Date,
    pub(crate) horizon_days: i16,
    pub(crate) paused: bool,
    pub(crate) cancelled_at: Option<i64>,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) template: Json,
    pub(crate) depot_id: Option<Uuid>,
    pub(crate) assignee_id: Option<Uuid>,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) drought: Option<String>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});

table!(exception, "recurrence_exceptions", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) recurrence_id: Uuid,
    pub(crate) occurrence_date: Date,
    pub(crate) kind: String,
    pub(crate) moved_to: Option<Date>,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) hours: Option<Json>,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) created_at: i64,
});

table!(closure, "closures", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) depot_id: Option<Uuid>,
    pub(crate) first_day: Date,
    pub(crate) last_day: Date,
    pub(crate) reason: String,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});
