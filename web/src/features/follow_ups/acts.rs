//! What is being asked about a follow-up. The questions stand beside the list, so that a change in it, from here or
//! from elsewhere, takes away nothing that someone is writing.

use super::{List, entrust::Entrust, postpone::Postpone, seen::Seen, words};
use crate::{dom, i18n::use_lang, ui::Dialog};
use cabas_kernel::id::DeliveryId;
use cabas_messages::follow_ups;
use cabas_model::follow_ups::FollowUpSummary;
use leptos::prelude::*;

#[derive(Clone)]
pub(super) enum Asked {
    /// Who looks after it, and until when.
    Owner(FollowUpSummary),
    /// What was done.
    Seen(FollowUpSummary),
    /// When what failed is brought again.
    Postpone(FollowUpSummary, DeliveryId),
}

/// The questions of a list. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    list: List,
    asked: RwSignal<Option<Asked>>,
    open: RwSignal<bool>,
}

impl Acts {
    pub(super) fn new(list: List) -> Self {
        Self { list, asked: RwSignal::new(None), open: RwSignal::new(false) }
    }

    pub(super) fn ask(self, asked: Asked) {
        self.asked.set(Some(asked));
        self.open.set(true);
    }

    pub(super) fn close(self) {
        self.open.set(false);
    }

    /// After an act: the list is read again, and focus waits at the title, since its row is drawn anew.
    pub(super) fn done(self) {
        self.close();
        dom::focus_soon("#content h1");
        self.list.again();
    }
}

#[component]
pub(super) fn Asking(acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let title = move || {
        acts.asked.with(|asked| match asked {
            Some(Asked::Owner(one)) => follow_ups::entrust_title(lang, &words::subject(lang, one)),
            Some(Asked::Seen(one)) => follow_ups::seen_title(lang, &words::subject(lang, one)),
            Some(Asked::Postpone(one, _)) => follow_ups::postpone_title(lang, &words::subject(lang, one)),
            None => String::new(),
        })
    };
    view! {
        <Dialog open=acts.open title>
            {move || match acts.asked.get() {
                Some(Asked::Owner(follow_up)) => view! { <Entrust follow_up acts/> }.into_any(),
                Some(Asked::Seen(follow_up)) => view! { <Seen follow_up acts/> }.into_any(),
                Some(Asked::Postpone(follow_up, delivery)) => view! { <Postpone follow_up delivery acts/> }.into_any(),
                None => ().into_any(),
            }}
        </Dialog>
    }
    .into_any()
}
