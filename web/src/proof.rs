//! A proof of who one is, asked for again in the middle of an act (security AU-10): the call that was refused waits for
//! it, and is made again. One dialog, drawn beside the pages, serves them all.

use crate::session::Account;
use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The question, and the calls that wait for its answer. `Copy`.
#[derive(Clone, Copy)]
pub struct Proof {
    asking: RwSignal<bool>,
    waiting: StoredValue<Vec<Function>, LocalStorage>,
}

impl Default for Proof {
    fn default() -> Self {
        Self { asking: RwSignal::new(false), waiting: StoredValue::new_local(Vec::new()) }
    }
}

impl Proof {
    /// The proof of whoever is here.
    pub fn of(account: Account) -> Self {
        account.proof()
    }

    /// Asks, and waits for the answer. False when it was given up.
    pub(crate) async fn is_given(self) -> bool {
        let promise = Promise::new(&mut |resolve, _| self.waiting.update_value(|all| all.push(resolve)));
        self.asking.set(true);
        JsFuture::from(promise).await.is_ok_and(|given| given.is_truthy())
    }

    /// Whether it is asked for: what opens and closes the dialog.
    pub fn asking(self) -> RwSignal<bool> {
        self.asking
    }

    /// It was given: what waited goes on.
    pub fn give(self) {
        self.answer(true);
        self.asking.set(false);
    }

    /// The dialog is closed: whatever still waits does so in vain.
    pub fn give_up(self) {
        self.answer(false);
    }

    fn answer(self, given: bool) {
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        for resolve in waiting {
            // Resolving a promise cannot fail.
            let _ = resolve.call1(&JsValue::NULL, &JsValue::from_bool(given));
        }
    }
}
