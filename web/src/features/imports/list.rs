//! The section's page: bringing a sheet in, and the imports there were.

use super::{start::Start, words};
use crate::{
    failure::Failure,
    i18n::{use_dates, use_lang},
    live::LiveFeed,
    routes::Route,
    session::{Account, use_account},
    ui::{Bones, Button, Empty, FormState, Glyph, Icon, Loaded, Mark, Page},
};
use cabas_messages::{common, imports as said};
use cabas_model::{Page as Paged, PageQuery, events::EventKind, imports::ImportSummary};
use leptos::prelude::*;

/// « Imports »: a new one, and those there were.
#[component]
pub fn Imports() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let data = LocalResource::new(move || read(account, None));
    if let Some(feed) = LiveFeed::of_app() {
        feed.on_event(move |event| {
            if event.kind == EventKind::ImportChanged {
                data.refetch();
            }
        });
    }
    view! {
        <Page title=said::title(lang) narrow=true>
            <div class="stack stack--loose">
                <Start/>
                <section class="stack" aria-labelledby="past">
                    <h2 id="past">{said::past(lang)}</h2>
                    <Loaded data bones=Bones::Text let:first>
                        <Past first/>
                    </Loaded>
                </section>
            </div>
        </Page>
    }
}

async fn read(account: Account, cursor: Option<String>) -> Result<Paged<ImportSummary>, Failure> {
    let organisation = account.organisation();
    let query = PageQuery { limit: None, cursor };
    account
        .call(move |client| {
            let query = query.clone();
            async move { client.list_imports(organisation, &query).await }
        })
        .await
}

/// Those there were, newest first; the rest on demand.
#[component]
fn Past(first: Paged<ImportSummary>) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let form = FormState::new();
    let shown = RwSignal::new(first.items);
    let next = RwSignal::new(first.next_cursor);
    let more = move || {
        form.send(read(account, next.get_untracked()), move |page: Paged<ImportSummary>| {
            shown.update(|shown| shown.extend(page.items));
            next.set(page.next_cursor);
        });
    };
    let none = Memo::new(move |_| shown.with(Vec::is_empty));
    move || {
        if none.get() {
            return view! { <Empty title=said::past_none(lang) words=said::past_none_words(lang)/> }.into_any();
        }
        view! {
            <div class="sheet">
                <ul class="rows"><For each=move || shown.get() key=|one| one.id let:one><One one/></For></ul>
                {move || next.with(Option::is_some).then(|| view! {
                    <crate::ui::Form state=form on_submit=more class="stack">
                        <p><Button submit=true busy=form.busy()>{common::more(lang)}</Button></p>
                    </crate::ui::Form>
                })}
            </div>
        }
        .into_any()
    }
}

#[component]
fn One(one: ImportSummary) -> impl IntoView {
    let lang = use_lang();
    let dates = use_dates();
    let (class, shape, state) = words::state(lang, one.state);
    let until = one.undo_until.filter(|until| *until > crate::i18n::now());
    let until = until.map(|until| said::undo_until(lang, &dates.moment(until)));
    view! {
        <li class="rows__one">
            <Icon glyph=Glyph::Table/>
            <div>
                <p>
                    <a class="tap" href=Route::Import { id: one.id }.path()>
                        <b>{words::name(lang, one.file_name.as_deref())}</b>
                    </a>
                </p>
                <p class="soft">{words::kind(lang, one.kind)}</p>
                <p class="soft num">{said::by(lang, &one.created_by, &dates.moment(one.created_at))}</p>
            </div>
            <div>
                <p class="num">{words::counted(lang, &one.counts)}</p>
                {until.map(|until| view! { <p class="soft num">{until}</p> })}
            </div>
            <p><span class=class><Mark shape/>{state}</span></p>
        </li>
    }
    .into_any()
}
