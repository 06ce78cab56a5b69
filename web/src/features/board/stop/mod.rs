//! One stop in full: what is known, what happened, and what can be done about it.

mod acts;
mod edit;
mod facts;
mod forms;

use super::{round_form::gone, state::Board};
use crate::{
    failure::Failure,
    ui::{Bones, Skeleton, Trouble},
};
use cabas_client::Version;
use cabas_kernel::id::{DeliveryId, StopId};
use cabas_model::deliveries::{DeliveryDetails, StopDetails};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

pub(super) use facts::access;

type Known = Arc<Version<DeliveryDetails>>;

/// What the parts of the panel share. `Copy`.
#[derive(Clone, Copy)]
struct Panel {
    board: Board,
    stop: StopId,
    delivery: DeliveryId,
    /// The delivery as last read; nothing before the first answer.
    known: RwSignal<Option<Known>>,
    failure: RwSignal<Option<Failure>>,
    /// Where it is, even once it has left the day.
    street: StoredValue<String>,
    /// The act whose form is open.
    doing: RwSignal<Option<acts::Act>>,
}

impl Panel {
    /// Reads the delivery; each reading is a look at one household.
    fn read(self) {
        let (board, delivery) = (self.board, self.delivery);
        let organisation = board.account.organisation();
        spawn_local(async move {
            let call =
                board.account.call(move |client| async move { client.read_delivery(organisation, delivery).await });
            match call.await {
                Ok(version) => drop(self.known.try_set(Some(Arc::new(version)))),
                Err(failure) => drop(self.failure.try_set(Some(failure))),
            }
        });
    }

    /// The stop the panel is about.
    fn of(self, delivery: &DeliveryDetails) -> Option<&StopDetails> {
        delivery.stops.iter().find(|stop| stop.id == self.stop)
    }
}

pub(super) fn details(board: Board, id: StopId) -> AnyView {
    let Some(stop) = board.stop_now(id) else { return gone(board) };
    let panel = Panel {
        board,
        stop: id,
        delivery: stop.delivery_id,
        known: RwSignal::new(None),
        failure: RwSignal::new(None),
        street: StoredValue::new(stop.street.clone()),
        doing: RwSignal::new(None),
    };
    // Read at first, and again when the board learns that the stop changed. Forms stand apart from what is read:
    // nothing written in them is lost.
    let seen = board.follow_stop(id);
    Effect::new(move |_| {
        // Read, not only tracked: a memo that nobody reads follows nothing.
        seen.with(|_| ());
        panel.read();
    });
    let facts = move || match (panel.known.get(), panel.failure.get()) {
        (Some(known), _) => facts::facts(panel, &known.body),
        (None, Some(failure)) => {
            let retry = Callback::new(move |()| panel.read());
            view! { <Trouble failure retry/> }.into_any()
        }
        (None, None) => view! { <Skeleton bones=Bones::Text count=1/> }.into_any(),
    };
    view! { {facts} {acts::acts(panel)} }.into_any()
}
