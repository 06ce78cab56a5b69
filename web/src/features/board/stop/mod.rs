//! One stop in full: what is known, what happened, and what can be done about it.

mod acts;
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
use leptos::prelude::*;

pub(super) use facts::access;

type Data = LocalResource<Result<Version<DeliveryDetails>, Failure>>;

/// What the parts of the panel share. `Copy`.
#[derive(Clone, Copy)]
struct Panel {
    board: Board,
    stop: StopId,
    delivery: DeliveryId,
    data: Data,
    /// Where it is, even once it has left the day.
    street: StoredValue<String>,
    /// The act whose form is open.
    doing: RwSignal<Option<acts::Act>>,
}

impl Panel {
    /// The delivery as it is now known, followed.
    fn version(self) -> Option<Version<DeliveryDetails>> {
        self.data.get().and_then(Result::ok)
    }

    fn version_now(self) -> Option<Version<DeliveryDetails>> {
        self.data.get_untracked().and_then(Result::ok)
    }

    /// The stop the panel is about.
    fn of(self, delivery: &DeliveryDetails) -> Option<&StopDetails> {
        delivery.stops.iter().find(|stop| stop.id == self.stop)
    }
}

pub(super) fn details(board: Board, id: StopId) -> AnyView {
    let Some(stop) = board.stop_now(id) else { return gone(board) };
    let delivery = stop.delivery_id;
    let organisation = board.account.organisation();
    let data = LocalResource::new(move || {
        board.account.call(move |client| async move { client.read_delivery(organisation, delivery).await })
    });
    let street = StoredValue::new(stop.street.clone());
    let panel = Panel { board, stop: id, delivery, data, street, doing: RwSignal::new(None) };
    // Read again when the board learns that the stop changed. Forms stand apart from what is read: nothing written
    // in them is lost.
    let known = Memo::new(move |_| board.stop(id));
    Effect::new(move |before: Option<bool>| {
        known.track();
        if before.is_some() {
            data.refetch();
        }
        true
    });
    let facts = move || match data.get() {
        None => view! { <Skeleton bones=Bones::Text count=1/> }.into_any(),
        Some(Err(failure)) => {
            let retry = Callback::new(move |()| data.refetch());
            view! { <Trouble failure retry/> }.into_any()
        }
        Some(Ok(version)) => facts::facts(panel, &version.body),
    };
    view! { {facts} {acts::acts(panel)} }.into_any()
}
