//! Records that may be the same household.

use super::held::Held;
use crate::{
    i18n::Lang,
    routes::Route,
    ui::{ButtonLink, Glyph, Mark, Shape},
};
use cabas_messages::recipients;
use cabas_model::recipients::{DuplicateReason, ProbableDuplicate, RecipientDetails};
use leptos::prelude::*;

pub(super) fn twins(lang: Lang, held: Held, record: &RecipientDetails, may_change: bool) -> Option<AnyView> {
    let found = &record.probable_duplicates;
    if found.is_empty() || record.merged_into.is_some() {
        return None;
    }
    let lines: Vec<AnyView> = found.iter().map(|one| twin(lang, held, one, may_change)).collect();
    Some(
        view! {
            <section class="sheet sheet--ink" aria-labelledby="twins">
                <h2 id="twins">{recipients::twins(lang, found.len())}</h2>
                <p>{recipients::twins_words(lang)}</p>
                <ul class="rows">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

fn twin(lang: Lang, held: Held, one: &ProbableDuplicate, may_change: bool) -> AnyView {
    let because = one.because.iter().map(|reason| reason_words(lang, *reason)).collect::<Vec<_>>().join(", ");
    let href = Route::CompareRecipients { id: held.id, other: one.id }.path();
    let compare = may_change.then(|| {
        let heard = recipients::compare_with(lang, &one.display_name);
        view! {
            <p class="rows__acts"><ButtonLink icon=Glyph::ArrowsExchange href>{heard}</ButtonLink></p>
        }
    });
    view! {
        <li class="rows__one">
            <Mark shape=Shape::Twin/>
            <p><a class="tap" href=Route::Recipient { id: one.id }.path()>{one.display_name.clone()}</a></p>
            <p>{because}</p>
            {compare}
        </li>
    }
    .into_any()
}

fn reason_words(lang: Lang, reason: DuplicateReason) -> &'static str {
    match reason {
        DuplicateReason::SamePhone => recipients::twin_phone(lang),
        DuplicateReason::SameAddress => recipients::twin_address(lang),
        DuplicateReason::SameName => recipients::twin_name(lang),
    }
}
