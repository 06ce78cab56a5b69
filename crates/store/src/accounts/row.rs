//! Rows of people, sessions and invitations. They never leave the store.

macro_rules! table {
    ($module:ident, $table:literal, { $($body:tt)* }) => {
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub(crate) struct Model { $($body)* }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}
            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}
pub(crate) use table;

table!(person, "people", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) display_name: String,
    pub(crate) locale: Option<String>,
    pub(crate) password_hash: Option<String>,
    pub(crate) otp_secret: Option<Vec<u8>>,
    pub(crate) auth_epoch: i32,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) erased_at: Option<i64>,
});

table!(session, "sessions", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) auth_epoch: i32,
    pub(crate) refresh_hash: Vec<u8>,
    pub(crate) previous_hash: Option<Vec<u8>>,
    pub(crate) previous_used_at: Option<i64>,
    pub(crate) device: String,
    pub(crate) proved_at: i64,
    pub(crate) created_at: i64,
    pub(crate) last_seen_at: i64,
    pub(crate) idle_until: i64,
    pub(crate) ends_at: i64,
    pub(crate) revoked_at: Option<i64>,
});

table!(client, "api_clients", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) name: String,
    pub(crate) token_hash: Vec<u8>,
    pub(crate) scopes: String,
    pub(crate) created_by: Uuid,
    pub(crate) created_at: i64,
    pub(crate) last_used_at: Option<i64>,
    pub(crate) revoked_at: Option<i64>,
});

table!(link, "sign_in_links", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) token_hash: Vec<u8>,
    pub(crate) code_hash: Vec<u8>,
    pub(crate) expires_at: i64,
    pub(crate) used_at: Option<i64>,
    pub(crate) created_at: i64,
});

table!(code_try, "code_tries", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) address_hash: Vec<u8>,
    pub(crate) tries: i32,
    pub(crate) counted_at: i64,
});

table!(reset, "password_resets", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) token_hash: Vec<u8>,
    pub(crate) expires_at: i64,
    pub(crate) used_at: Option<i64>,
    pub(crate) created_at: i64,
});

table!(invitation, "invitations", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) email: String,
    pub(crate) roles: i16,
    pub(crate) invited_by: Option<Uuid>,
    pub(crate) note: Option<String>,
    pub(crate) token_hash: Vec<u8>,
    pub(crate) state: String,
    pub(crate) expires_at: i64,
    pub(crate) last_sent_at: i64,
    pub(crate) sent_count: i16,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
});
