//! Rows of households.

use crate::accounts::row::table;

table!(recipient, "recipients", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) external_ref: Option<String>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) household_size: i16,
    pub(crate) status: String,
    pub(crate) area: String,
    pub(crate) geo_state: String,
    pub(crate) usual_volunteer_id: Option<Uuid>,
    pub(crate) last_status: Option<String>,
    pub(crate) last_day: Option<Date>,
    pub(crate) merged_into: Option<Uuid>,
    pub(crate) import_id: Option<Uuid>,
    pub(crate) erased_at: Option<i64>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});

table!(key, "recipient_keys", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) recipient_id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) wrapped_key: Vec<u8>,
});

table!(lookup, "recipient_lookups", {
    pub(crate) organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) recipient_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) hash: Vec<u8>,
});

table!(distinct, "distinct_pairs", {
    pub(crate) organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) low_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) high_id: Uuid,
    pub(crate) created_by: Uuid,
    pub(crate) created_at: i64,
});

table!(pair, "blocked_pairs", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) volunteer_id: Uuid,
    pub(crate) recipient_id: Uuid,
    pub(crate) sealed_reason: Vec<u8>,
    pub(crate) created_by: Uuid,
    pub(crate) created_at: i64,
});
