//! Toasts: what was just done, and ten seconds to take it back (ux 8). What went well and cannot be taken back makes
//! room sooner; what did not go stands as long as what can be undone.

use super::{button::Button, icon::Glyph};
use crate::{dom, i18n::use_lang};
use cabas_messages::{common, ui};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement};

/// How long a toast stays, in ticks: with a way back or a refusal, and what only says that it is done.
const LONG: u32 = 40;
const SAID: u32 = 20;
/// After so many ticks it has been read by whoever does something else, and makes room for what comes next.
const READ: u32 = 8;
const TICK: Duration = Duration::from_millis(250);

#[derive(Clone)]
struct Toast {
    id: u32,
    words: String,
    undo: Option<Callback<()>>,
    /// Ticks that it has left, while nobody looks closer.
    left: ArcStoredValue<u32>,
    /// Says that something went well, and no more.
    passes: bool,
}

impl Toast {
    fn was_read(&self) -> bool {
        self.passes && self.left.get_value().saturating_add(READ) <= SAID
    }
}

/// How many toasts stand at once; one more takes the place of the oldest.
const PLACES: usize = 3;

/// The toasts of the application. `Copy`: found anywhere with [`Toasts::of_app`].
#[derive(Clone, Copy)]
pub struct Toasts {
    /// Each is drawn by itself: what comes and goes beside it takes neither its focus nor its seconds.
    places: [RwSignal<Option<Toast>>; PLACES],
    next: StoredValue<u32>,
}

impl Toasts {
    /// Makes the place for toasts and hands it to everything below.
    pub fn provide() -> Self {
        let toasts = Self { places: std::array::from_fn(|_| RwSignal::new(None)), next: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    /// The toasts around here.
    pub fn of_app() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// Says what was done.
    pub fn say(self, words: impl Into<String>) {
        self.show(words.into(), None, true);
    }

    /// Says what did not go, and why.
    pub fn refuse(self, words: impl Into<String>) {
        self.show(words.into(), None, false);
    }

    /// Says what was done, and lets it be undone for ten seconds.
    pub fn undoable(self, words: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.show(words.into(), Some(Callback::new(move |()| undo())), false);
    }

    fn show(self, words: String, undo: Option<Callback<()>>, passes: bool) {
        let id = self.next.with_value(|next| next.wrapping_add(1));
        self.next.set_value(id);
        let age =
            |place: &&RwSignal<Option<Toast>>| place.with_untracked(|toast| toast.as_ref().map_or(0, |toast| toast.id));
        for place in self.places {
            if place.with_untracked(|toast| toast.as_ref().is_some_and(Toast::was_read)) {
                place.set(None);
            }
        }
        let left = ArcStoredValue::new(if passes { SAID } else { LONG });
        if let Some(place) = self.places.iter().min_by_key(age) {
            place.set(Some(Toast { id, words, undo, left, passes }));
        }
    }
}

/// Where toasts appear: once in the application, always present, so that what arrives in it is announced.
#[component]
pub fn ToastArea(toasts: Toasts) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="toasts no-print" role="status" aria-label=ui::toasts(lang)>
            {toasts.places.map(|place| move || place.get().map(|toast| view! { <OneToast place toast/> }.into_any())).to_vec()}
        </div>
    }
    .into_any()
}

/// | Key | Act |
/// |---|---|
/// | Tab | reaches « Annuler »; the ten seconds stop counting while it has focus |
/// | Enter, Space | undoes; focus goes back to where it came from |
#[component]
fn OneToast(place: RwSignal<Option<Toast>>, toast: Toast) -> impl IntoView {
    let lang = use_lang();
    let left = toast.left;
    let (hovered, focused) = (RwSignal::new(false), RwSignal::new(false));
    let origin = StoredValue::new_local(None::<HtmlElement>);

    let ticking = set_interval_with_handle(
        move || {
            if hovered.get_untracked() || focused.get_untracked() {
                return;
            }
            left.update_value(|left| *left = left.saturating_sub(1));
            if left.get_value() == 0 {
                place.set(None);
            }
        },
        TICK,
    );
    on_cleanup(move || {
        if let Ok(ticking) = ticking {
            ticking.clear();
        }
    });

    let enter = move |event: FocusEvent| {
        focused.set(true);
        let from = event.related_target().and_then(|target| target.dyn_into().ok());
        if from.is_some() {
            origin.set_value(from);
        }
    };
    let act = toast.undo.map(|undo| {
        let press = move || {
            undo.run(());
            if let Some(origin) = origin.get_value() {
                dom::focus(&origin);
            }
            place.set(None);
        };
        view! { <Button icon=Glyph::ArrowBackUp on_press=press>{common::undo(lang)}</Button> }
    });
    view! {
        <div
            class="toast"
            // A finger does not hover: it would hold the toast until it touches something else.
            on:pointerenter=move |event| hovered.set(event.pointer_type() == "mouse")
            on:pointerleave=move |_| hovered.set(false)
            on:focusin=enter
            on:focusout=move |_| focused.set(false)
        >
            <p>{toast.words}</p>
            {act}
        </div>
    }
    .into_any()
}
