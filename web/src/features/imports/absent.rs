//! Households of ours that a whole list leaves out: who they are, and for each a pause, an end, or nothing.

use super::{page::Shared, words};
use crate::{
    features::recipients::words as household,
    i18n::{Lang, use_lang},
    ui::{Choice, Mark, Paged, Pages, Select},
};
use cabas_messages::{common, imports as said};
use cabas_model::{
    imports::{ImportDetails, MissingChoice, MissingHousehold, WriteMode},
    recipients::RecipientStatus,
};
use leptos::prelude::*;

/// Households of one page.
const PAGE: u16 = 50;

/// The list, while the sheet is said to be the whole one.
#[component]
pub(super) fn Absent(shared: Shared, details: ImportDetails) -> impl IntoView {
    (details.write == WriteMode::Sync && details.counts.missing > 0)
        .then(|| view! { <Those shared refused=words::refused(&details.counts)/> })
}

#[component]
fn Those(shared: Shared, refused: u32) -> impl IntoView {
    let lang = use_lang();
    let (organisation, id) = (shared.account.organisation(), shared.id);
    let pages: Pages<MissingHousehold> = Pages::new(PAGE, move |query| {
        shared.account.call(move |client| {
            let query = query.clone();
            async move { client.list_missing_households(organisation, id, &query).await }
        })
    });
    view! {
        <section class="sheet stack stack--tight" aria-labelledby="absent">
            <h2 id="absent">{said::absent(lang)}</h2>
            <p>{said::absent_words(lang)}</p>
            {(refused > 0).then(|| view! { <p>{said::absent_refused(lang, refused)}</p> })}
            <Paged pages more=common::more(lang) reading=said::checking(lang) let:those>
                <ul class="rows">
                    <For each=move || those.get() key=|one| one.recipient_id let:one>{row(shared, lang, one)}</For>
                </ul>
            </Paged>
        </section>
    }
    .into_any()
}

fn row(shared: Shared, lang: Lang, one: MissingHousehold) -> AnyView {
    let (class, shape, state) = household::state(lang, one.status);
    let now = shared.draft.with_untracked(|draft| draft.ended(one.recipient_id)).unwrap_or(one.choice);
    let value = RwSignal::new(now.to_string());
    // Who is away already is not paused again.
    let offered = |choice: &MissingChoice| *choice != MissingChoice::Pause || one.status != RecipientStatus::Paused;
    let choices: Vec<Choice> = MissingChoice::ALL
        .iter()
        .filter(|choice| offered(choice))
        .map(|choice| Choice::new(choice, words::ending(lang, *choice)))
        .collect();
    let choose = move |choice: String| {
        let now = choice.parse().unwrap_or_default();
        shared.draft.update(|draft| draft.end(one.recipient_id, one.choice, now));
    };
    view! {
        <li class="rows__one">
            <div>
                <p><b>{one.display_name.clone()}</b></p>
                <p class="soft">{one.street}</p>
            </div>
            <p><span class=class><Mark shape/>{state}</span></p>
            <Select label=said::absent_choice(lang, &one.display_name) value choices=Signal::stored(choices) inline=true quiet=true on_choose=choose/>
        </li>
    }
    .into_any()
}
