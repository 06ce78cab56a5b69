//! What will happen, in words, with the way to what waits for someone.

use super::{
    figures::{href, show},
    files,
    page::Shared,
    words,
};
use crate::{
    i18n::use_lang,
    ui::{Button, Form, FormState, Glyph, Icon, Mark, Shape},
};
use cabas_kernel::id::ImportId;
use cabas_messages::imports as said;
use cabas_model::imports::{ImportDetails, RowClass};
use leptos::prelude::*;

/// « Si vous enregistrez maintenant ».
#[component]
pub(super) fn Plan(shared: Shared, details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let (kind, counts) = (details.kind, details.counts);
    let at_lines = words::lines_of_remarks(lang, &details.problems);
    let warnings = [said::will_warn(lang, counts.warnings), at_lines.unwrap_or_default()].join(" ");
    let written = words::will_write(lang, kind, &counts)
        .into_iter()
        .map(|(shape, words)| line(shape, view! { <b>{words}</b> }.into_any()));
    let left = words::will_leave(lang, &counts).into_iter().map(|(shape, words)| {
        let way = match shape {
            Shape::Twin => Some(way(
                shared.id,
                RowClass::Duplicate,
                said::go_choose(lang),
                said::go_choose_of(lang, counts.duplicates),
            )),
            Shape::Failed => Some(way(
                shared.id,
                RowClass::Rejected,
                said::go_correct(lang),
                said::go_correct_of(lang, words::refused(&counts)),
            )),
            _ => None,
        };
        line(shape, view! { {words} " " {way} }.into_any())
    });
    let left_alone = counts.missing.saturating_sub(words::ended(&counts));
    // A row to correct may speak of one of them.
    let refused = (counts.rejected > 0).then(|| said::absent_refused(lang, counts.rejected));
    let missing = [said::will_miss(lang, left_alone), refused.unwrap_or_default()].join(" ");
    let remarks = [(counts.warnings, Glyph::AlertTriangle, warnings), (left_alone, Glyph::Users, missing)];
    let remarks = remarks
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(_, glyph, words)| view! { <li><Icon glyph/><span>{words}</span></li> }.into_any());
    let lines: Vec<AnyView> = written.chain(left).chain(remarks).collect();
    view! {
        <section class="sheet" aria-labelledby="plan">
            <h2 id="plan">{said::plan(lang)}</h2>
            <ul class="effects effects--wide">{lines}</ul>
            {(counts.rejected > 0).then(|| view! { <Rejected shared/> })}
        </section>
    }
    .into_any()
}

fn line(shape: Shape, words: AnyView) -> AnyView {
    view! { <li><Mark shape/><span>{words}</span></li> }.into_any()
}

/// A link to the rows of a class.
fn way(id: ImportId, class: RowClass, words: &'static str, heard: String) -> AnyView {
    view! { <a href=href(id, Some(class)) aria-label=heard on:click=show(Some(class), true)>{words}</a> }.into_any()
}

/// The rows set aside, to correct in a spreadsheet and send again.
#[component]
pub(super) fn Rejected(shared: Shared) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::new();
    let (organisation, id) = (shared.account.organisation(), shared.id);
    let download = move || {
        let call = shared.account.call(move |client| async move { client.read_rejected_rows(organisation, id).await });
        form.send(call, move |bytes: Vec<u8>| files::save_csv(said::rejected_file(lang), &bytes));
    };
    view! {
        <Form state=form on_submit=download class="stack stack--tight">
            <p><Button submit=true icon=Glyph::Download busy=form.busy()>{said::download_rejected(lang)}</Button></p>
        </Form>
    }
    .into_any()
}
