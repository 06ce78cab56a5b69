//! The section's page: bringing a sheet in, and the imports there were.

use super::{start::Start, words};
use crate::{
    i18n::{use_dates, use_lang},
    live::LiveFeed,
    routes::Route,
    session::use_account,
    ui::{Empty, Glyph, Icon, Mark, Page, Paged, Pages},
};
use cabas_kernel::id::ImportId;
use cabas_messages::{common, imports as said};
use cabas_model::{
    events::EventKind,
    imports::{ImportState, ImportSummary},
};
use leptos::prelude::*;

/// Imports of one page.
const PAGE: u16 = 25;

/// « Imports »: a new one, and those there were.
#[component]
pub fn Imports() -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let organisation = account.organisation();
    let pages: Pages<ImportSummary> = Pages::new(PAGE, move |query| {
        account.call(move |client| {
            let query = query.clone();
            async move { client.list_imports(organisation, &query).await }
        })
    });
    if let Some(feed) = LiveFeed::of_app() {
        feed.on_event(move |event| {
            if event.kind == EventKind::ImportChanged {
                pages.again();
            }
        });
    }
    let none = move || view! { <Empty title=said::past_none(lang) words=said::past_none_words(lang)/> };
    view! {
        <Page title=said::title(lang) narrow=true>
            <div class="stack stack--loose">
                <Start/>
                <section class="stack" aria-labelledby="past">
                    <h2 id="past">{said::past(lang)}</h2>
                    <Paged pages more=common::more(lang) reading=said::checking(lang) let:imports>
                        <Show when=move || !imports.with(Vec::is_empty) fallback=none>
                            <ul class="rows sheet">
                                <For each=move || imports.get() key=mark let:one><One one/></For>
                            </ul>
                        </Show>
                    </Paged>
                </section>
            </div>
        </Page>
    }
}

/// What of an import is drawn anew when it changes.
fn mark(one: &ImportSummary) -> (ImportId, ImportState, [u32; 3]) {
    (one.id, one.state, [one.counts.created, one.counts.updated, one.counts.rejected])
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
