//! Rows of crews and plans.

use crate::accounts::row::table;

table!(crew, "crews", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) day: Date,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) people: Json,
    pub(crate) version: i64,
    pub(crate) updated_at: i64,
});

table!(plan, "plans", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) day: Date,
    pub(crate) state: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) ask: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) proposal: Option<Json>,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) basis: Option<Json>,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) before: Option<Json>,
    pub(crate) progress: i16,
    pub(crate) stopping: bool,
    pub(crate) asked_by: Option<Uuid>,
    pub(crate) leased_until: Option<i64>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});
