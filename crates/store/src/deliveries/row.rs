//! Rows of deliveries, stops and what happened to them.

use crate::accounts::row::table;

table!(delivery, "deliveries", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) external_ref: Option<String>,
    pub(crate) recipient_id: Option<Uuid>,
    pub(crate) source: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) packages: Json,
    pub(crate) weight_g: Option<i32>,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) rescheduled_from: Option<Uuid>,
    pub(crate) rescheduled_to: Option<Uuid>,
    pub(crate) import_id: Option<Uuid>,
    pub(crate) recurrence_id: Option<Uuid>,
    pub(crate) occurrence_date: Option<Date>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});

table!(stop, "stops", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) delivery_id: Uuid,
    pub(crate) recipient_id: Option<Uuid>,
    pub(crate) depot_id: Option<Uuid>,
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) ordinal: i16,
    pub(crate) window_start: Option<i64>,
    pub(crate) window_end: i64,
    pub(crate) promised_start: Option<i64>,
    pub(crate) promised_end: Option<i64>,
    pub(crate) first_day: Date,
    pub(crate) last_day: Date,
    pub(crate) area: String,
    pub(crate) geo_state: String,
    pub(crate) service_minutes: i16,
    pub(crate) external_ref: Option<String>,
    pub(crate) round_id: Option<Uuid>,
    pub(crate) position: i16,
    pub(crate) assignee_id: Option<Uuid>,
    pub(crate) started_at: Option<i64>,
    pub(crate) closed_at: Option<i64>,
    pub(crate) closed_by: Option<Uuid>,
    pub(crate) reported_at: Option<i64>,
    pub(crate) failure_reason: Option<String>,
    pub(crate) needs_follow_up: bool,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});

table!(event, "stop_events", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) stop_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) actor_id: Option<Uuid>,
    pub(crate) assignee_id: Option<Uuid>,
    pub(crate) reported_at: Option<i64>,
    pub(crate) from_status: Option<String>,
    pub(crate) to_status: String,
    pub(crate) sealed_note: Option<Vec<u8>>,
    pub(crate) created_at: i64,
});
