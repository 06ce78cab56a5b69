//! Rows of members and of the tree.

use crate::accounts::row::table;

table!(member, "memberships", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) node_id: Uuid,
    pub(crate) inviter_id: Option<Uuid>,
    pub(crate) invitation_id: Option<Uuid>,
    pub(crate) roles: i16,
    pub(crate) state: String,
    pub(crate) confirmed_by: Option<Uuid>,
    pub(crate) confirmed_at: Option<i64>,
    pub(crate) suspended_until: Option<Date>,
    pub(crate) last_seen_at: Option<i64>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});

table!(node, "trust_nodes", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) parent_id: Option<Uuid>,
    pub(crate) returns_node_id: Option<Uuid>,
    pub(crate) created_at: i64,
});

table!(freeze, "branch_freezes", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) root_id: Uuid,
    pub(crate) depth: Option<i16>,
    pub(crate) summary: String,
    pub(crate) frozen_by: Uuid,
    pub(crate) review_by: Date,
    pub(crate) reminded_on: Option<Date>,
    pub(crate) closed_at: Option<i64>,
    pub(crate) created_at: i64,
});

table!(freeze_item, "freeze_items", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) freeze_id: Uuid,
    pub(crate) organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) membership_id: Uuid,
    pub(crate) decision: String,
    pub(crate) decided_by: Option<Uuid>,
    pub(crate) decided_at: Option<i64>,
});
