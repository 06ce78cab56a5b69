//! Who vouched for whom, and the freezes of branches.

mod acts;
mod branch;
mod card;
mod freezes;
pub(super) mod reach;
mod tree;

use crate::{
    dom,
    failure::Failure,
    features::people::TeamTabs,
    i18n::use_lang,
    live::LiveFeed,
    routes::Route,
    session::use_account,
    ui::{Bones, Kept, Page},
};
use cabas_kernel::Permission;
use cabas_messages::co_optation;
use cabas_model::{events::EventKind, members::CoOptationTree};
use leptos::prelude::*;
use tree::lay_out;

type Data = LocalResource<Result<CoOptationTree, Failure>>;

/// The page: the whole tree for whoever manages members, one hop around oneself for the others.
#[component]
pub fn CoOptation() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let organisation = account.organisation();
    let data: Data = LocalResource::new(move || {
        account.call(move |client| async move { client.read_co_optation(organisation).await })
    });
    if let Some(feed) = LiveFeed::of_app() {
        feed.on_event(move |event| {
            if event.kind == EventKind::MemberChanged {
                data.refetch();
            }
        });
    }
    let manages = account.roles().may(Permission::ManageMembers);
    let lead = if manages { co_optation::lead(lang) } else { co_optation::lead_near(lang) };
    let places = Memo::new(move |_| match data.get() {
        Some(Ok(tree)) => lay_out(&tree.nodes),
        _ => Vec::new(),
    });
    let acts = acts::Acts::new(data, places);
    view! {
        <Page title=co_optation::title(lang) narrow=true>
            <div class="stack">
                <TeamTabs current=Route::CoOptation/>
                <p>{lead}</p>
                <Kept data bones=Bones::Text let:found>
                    <div class="stack">
                        <freezes::Freezes found places acts/>
                        <branch::Tree places acts/>
                    </div>
                </Kept>
            </div>
            <acts::Asking acts/>
        </Page>
    }
}

/// After an act: the tree is read again, and focus waits at the title, since what was pressed is drawn anew.
fn refresh(data: Data) {
    dom::focus_soon("#content h1");
    data.refetch();
}
