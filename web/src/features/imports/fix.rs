//! A cell with a problem: the text as read, a field to correct it, and what is wrong.

use super::{cells::any_error, draft::RowKey, page::Shared, words};
use crate::{
    dom::fresh_id,
    i18n::{Lang, use_lang},
    ui::{Glyph, Icon, Mark, Shape},
};
use cabas_messages::imports as said;
use cabas_model::imports::{ImportProblem, Severity};
use leptos::prelude::*;

/// The cell of a column; `column` is the name it is corrected under, `label` the one people read.
pub(super) fn fix(
    shared: Shared,
    row: &RowKey,
    column: &str,
    label: &str,
    was: &str,
    problems: &[&ImportProblem],
) -> AnyView {
    let lang = use_lang();
    let id = fresh_id("fix");
    let why = [&id, "-why"].concat();
    // What was written before the page of rows was turned.
    let text = shared.draft.with_untracked(|draft| draft.corrected(row, column).unwrap_or(was).to_owned());
    let overwritten = RwSignal::new(text != was);
    let write = {
        let (row, column, was) = (row.clone(), column.to_owned(), was.to_owned());
        move |event: leptos::ev::Event| {
            let now = event_target_value(&event);
            overwritten.set(now != was);
            shared.draft.update(|draft| draft.correct(&row, &column, &was, &now));
        }
    };
    // The field holds the text as read; what it was stays in sight while it is another.
    let was = (!was.is_empty()).then(|| was.to_owned());
    let read =
        move || was.clone().filter(|_| overwritten.get()).map(|was| view! { <p><span class="was">{was}</span></p> });
    view! {
        {read}
        <div class="field">
            <label class="vh" for=id.clone()>{said::cell_of(lang, row.line, label)}</label>
            <input
                class="input"
                id=id
                autocomplete="off"
                aria-invalid=any_error(problems).then_some("true")
                aria-describedby=why.clone()
                prop:value=text
                on:input=write
            />
            <div id=why>{remarks(lang, problems)}</div>
        </div>
    }
    .into_any()
}

/// What is wrong, each with its weight: an error keeps the row out, a remark does not.
pub(super) fn remarks(lang: Lang, problems: &[&ImportProblem]) -> AnyView {
    let one = |problem: &&ImportProblem| {
        let sentence = words::problem(lang, problem);
        match problem.severity {
            Severity::Error => {
                view! { <p class="field__error"><Mark shape=Shape::Failed/><span>{sentence}</span></p> }.into_any()
            }
            Severity::Warning => {
                view! { <p class="field__remark"><Icon glyph=Glyph::AlertTriangle/><span>{sentence}</span></p> }
                    .into_any()
            }
        }
    };
    problems.iter().map(one).collect::<Vec<_>>().into_any()
}
