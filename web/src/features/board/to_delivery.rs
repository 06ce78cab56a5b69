//! What links to a day name there: a delivery by its own address, whoever links to it need not know its day; a
//! household for whom one is to be made.

use super::{asks::Ask, state::Board};
use crate::{
    i18n::use_lang,
    navigation::Navigation,
    routes::Route,
    session::use_account,
    ui::{Bones, Loaded, Page, Skeleton},
};
use cabas_kernel::id::{DeliveryId, RecipientId};
use cabas_messages::board;
use cabas_model::deliveries::StopKind;
use leptos::prelude::*;

/// What the address of a day says of the delivery whose panel is to open.
const DELIVERY: &str = "delivery";

/// The household that a delivery is to be made for; the household's record links with it.
const HOUSEHOLD: &str = "recipient";

/// Leads to the board of the delivery's day, with its panel open.
#[component]
pub fn ToDelivery(id: DeliveryId) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let organisation = account.organisation();
    let navigation = Navigation::of_app();
    let data = LocalResource::new(move || async move {
        let call = account.call(move |client| async move { client.read_delivery(organisation, id).await });
        call.await.map(|version| version.body.date)
    });
    let there = move || data.get().and_then(Result::ok);
    Effect::new(move |_| {
        if let Some(date) = there() {
            navigation.replace(&Route::Rounds { day: Some(date) });
            navigation.set_query(&[(DELIVERY, Some(&id.to_string()))]);
        }
    });
    view! { <Page title=board::one_delivery(lang)><Loaded data bones=Bones::Text let:_day><Skeleton bones=Bones::Text count=1/></Loaded></Page> }
}

/// Opens what the address names, once the day is known. The address then is the day's: closing the dialog and coming
/// back shows the board.
pub(super) fn open_named(board: Board) {
    let navigation = Navigation::of_app();
    let (named, household) = (navigation.query(DELIVERY), navigation.query(HOUSEHOLD));
    Effect::new(move |_| {
        if let Some(id) = household.get().and_then(|id| id.parse::<RecipientId>().ok()) {
            navigation.set_query(&[(HOUSEHOLD, None)]);
            board.ask.set(Some(Ask::One(Some(id))));
        }
    });
    Effect::new(move |_| {
        let Some(id) = named.get().and_then(|id| id.parse::<DeliveryId>().ok()) else { return };
        let Some(shown) = board.shown.get() else { return };
        navigation.set_query(&[(DELIVERY, None)]);
        let goal = shown
            .day
            .of_delivery(id)
            .iter()
            .rfind(|stop| shown.day.stop(**stop).is_some_and(|stop| stop.kind == StopKind::Dropoff));
        match goal {
            Some(stop) => {
                board.open.set(shown.column(*stop));
                board.ask.set(Some(Ask::Stop(*stop)));
            }
            None => board.toasts.refuse(board::gone(board.lang)),
        }
    });
}
