//! The dry run: what was read and how, what would happen, and every row.

use super::{
    absent::Absent, columns::Columns, figures::Figures, notes::Notes, page::Shared, plan::Plan, rows::Rows, words,
    writing::Writing,
};
use crate::{
    i18n::{Lang, use_lang},
    ui::{Banner, Checkbox, Field, Glyph, Icon, Tone},
};
use cabas_messages::{common, imports as said};
use cabas_model::imports::{ImportDetails, ImportKind};
use leptos::prelude::*;

/// « Vérifier avant d’enregistrer ».
#[component]
pub(super) fn Preview(shared: Shared, details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let corrected = details.recalled_corrections.then(|| said::recalled_corrections(lang));
    let known = details.known_file.then(|| {
        view! {
            <Banner icon=Glyph::History>
                <b>{said::known_file(lang)}</b> " " {said::known_file_words(lang)} " " {corrected}
            </Banner>
        }
    });
    let doubts = doubts(lang, &details);
    let overtaken = move || {
        let told = || view! { <Banner icon=Glyph::Refresh>{said::overtaken(lang)}</Banner> };
        shared.overtaken.get().then(told)
    };
    view! {
        <div class="stack">
            {overtaken}
            <Source details=details.clone()/>
            {doubts}
            <Banner tone=Tone::Know icon=Glyph::Lock>
                <b>{said::not_yet(lang)}</b> " " {said::not_yet_words(lang)}
            </Banner>
            {known}
            <Plan shared details=details.clone()/>
            <Notes shared details=details.clone()/>
            <Writing shared kind=details.kind now=details.write/>
            <DietAgreed shared details=details.clone()/>
            <Day shared details=details.clone()/>
            <Columns shared details=details.clone()/>
            <Figures shared kind=details.kind counts=details.counts.clone()/>
            <Rows shared details=details.clone()/>
            <Absent shared details/>
            <p class="soft">{said::blank_lines(lang)}</p>
        </div>
    }
    .into_any()
}

/// Which file, how many lines, read in which encoding.
#[component]
fn Source(details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    // UTF-8 is what is expected: only another one is worth a word.
    let converted = details.encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("utf-8"));
    view! {
        <p class="row">
            <b><Icon glyph=Glyph::Table/>" "{words::name(lang, details.file_name.as_deref())}</b>
            <span>{words::kind(lang, details.kind)}", "{common::lines(lang, details.counts.rows)}</span>
            {converted.map(|encoding| view! { <span>{said::encoding(lang, &encoding)}</span> })}
        </p>
    }
    .into_any()
}

/// What may have been understood wrongly without a word in any row: worksheets that are not read, accents that were
/// guessed.
fn doubts(lang: Lang, details: &ImportDetails) -> AnyView {
    let sheets = &details.ignored_sheets;
    let left_out = (!sheets.is_empty()).then(|| said::ignored_sheets(lang, sheets.len(), &sheets.join(", ")));
    let encoding = details.encoding.as_deref().filter(|_| details.encoding_doubt.is_some());
    let guessed = encoding.map(|encoding| said::encoding_guessed(lang, encoding));
    let told = left_out.into_iter().chain(guessed);
    let told =
        told.map(|words| view! { <Banner tone=Tone::Know icon=Glyph::AlertTriangle>{words}</Banner> }.into_any());
    told.collect::<Vec<_>>().into_any()
}

/// A diet is kept by the household's word: asked once for the whole sheet, when it holds diets.
#[component]
fn DietAgreed(shared: Shared, details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    let now = details.diet_agreed;
    let asked = now || details.problems.iter().any(|problem| problem.code == "diet_basis_missing");
    asked.then(|| {
        let checked = shared.draft.with_untracked(super::draft::Draft::diet_agreed).unwrap_or(now);
        let checked = RwSignal::new(checked);
        let change = move |agreed| shared.draft.update(|draft| draft.set_diet_agreed(now, agreed));
        view! {
            <div class="stack stack--tight">
                <Checkbox label=said::diet_agreed(lang) checked on_change=Callback::new(change)/>
                {(!now).then(|| view! { <p class="soft">{said::diet_agreed_words(lang)}</p> })}
            </div>
        }
    })
}

/// The day of rows that give a time alone.
#[component]
fn Day(shared: Shared, details: ImportDetails) -> impl IntoView {
    let lang = use_lang();
    (details.kind != ImportKind::Recipients).then(|| {
        let chosen = shared.draft.with_untracked(super::draft::Draft::day).or(details.date);
        let day = RwSignal::new(chosen.map(|day| day.to_string()).unwrap_or_default());
        Effect::new(move |before: Option<()>| {
            let text = day.get();
            if before.is_some() {
                shared.draft.update(|draft| draft.set_day(details.date, &text));
            }
        });
        // It stands outside of the form that sends it, and tells its faults all the same.
        provide_context(shared.form);
        view! {
            <div class="import-day">
                <Field pointer="/date" label=said::day(lang) hint=said::day_hint(lang) kind="date" value=day/>
            </div>
        }
    })
}
