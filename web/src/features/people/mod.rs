//! Who is in the association, and how people come in: invited by someone who knows them.

mod acts;
mod invitations;
mod invite;
mod members;
mod tabs;
pub(super) mod words;

pub(super) use tabs::TeamTabs;

use crate::{
    dom,
    failure::Failure,
    i18n::use_lang,
    live::LiveFeed,
    routes::Route,
    session::{Account, use_account},
    ui::{Bones, Button, ButtonKind, Glyph, Loaded, Page},
};
use cabas_client::ClientError;
use cabas_kernel::Permission;
use cabas_messages::people;
use cabas_model::{PageQuery, events::EventKind, invitations::InvitationSummary, members::MemberSummary};
use leptos::prelude::*;

/// What the page shows: both lists, since one says who the other speaks of.
#[derive(Clone)]
struct People {
    members: Vec<MemberSummary>,
    invitations: Vec<InvitationSummary>,
}

type Data = LocalResource<Result<People, Failure>>;

/// « Bénévoles »: the team and its invitations.
#[component]
pub fn Members() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let data = LocalResource::new(move || read(account));
    if let Some(feed) = LiveFeed::of_app() {
        feed.on_event(move |event| {
            if event.kind == EventKind::MemberChanged {
                data.refetch();
            }
        });
    }
    let asking = acts::Acts::new(data);
    let inviting = RwSignal::new(false);
    let may_invite = account.roles().may(Permission::InviteVolunteers);
    let invite = move || {
        view! { <Button kind=ButtonKind::Main icon=Glyph::UserPlus on_press=move || inviting.set(true)>{people::invite(lang)}</Button> }
            .into_any()
    };
    view! {
        <Page title=people::title(lang) narrow=true head=move || may_invite.then(|| view! { <div class="push">{invite()}</div> })>
            <div class="stack">
                <TeamTabs current=Route::Members/>
                <Loaded data bones=Bones::Text let:people>
                    <div class="stack">
                        <invitations::Invitations people=people.clone() data asking/>
                        <members::Team people inviting=may_invite.then_some(inviting) asking/>
                    </div>
                </Loaded>
            </div>
            <invite::Invite open=inviting data/>
            <acts::Asking acts=asking/>
        </Page>
    }
}

/// All of both lists: an association has a few hundred people at most.
async fn read(account: Account) -> Result<People, Failure> {
    let organisation = account.organisation();
    account
        .call(move |client| async move {
            let (mut members, mut invitations) = (Vec::new(), Vec::new());
            let mut query = first_page();
            loop {
                let page = client.list_members(organisation, &query).await?;
                members.extend(page.items);
                query.cursor = page.next_cursor;
                if query.cursor.is_none() {
                    break;
                }
            }
            let mut query = first_page();
            loop {
                let page = client.list_invitations(organisation, &query).await?;
                invitations.extend(page.items);
                query.cursor = page.next_cursor;
                if query.cursor.is_none() {
                    break;
                }
            }
            Ok::<_, ClientError>(People { members, invitations })
        })
        .await
}

fn first_page() -> PageQuery {
    PageQuery { limit: Some(100), cursor: None }
}

/// After an act: the lists are read again, and focus waits at the title, since its row is drawn anew.
fn refresh(data: Data) {
    dom::focus_soon("#content h1");
    data.refetch();
}
