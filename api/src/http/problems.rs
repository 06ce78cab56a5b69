//! The problems that operations of one kind share, as the document says them: named once, listed by each handler. What
//! every operation can answer, `document` adds.

use cabas_model::Problem;
use std::collections::BTreeMap;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{Content, Ref, RefOr, Response},
};

macro_rules! problems {
    ($($(#[$meta:meta])* $name:ident: $($status:literal)+;)+) => {$(
        $(#[$meta])*
        pub(crate) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                [$($status),+].into_iter().map(|status: &str| (status.to_owned(), problem())).collect()
            }
        }
    )+};
}

problems! {
    /// Signed in, for what is one's own.
    Own: "401";
    /// Inside an organisation: no session, not allowed, or not there.
    Inside: "401" "403" "404";
    /// Not for everybody who is let in.
    Closed: "403";
    /// Not there, or not yours: the same.
    Absent: "404";
    /// What a link or an invitation opened is over.
    Over: "410";
    /// Parameters that can be wrong.
    Checked: "422";
    /// A body that can be unreadable, too long, of another type, or wrong.
    Sent: "400" "413" "415" "422";
    /// The state of things can refuse.
    Stateful: "409";
    /// Done too often, or looked at too much.
    TooOften: "429";
    /// A change of what was read: `If-Match` is asked.
    Edited: "412" "428";
    /// An act on what was read: `If-Match` is honoured, not asked.
    Seen: "412";
}

pub(super) fn problem() -> RefOr<Response> {
    let mut response = Response::new("");
    let content = Content::new(Some(Ref::from_schema_name(Problem::name())));
    response.content.insert("application/problem+json".to_owned(), RefOr::T(content));
    RefOr::T(response)
}
