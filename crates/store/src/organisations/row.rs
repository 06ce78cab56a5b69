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
    pub(crate) default_depot_id: Option<Uuid>,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});
