//! Fields for choosing, both native: the phone's own list opens, the keyboard's own letters search.

use super::{
    field::Frame,
    icon::{Glyph, Icon},
};
use leptos::{oco::Oco, prelude::*};

/// One line of a list of choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the program calls it.
    pub value: String,
    /// What people call it.
    pub label: String,
    /// Its language, when it is not the page's ("Nederlands").
    pub lang: Option<&'static str>,
}

impl Choice {
    pub fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self { value: value.to_string(), label: label.into(), lang: None }
    }
}

/// One choice among several.
///
/// With `inline` the label stands beside the list, as in a row of filters.
#[component]
pub fn Select(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(optional, into)] pointer: Option<Oco<'static, str>>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] inline: bool,
    /// The label is heard, not seen: the choices speak for themselves.
    #[prop(optional)]
    quiet: bool,
    /// Stands for the label in a quiet row.
    #[prop(optional)]
    icon: Option<Glyph>,
    /// For whoever must find the list in the page again.
    #[prop(optional)]
    name: Option<&'static str>,
    #[prop(optional, into)] on_choose: Option<Callback<String>>,
) -> impl IntoView {
    let frame = Frame::new(pointer, &label, hint.is_some());
    let id = frame.id.clone();
    let choose = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event);
        value.set(chosen.clone());
        if let Some(on_choose) = on_choose {
            on_choose.run(chosen);
        }
    };
    let control = view! {
        <select
            class="select"
            id=frame.id.clone()
            data-name=name
            aria-invalid=frame.invalid()
            aria-describedby=frame.described_by()
            on:change=choose
        >
            {move || options(&choices.get(), value)}
        </select>
    }
    .into_any();
    if inline {
        view! { <div class="inline">{icon.map(|glyph| view! { <Icon glyph/> })}<label class:vh=quiet for=id>{move || label.get()}</label> {control}</div> }
            .into_any()
    } else {
        frame.around(label, hint, optional, control)
    }
}

fn options(choices: &[Choice], value: RwSignal<String>) -> Vec<AnyView> {
    choices
        .iter()
        .map(|choice| {
            let own = choice.value.clone();
            view! {
                <option value=choice.value.clone() lang=choice.lang prop:selected=move || value.with(|value| *value == own)>
                    {choice.label.clone()}
                </option>
            }
            .into_any()
        })
        .collect()
}

/// Boxes that answer one question together.
///
/// `value` holds the values ticked, in the order of the choices.
#[component]
pub fn Boxes(
    #[prop(into)] label: TextProp,
    value: RwSignal<Vec<String>>,
    choices: Vec<Choice>,
    #[prop(optional, into)] pointer: Option<Oco<'static, str>>,
    #[prop(optional, into)] hint: Option<TextProp>,
) -> impl IntoView {
    let frame = Frame::new(pointer, &label, hint.is_some());
    let described_by = frame.described_by();
    let order: Vec<String> = choices.iter().map(|choice| choice.value.clone()).collect();
    let boxes: Vec<AnyView> = choices
        .into_iter()
        .map(|choice| {
            let (own, order) = (choice.value, order.clone());
            let checked = RwSignal::new(value.with_untracked(|values| values.contains(&own)));
            let change = move |now: bool| {
                value.update(|values| {
                    values.retain(|one| *one != own);
                    if now {
                        values.push(own.clone());
                    }
                    values.sort_by_key(|one| order.iter().position(|known| known == one));
                });
            };
            view! { <Checkbox label=choice.label checked on_change=change/> }.into_any()
        })
        .collect();
    frame.group(label, hint, described_by, boxes)
}

/// Yes or no, with the words beside the box.
#[component]
pub fn Checkbox(
    #[prop(into)] label: TextProp,
    checked: RwSignal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let change = move |event: leptos::ev::Event| {
        let now = event_target_checked(&event);
        checked.set(now);
        if let Some(on_change) = on_change {
            on_change.run(now);
        }
    };
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || checked.get() on:change=change/>
            {move || label.get()}
        </label>
    }
    .into_any()
}
