//! Somebody else saved while one was writing: what they saved, and two ways out. Nothing written is lost.

use crate::{
    dom,
    failure::Failure,
    i18n::use_lang,
    ui::{Button, Glyph, Icon},
};
use cabas_messages::settings;
use leptos::prelude::*;

/// How saving ended.
pub(super) enum Written<T> {
    Saved(T),
    /// Somebody was faster: what is saved now, or nothing when it was removed.
    Stale(Option<T>),
}

/// Turns « 412 » into what is saved now.
pub(super) async fn written<T>(
    saved: Result<T, Failure>,
    now: impl Future<Output = Result<Option<T>, Failure>>,
) -> Result<Written<T>, Failure> {
    match saved {
        Ok(saved) => Ok(Written::Saved(saved)),
        Err(failure) if failure.status() == Some(412) => now.await.map(Written::Stale),
        Err(failure) => Err(failure),
    }
}

/// A label and the value that is saved now, where it is not what was written.
pub(super) type Difference = (&'static str, String);

/// The differences to choose from, if any. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Stale(RwSignal<Option<Vec<Difference>>>);

impl Stale {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    pub(super) fn tell(self, differences: Vec<Difference>) {
        self.0.set(Some(differences));
        dom::focus_soon("[data-stale]");
    }

    pub(super) fn clear(self) {
        self.0.set(None);
    }
}

/// Says what is saved now. `keep` saves what was written over it, `take` writes it in the fields.
#[component]
pub(super) fn StaleNote(
    stale: Stale,
    #[prop(into)] keep: Callback<()>,
    #[prop(into)] take: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    move || {
        stale.0.get().map(|differences| {
            let none = differences.is_empty();
            let lines: Vec<_> = differences
                .into_iter()
                .map(|(label, value)| {
                    let value = if value.is_empty() { settings::stale_empty(lang).to_owned() } else { value };
                    view! { <li>{settings::stale_line(lang, label, &value)}</li> }
                })
                .collect();
            let list = if none {
                view! { <p>{settings::stale_same(lang)}</p> }.into_any()
            } else {
                view! { <p><b>{settings::stale_now(lang)}</b></p> <ul>{lines}</ul> }.into_any()
            };
            view! {
                <div class="banner banner--warn" role="alert" tabindex="-1" data-stale="">
                    <Icon glyph=Glyph::History/>
                    <div class="stack stack--tight">
                        <p>{settings::stale(lang)}</p>
                        {list}
                        <p class="row row--tight">
                            <Button on_press=move || keep.run(())>{settings::stale_keep(lang)}</Button>
                            <Button on_press=move || take.run(())>{settings::stale_take(lang)}</Button>
                        </p>
                    </div>
                </div>
            }
            .into_any()
        })
    }
}
