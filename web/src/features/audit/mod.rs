//! « Journal »: what was done and who looked, newest first, in plain words.

mod entry;
mod words;

use crate::{
    features::settings::SettingsFrame,
    i18n::use_lang,
    navigation::Navigation,
    routes::{Route, SettingsPage},
    session::{Account, use_account},
    ui::{Button, Empty, Glyph, Paged, Pages, Tab, Tabs},
};
use cabas_client::ClientError;
use cabas_messages::audit;
use cabas_model::{
    PageQuery,
    audit::{AuditEntry, AuditKind, AuditQuery},
    members::MemberSummary,
};
use leptos::prelude::*;
use std::collections::HashMap;
use uuid::Uuid;

/// How many lines one reads at a time.
const PAGE: u16 = 50;

/// What members are called, by their membership.
type Names = Signal<HashMap<Uuid, String>>;

#[component]
pub fn Journal() -> impl IntoView {
    let lang = use_lang();
    let show = Navigation::of_app().query("show");
    let kind = Memo::new(move |_| match show.get().as_deref() {
        Some("writes") => Some(AuditKind::Write),
        Some("looks") => Some(AuditKind::Look),
        _ => None,
    });
    let account = use_account();
    let members = LocalResource::new(move || names(account));
    let names = Signal::derive(move || members.get().unwrap_or_default());
    let tab = move |of: Option<AuditKind>, query: &str, words: &'static str| {
        let href = [&Route::Settings(SettingsPage::Audit).path(), query].concat();
        view! { <Tab href current=Signal::derive(move || kind.get() == of)>{words}</Tab> }
    };
    view! {
        <SettingsFrame page=SettingsPage::Audit>
            <p>{audit::lead(lang)}</p>
            <Tabs label=audit::tabs(lang)>
                {tab(None, "", audit::all(lang))}
                {tab(Some(AuditKind::Write), "?show=writes", audit::writes(lang))}
                {tab(Some(AuditKind::Look), "?show=looks", audit::looks(lang))}
            </Tabs>
            {move || view! { <Lines kind=kind.get() names/> }}
        </SettingsFrame>
    }
}

#[component]
fn Lines(kind: Option<AuditKind>, names: Names) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let organisation = account.organisation();
    let pages: Pages<AuditEntry> = Pages::new(PAGE, move |PageQuery { limit, cursor }| {
        let query = AuditQuery { kind, limit, cursor };
        account.call(move |client| {
            let query = query.clone();
            async move { client.list_audit(organisation, &query).await }
        })
    });
    let none = move || view! { <Empty title=audit::none_title(lang) words=audit::none_words(lang)/> };
    view! {
        <p class="no-print"><Button icon=Glyph::Refresh on_press=move || pages.again()>{audit::again(lang)}</Button></p>
        <Paged pages more=audit::more(lang) reading=audit::reading(lang) let:entries>
            <Show when=move || !entries.with(Vec::is_empty) fallback=none>
                <section class="sheet" aria-label=audit::list(lang)>
                    <ul class="rows">
                        <For each=move || entries.get() key=|entry| entry.id let:entry>
                            <entry::Entry entry names/>
                        </For>
                    </ul>
                </section>
            </Show>
        </Paged>
    }
    .into_any()
}

/// Names only make the lines easier to read: without them the lines stand all the same.
async fn names(account: Account) -> HashMap<Uuid, String> {
    let organisation = account.organisation();
    let members = account
        .call(move |client| async move {
            let mut members: Vec<MemberSummary> = Vec::new();
            let mut query = PageQuery { limit: Some(100), cursor: None };
            loop {
                let page = client.list_members(organisation, &query).await?;
                members.extend(page.items);
                query.cursor = page.next_cursor;
                if query.cursor.is_none() {
                    return Ok::<_, ClientError>(members);
                }
            }
        })
        .await;
    members.unwrap_or_default().into_iter().map(|one| (Uuid::from(one.id), one.display_name)).collect()
}
