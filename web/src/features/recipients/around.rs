//! What a record refers to by id: the team, and the kinds of parcels.

use crate::session::Account;
use cabas_client::ClientError;
use cabas_kernel::{Role, id::MembershipId};
use cabas_model::{
    PageQuery,
    members::{MemberState, MemberSummary},
    organisations::PackageKindSummary,
};
use leptos::prelude::*;

/// The team and the kinds of parcels. Empty when they could not be read: a record does without.
#[derive(Clone, Default)]
pub(super) struct Around {
    members: Vec<MemberSummary>,
    pub(super) kinds: Vec<PackageKindSummary>,
}

impl Around {
    /// Reads both, once for a page.
    pub(super) fn of(account: Account) -> LocalResource<Self> {
        LocalResource::new(move || async move { read(account).await.unwrap_or_default() })
    }

    /// The name of a member.
    pub(super) fn member(&self, id: MembershipId) -> Option<&str> {
        self.members.iter().find(|one| one.id == id).map(|one| one.display_name.as_str())
    }

    /// Those who may carry rounds now.
    pub(super) fn volunteers(&self) -> impl Iterator<Item = &MemberSummary> {
        self.members.iter().filter(|one| one.state == MemberState::Active && one.roles.contains(&Role::Volunteer))
    }

    /// The name of a kind of parcel; its short name when it is not known any more.
    pub(super) fn kind(&self, slug: &str) -> String {
        self.kinds
            .iter()
            .find(|kind| kind.slug == slug)
            .map_or_else(|| slug.replace('-', " "), |kind| kind.name.clone())
    }
}

async fn read(account: Account) -> Result<Around, crate::failure::Failure> {
    let organisation = account.organisation();
    account
        .call(move |client| async move {
            let mut around = Around::default();
            let mut query = PageQuery { limit: Some(100), cursor: None };
            loop {
                let page = client.list_members(organisation, &query).await?;
                around.members.extend(page.items);
                query.cursor = page.next_cursor;
                if query.cursor.is_none() {
                    break;
                }
            }
            loop {
                let page = client.list_package_kinds(organisation, &query).await?;
                around.kinds.extend(page.items);
                query.cursor = page.next_cursor;
                if query.cursor.is_none() {
                    return Ok::<_, ClientError>(around);
                }
            }
        })
        .await
}
