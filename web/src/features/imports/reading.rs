//! How the sheet as a whole is read: the line of its titles, and what stands for empty cells.

use super::{fields, page::Shared};
use crate::{
    i18n::{Lang, use_lang},
    ui::{Button, ButtonKind, Choice, Field, Glyph, Select},
};
use cabas_messages::imports as said;
use cabas_model::imports::{ImportHead, ImportKind};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Characters of a line by which it is recognised.
const SEEN: usize = 60;

/// For each worksheet, the line that holds its titles.
pub(super) fn header_rows(shared: Shared, heads: Vec<ImportHead>) -> AnyView {
    let lang = use_lang();
    let one = |head: ImportHead| {
        let now = shared.draft.with_untracked(|draft| draft.header_of(head.sheet.as_ref())).unwrap_or(head.line);
        let value = RwSignal::new(now.to_string());
        let choices: Vec<Choice> = head.top_lines.iter().map(|top| choice(lang, top.line, &top.text)).collect();
        let label = match &head.sheet {
            Some(sheet) => said::header_row_of(lang, sheet),
            None => said::header_row(lang).to_owned(),
        };
        let choose = move |line: String| {
            let line = line.parse().unwrap_or(head.line);
            shared.draft.update(|draft| draft.set_header(&head, line));
        };
        view! { <Select label value choices=Signal::stored(choices) on_choose=choose/> }
    };
    view! { <div class="kinds">{heads.into_iter().map(one).collect::<Vec<_>>()}</div> }.into_any()
}

fn choice(lang: Lang, line: u32, text: &str) -> Choice {
    let mut seen: String = text.chars().take(SEEN).collect();
    if seen.len() < text.len() {
        seen.push('…');
    }
    Choice::new(line, said::header_line(lang, line, &seen))
}

/// The values that stand for empty cells and missing columns: those there are, and one more.
#[component]
pub(super) fn Defaults(shared: Shared, kind: ImportKind, before: BTreeMap<String, String>) -> impl IntoView {
    let lang = use_lang();
    let now = shared.draft.with_untracked(|draft| draft.defaults().cloned()).unwrap_or_else(|| before.clone());
    let now = RwSignal::new(now);
    let (field, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let before = StoredValue::new(before);
    let change = move |change: &dyn Fn(&mut BTreeMap<String, String>)| {
        now.update(|now| change(now));
        before.with_value(|before| shared.draft.update(|draft| draft.set_defaults(before, now.get_untracked())));
    };
    let add = move || {
        let (name, value) = (field.get_untracked(), text.get_untracked().trim().to_owned());
        if !name.is_empty() && !value.is_empty() {
            change(&|now| {
                now.insert(name.clone(), value.clone());
            });
            field.set(String::new());
            text.set(String::new());
        }
    };
    let one = move |(name, value): (String, String)| {
        let label = fields::label(lang, &name);
        let remove = move || {
            change(&|now| {
                now.remove(&name);
            });
        };
        view! {
            <li class="row">
                <span>{said::default_of(lang, &label, &value)}</span>
                <Button kind=ButtonKind::Text icon=Glyph::X label=said::default_remove_of(lang, &label) on_press=remove>
                    {said::default_remove(lang)}
                </Button>
            </li>
        }
    };
    let those = move || {
        (!now.with(BTreeMap::is_empty)).then(|| view! { <ul>{now.get().into_iter().map(one).collect::<Vec<_>>()}</ul> })
    };
    let none = Choice::new("", said::default_choose(lang));
    let choices = fields::of(kind).iter().map(|field| Choice::new(field, fields::label(lang, field)));
    let choices: Vec<Choice> = std::iter::once(none).chain(choices).collect();
    view! {
        <fieldset class="field">
            <legend>{said::defaults(lang)}</legend>
            <p class="field__hint">{said::defaults_words(lang)}</p>
            {those}
            <div class="kinds">
                <Select label=said::default_field(lang) value=field choices=Signal::stored(choices)/>
                <Field label=said::default_value(lang) value=text/>
            </div>
            <p><Button icon=Glyph::Plus on_press=add>{said::default_add(lang)}</Button></p>
        </fieldset>
    }
    .into_any()
}
