//! « À suivre »: what someone must look at until ticked, whatever its age.

mod acts;
mod alert;
mod entrust;
mod postpone;
mod row;
mod seen;
mod words;

use crate::{
    i18n::use_lang,
    live::LiveFeed,
    navigation::Navigation,
    routes::Route,
    session::{Account, use_account},
    ui::{Checkbox, Empty, Live, Page, Paged, Pages, Tab, Tabs},
};
use acts::{Acts, Asking};
use alert::Alert;
use cabas_kernel::Permission;
use cabas_messages::follow_ups;
use cabas_model::{
    PageQuery,
    events::EventKind,
    follow_ups::{FollowUpQuery, FollowUpStatus, FollowUpSummary},
};
use leptos::{prelude::*, task::spawn_local};

/// How many one reads at a time.
const PAGE: u16 = 25;

type List = Pages<FollowUpSummary>;

/// How many wait, followed, for the bar; urgent ones that come while one looks elsewhere are told by [`alert`]. Nothing
/// of what they say is read.
pub fn waiting(account: Account) -> Signal<u32> {
    let count = RwSignal::new(0);
    if account.roles().may(Permission::ReadDeliveries) {
        let alert = Alert::new();
        read_count(account, count, alert);
        on_change(move || read_count(account, count, alert));
    }
    count.into()
}

fn read_count(account: Account, count: RwSignal<u32>, alert: Alert) {
    let organisation = account.organisation();
    spawn_local(async move {
        let answer = account.call(move |client| async move { client.count_follow_ups(organisation).await }).await;
        // Without an answer the last count stands; the page is told so by its own list.
        if let Ok(answer) = answer {
            count.try_set(answer.open);
            alert.hear(answer.urgent);
        }
    });
}

/// Calls back when a follow-up changed, as long as what calls this stands.
fn on_change(act: impl Fn() + Send + Sync + 'static) {
    if let Some(feed) = LiveFeed::of_app() {
        feed.on_event(move |event| {
            if event.kind == EventKind::FollowUpChanged {
                act();
            }
        });
    }
}

/// The page: those that wait, oldest first; those that were seen, newest first.
#[component]
pub fn FollowUps() -> impl IntoView {
    let lang = use_lang();
    let show = Navigation::of_app().query("show");
    let status = Memo::new(move |_| match show.get().as_deref() {
        Some("handled") => FollowUpStatus::Handled,
        _ => FollowUpStatus::Open,
    });
    let live = move || LiveFeed::of_app().map(|feed| view! { <div class="push"><Live link=feed.link()/></div> });
    let is = move |this| Signal::derive(move || status.get() == this);
    let path = Route::FollowUps.path();
    let handled = [&path, "?show=handled"].concat();
    view! {
        <Page title=follow_ups::title(lang) narrow=true head=live>
            <div class="stack">
                <p>{follow_ups::lead(lang)}</p>
                <Tabs label=follow_ups::tabs(lang)>
                    <Tab href=path current=is(FollowUpStatus::Open)>{follow_ups::open(lang)}</Tab>
                    <Tab href=handled current=is(FollowUpStatus::Handled)>{follow_ups::handled(lang)}</Tab>
                </Tabs>
                {move || view! { <Inbox status=status.get()/> }}
                <Checkbox label=follow_ups::sound(lang) checked=RwSignal::new(alert::rings()) on_change=alert::set_rings/>
            </div>
        </Page>
    }
}

#[component]
fn Inbox(status: FollowUpStatus) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let organisation = account.organisation();
    let list: List = Pages::new(PAGE, move |PageQuery { limit, cursor }| {
        let query = FollowUpQuery { status: Some(status), limit, cursor };
        account.call(move |client| {
            let query = query.clone();
            async move { client.list_follow_ups(organisation, &query).await }
        })
    });
    on_change(move || list.again());
    let acts = Acts::new(list);
    let none = move || match status {
        FollowUpStatus::Open => {
            view! { <Empty title=follow_ups::none_title(lang) words=follow_ups::none_words(lang)/> }
        }
        FollowUpStatus::Handled => {
            view! { <Empty title=follow_ups::none_handled_title(lang) words=follow_ups::none_handled_words(lang)/> }
        }
    };
    view! {
        <Paged pages=list more=follow_ups::more(lang) reading=follow_ups::reading(lang) let:items>
            <Show when=move || !items.with(Vec::is_empty) fallback=none>
                <section class="sheet" aria-label=follow_ups::list(lang)>
                    <ul class="rows">
                        <For each=move || items.get() key=look_of let:follow_up>
                            <row::Row follow_up acts/>
                        </For>
                    </ul>
                </section>
            </Show>
        </Paged>
        <Asking acts/>
    }
    .into_any()
}

/// A row is drawn anew when anything it shows has changed.
fn look_of(follow_up: &FollowUpSummary) -> String {
    serde_json::to_string(follow_up).unwrap_or_default()
}
