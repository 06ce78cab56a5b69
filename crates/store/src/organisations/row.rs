//! Rows of organisations.

use crate::accounts::row::table;

table!(organisation, "organisations", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) zone: String,
    pub(crate) country: String,
    pub(crate) reveal_hours: i16,
    pub(crate) keep_hours: i16,
    pub(crate) late_reveal: bool,
    pub(crate) confirm_everyone: bool,
    pub(crate) inviter_told: String,
    pub(crate) default_depot_id: Option<Uuid>,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});

table!(depot, "depots", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) name: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) address: Json,
    pub(crate) opening_hours: Option<String>,
    pub(crate) removed_at: Option<i64>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});

table!(package_kind, "package_kinds", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) weight_g: Option<i32>,
    pub(crate) storage: String,
    pub(crate) active: bool,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});

table!(time_slot, "time_slots", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) name: String,
    pub(crate) starts: String,
    pub(crate) ends: String,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});

// What is asked of the rows that load at a depot: whether they are still open.
table!(depot_round, "rounds", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) depot_id: Option<Uuid>,
    pub(crate) closed_at: Option<i64>,
});

table!(depot_stop, "stops", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) depot_id: Option<Uuid>,
    pub(crate) closed_at: Option<i64>,
});
