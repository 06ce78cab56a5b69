//! Forms: what is wrong stands beside its field, and a summary on top takes focus (ux 9, AX5).

use super::icon::{Mark, Shape};
use crate::{
    dom,
    failure::{Failure, field_sentence},
    i18n::use_lang,
};
use cabas_messages::{Lang, ui};
use cabas_model::{FieldError, accept_value, checked};
use leptos::{html, oco::Oco, prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;
use std::{future::Future, pin::Pin};
use validator::Validate;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// A wrong field, in words.
#[derive(Clone, PartialEq)]
struct Fault {
    pointer: String,
    sentence: String,
}

/// A field of the form, as the summary names it.
#[derive(Clone)]
struct Known {
    pointer: Oco<'static, str>,
    id: String,
    label: Oco<'static, str>,
}

impl Known {
    /// What is wrong with a date or a time that the browser could not make out, half written or impossible: its value
    /// is empty, as if nothing had been written.
    fn unread(&self) -> Option<FieldError> {
        let input = document().get_element_by_id(&self.id)?.dyn_into::<HtmlInputElement>().ok()?;
        let code = match input.type_().as_str() {
            "date" => "date_invalid",
            "time" => "time_invalid",
            _ => return None,
        };
        input.validity().bad_input().then(|| FieldError::new(&self.pointer, code))
    }
}

/// What a form knows of itself: at work or not, and what is wrong. `Copy`: hand it around freely.
#[derive(Clone, Copy)]
pub struct FormState {
    lang: Lang,
    busy: RwSignal<bool>,
    faults: RwSignal<Vec<Fault>>,
    /// What is wrong with the whole, when no field is to blame.
    whole: RwSignal<Option<String>>,
    fields: StoredValue<Vec<Known>>,
}

impl FormState {
    pub fn new() -> Self {
        Self {
            lang: use_lang(),
            busy: RwSignal::new(false),
            faults: RwSignal::new(Vec::new()),
            whole: RwSignal::new(None),
            fields: StoredValue::new(Vec::new()),
        }
    }

    /// True while an answer is awaited: give it to the button.
    pub fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// Forgets what was wrong.
    pub fn clear(self) {
        self.faults.set(Vec::new());
        self.whole.set(None);
    }

    /// Builds the request from the form's values with the very rules of the API; tells the faults and gives nothing
    /// when one is broken.
    pub fn check<T: DeserializeOwned + Validate>(self, values: serde_json::Value) -> Option<T> {
        self.clear();
        accept_value(values).map_err(|errors| self.blame(&errors)).ok()
    }

    /// The same for a request that is built from values of the right types already.
    pub fn valid<T: Validate>(self, request: T) -> Option<T> {
        self.clear();
        checked(request).map_err(|errors| self.blame(&errors)).ok()
    }

    /// Waits for an answer: `done` on success, the faults in their places otherwise.
    pub fn send<T: 'static>(
        self,
        call: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        // Boxed: what follows is compiled once for each answer, not for each form.
        self.wait(Box::pin(call), Box::new(done));
    }

    fn wait<T: 'static>(self, call: Pin<Box<dyn Future<Output = Result<T, Failure>>>>, done: Box<dyn FnOnce(T)>) {
        if self.busy.get_untracked() {
            return;
        }
        self.clear();
        self.busy.set(true);
        spawn_local(async move {
            let answer = call.await;
            // The page may be gone when the answer comes.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(value) => done(value),
                Err(failure) => self.fail(&failure),
            }
        });
    }

    /// Shows a failure: in the fields it names, else above the form.
    pub fn fail(self, failure: &Failure) {
        self.clear();
        if failure.errors().is_empty() {
            self.whole.set(Some(failure.sentence(self.lang)));
        } else {
            self.blame(failure.errors());
        }
    }

    /// Shows a sentence above the form.
    pub fn tell(self, sentence: &str) {
        self.clear();
        self.whole.set(Some(sentence.to_owned()));
    }

    /// Tells what the browser could not make out; says whether there is any.
    pub fn blames_unread(self) -> bool {
        let errors: Vec<FieldError> =
            self.fields.with_value(|fields| fields.iter().filter_map(Known::unread).collect());
        if !errors.is_empty() {
            self.clear();
            self.blame(&errors);
        }
        !errors.is_empty()
    }

    fn blame(self, errors: &[FieldError]) {
        let faults = errors
            .iter()
            .map(|error| Fault { pointer: error.pointer.clone(), sentence: field_sentence(self.lang, error) });
        self.faults.set(faults.collect());
    }

    /// The sentence for a field: faults of its parts (`/address/street` for `/address`) are its own.
    pub(super) fn fault_of(self, pointer: &Oco<'static, str>) -> Signal<Option<String>> {
        let pointer = pointer.clone();
        Signal::derive(move || {
            self.faults.with(|faults| {
                faults.iter().find(|fault| covers(&pointer, &fault.pointer)).map(|fault| fault.sentence.clone())
            })
        })
    }

    /// Lets the summary lead to a field.
    pub(super) fn know(self, pointer: Oco<'static, str>, id: String, label: Oco<'static, str>) {
        self.fields.update_value(|fields| {
            fields.retain(|known| known.pointer != pointer);
            fields.push(Known { pointer, id, label });
        });
    }
}

