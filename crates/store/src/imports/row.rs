//! Rows of imports.

use crate::accounts::row::table;

table!(import, "imports", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) mode: String,
    pub(crate) write_mode: String,
    pub(crate) day: Option<Date>,
    pub(crate) content_hash: Vec<u8>,
    pub(crate) sealed_content: Option<Vec<u8>>,
    pub(crate) sealed_options: Option<Vec<u8>>,
    pub(crate) sealed_preview: Option<Vec<u8>>,
    pub(crate) sealed_undone: Option<Vec<u8>>,
    #[sea_orm(column_type = "JsonBinary")]
    pub(crate) counts: Json,
    pub(crate) created_by: Option<Uuid>,
    pub(crate) client_id: Option<Uuid>,
    pub(crate) leased_until: Option<i64>,
    pub(crate) applied_at: Option<i64>,
    pub(crate) undone_at: Option<i64>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});

table!(effect, "import_effects", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) import_id: Uuid,
    pub(crate) organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) ordinal: i32,
    pub(crate) line: i32,
    pub(crate) subject: String,
    pub(crate) subject_id: Uuid,
    pub(crate) version_after: i64,
    pub(crate) sealed_before: Option<Vec<u8>>,
});

table!(columns, "import_columns", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) shape: Vec<u8>,
    pub(crate) sealed_mapping: Vec<u8>,
    pub(crate) updated_at: i64,
});

/// What an effect is about.
pub(super) mod subject {
    pub(crate) const RECIPIENT: &str = "recipient";
    pub(crate) const DELIVERY: &str = "delivery";
    pub(crate) const ROUND: &str = "round";
    pub(crate) const DEPOT: &str = "depot";
}
