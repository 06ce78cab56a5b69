//! Fields for writing: label, hint, control, error, always in that order and always visible.

use super::{
    form::FormState,
    icon::{Mark, Shape},
};
use crate::{dom::fresh_id, i18n::use_lang};
use cabas_messages::common;
use leptos::{html, oco::Oco, prelude::*};

/// The last day that a native field takes: one more figure in the year would still be a date to browsers, and none to us.
pub const LAST_DATE: &str = "9999-12-31";

/// The parts around a control, shared by every field.
pub(super) struct Frame {
    pub(super) id: String,
    pub(super) fault: Signal<Option<String>>,
    hint_id: Option<String>,
}

impl Frame {
    /// Makes the ids, and ties the field to the form around it by the JSON pointer of its value.
    pub(super) fn new(pointer: Option<Oco<'static, str>>, label: &TextProp, has_hint: bool) -> Self {
        let id = fresh_id("f");
        let fault = match (pointer, use_context::<FormState>()) {
            (Some(pointer), Some(form)) => {
                let fault = form.fault_of(&pointer);
                form.know(pointer, id.clone(), label.get());
                fault
            }
            _ => Signal::stored(None),
        };
        Self { hint_id: has_hint.then(|| [&id, "-hint"].concat()), id, fault }
    }

    pub(super) fn invalid(&self) -> impl Fn() -> Option<&'static str> + Send + Sync + use<> {
        let fault = self.fault;
        move || fault.with(Option::is_some).then_some("true")
    }

    /// The ids that describe the control: its hint, and its error while there is one.
    pub(super) fn described_by(&self) -> impl Fn() -> Option<String> + Send + Sync + use<> {
        let (hint, error, fault) = (self.hint_id.clone(), self.error_id(), self.fault);
        move || match (&hint, fault.with(Option::is_some)) {
            (Some(hint), true) => Some([hint, " ", &error].concat()),
            (None, true) => Some(error.clone()),
            (hint, false) => hint.clone(),
        }
    }

    /// The field with its control in place.
    pub(super) fn around(self, label: TextProp, hint: Option<TextProp>, optional: bool, control: AnyView) -> AnyView {
        let (error_id, fault) = (self.error_id(), self.fault);
        let lang = use_lang();
        view! {
            <div class="field">
                <label for=self.id>
                    {move || label.get()}
                    {optional.then(|| view! { " " <span class="field__optional">"(" {common::optional(lang)} ")"</span> })}
                </label>
                {hint.map(|hint| view! { <p class="field__hint" id=self.hint_id>{move || hint.get()}</p> })}
                {control}
                {move || fault.get().map(|sentence| field_error(&error_id, sentence))}
            </div>
        }
        .into_any()
    }

    /// The same around several controls, which share one question.
    pub(super) fn group(
        self,
        label: TextProp,
        hint: Option<TextProp>,
        described_by: impl Fn() -> Option<String> + Send + Sync + 'static,
        controls: Vec<AnyView>,
    ) -> AnyView {
        let (error_id, fault) = (self.error_id(), self.fault);
        view! {
            <fieldset class="field" id=self.id tabindex="-1" aria-describedby=described_by>
                <legend>{move || label.get()}</legend>
                {hint.map(|hint| view! { <p class="field__hint" id=self.hint_id>{move || hint.get()}</p> })}
                {controls}
                {move || fault.get().map(|sentence| field_error(&error_id, sentence))}
            </fieldset>
        }
        .into_any()
    }

    fn error_id(&self) -> String {
        [&self.id, "-error"].concat()
    }
}

/// What is wrong with a field, beside it; `id` is for the control's `aria-describedby`.
pub fn field_error(id: &str, sentence: String) -> AnyView {
    view! { <p class="field__error" id=id.to_owned()><Mark shape=Shape::Failed/><span>{sentence}</span></p> }.into_any()
}

/// One line of text, or whatever a native input of another `kind` takes (`email`, `password`, `date`, `time`, `tel`).
#[component]
pub fn Field(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    /// JSON pointer of the value in the request, `/email`: errors that name it are shown here.
    #[prop(optional, into)]
    pointer: Option<Oco<'static, str>>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional)] optional: bool,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// Six-digit codes: wide figures in a short field.
    #[prop(optional)]
    code: bool,
) -> impl IntoView {
    let frame = Frame::new(pointer, &label, hint.is_some());
    let place = NodeRef::<html::Input>::new();
    let max = (kind == "date").then_some(LAST_DATE);
    // Only what differs is put in: a date half rewritten has no value, and giving it none would wipe out the rest.
    Effect::new(move |_| {
        let wanted = value.get();
        if let Some(input) = place.get()
            && input.value() != wanted
        {
            input.set_value(&wanted);
        }
    });
    let control = view! {
        <input
            class=if code { "input input--code" } else { "input" }
            id=frame.id.clone()
            type=kind
            max=max
            autocomplete=autocomplete
            inputmode=inputmode
            autocapitalize=matches!(kind, "email" | "password").then_some("none")
            spellcheck=matches!(kind, "email" | "password").then_some("false")
            aria-invalid=frame.invalid()
            aria-describedby=frame.described_by()
            node_ref=place
            on:input=move |event| value.set(event_target_value(&event))
        />
    }
    .into_any();
    frame.around(label, hint, optional, control)
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(optional, into)] pointer: Option<Oco<'static, str>>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional)] optional: bool,
    /// Rows pasted from a spreadsheet: fixed pitch, no wrapping.
    #[prop(optional)]
    paste: bool,
    #[prop(optional, into)] placeholder: Option<TextProp>,
) -> impl IntoView {
    let frame = Frame::new(pointer, &label, hint.is_some());
    let control = view! {
        <textarea
            class=if paste { "input paste" } else { "input" }
            id=frame.id.clone()
            spellcheck=paste.then_some("false")
            placeholder=placeholder.map(|words| move || words.get())
            aria-invalid=frame.invalid()
            aria-describedby=frame.described_by()
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
        ></textarea>
    }
    .into_any();
    frame.around(label, hint, optional, control)
}