impl Default for FormState {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether a field stands for what a pointer names.
fn covers(field: &str, pointer: &str) -> bool {
    pointer.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A form. Fields inside find it by themselves.
///
/// | Key | Act |
/// |---|---|
/// | Enter in a field | sends the form, like its main button |
/// | Tab from the summary | goes through the links to the wrong fields |
#[component]
pub fn Form(
    state: FormState,
    /// Called when the form is sent, not already at work, and all that is written in it can be read.
    #[prop(into)]
    on_submit: Callback<()>,
    #[prop(optional)] class: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    provide_context(state);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !state.busy.get_untracked() && !state.blames_unread() {
            on_submit.run(());
        }
    };
    view! {
        <form class=class.unwrap_or("stack") novalidate on:submit=submit>
            <Summary state/>
            {children()}
        </form>
    }
    .into_any()
}

#[component]
fn Summary(state: FormState) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let wrong = state.faults.with(|faults| !faults.is_empty()) || state.whole.with(Option::is_some);
        if wrong {
            request_animation_frame(move || {
                if let Some(place) = place.get_untracked() {
                    dom::focus(&place);
                }
            });
        }
    });
    let shown = move || {
        let faults = state.faults.get();
        match state.whole.get() {
            Some(sentence) => Some(view! { <p>{sentence}</p> }.into_any()),
            None if faults.is_empty() => None,
            None => Some(list(state, &faults)),
        }
    };
    move || {
        shown().map(|words| {
            view! {
                <div class="banner banner--error" tabindex="-1" role="alert" node_ref=place>
                    <Mark shape=Shape::Failed/>
                    <div>{words}</div>
                </div>
            }
        })
    }
}

fn list(state: FormState, faults: &[Fault]) -> AnyView {
    let lines: Vec<_> = faults.iter().map(|fault| view! { <li>{line(state, fault)}</li> }).collect();
    view! { <p><b>{ui::summary(state.lang, faults.len())}</b></p> <ul>{lines}</ul> }.into_any()
}

fn line(state: FormState, fault: &Fault) -> AnyView {
    let known =
        state.fields.with_value(|fields| fields.iter().find(|known| covers(&known.pointer, &fault.pointer)).cloned());
    match known {
        None => fault.sentence.clone().into_any(),
        Some(known) => {
            let id = known.id.clone();
            let go = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                if let Some(field) = document().get_element_by_id(&id) {
                    dom::focus(field.unchecked_ref());
                }
            };
            let words = ui::summary_line(state.lang, &known.label, &fault.sentence);
            view! { <a class="tap" href=["#", &known.id].concat() on:click=go>{words}</a> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_field_answers_for_its_parts_only() {
        assert!(covers("/address", "/address"));
        assert!(covers("/address", "/address/street"));
        assert!(!covers("/address", "/address_note"));
        assert!(!covers("/email", "/address"));
    }
}
