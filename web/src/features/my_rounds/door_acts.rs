//! The acts at the door, under the thumb: « Y aller », « Appeler », « Livré », and « Il y a un problème ».

use super::{
    act::{Act, Deed},
    carried::{Carried, Pending, Standing},
    reach::{self, Device},
    stop::{Asked, Frame},
    words,
};
use crate::{
    dom,
    i18n::Lang,
    routes::Route,
    ui::{Button, ButtonKind, ButtonLink, Glyph, Icon},
};
use cabas_kernel::{
    id::{RoundId, StopId},
    words::{
        deliveries::{StopKind, StopStatus},
        me::StopAct,
    },
};
use cabas_messages::{common, my_rounds};
use cabas_model::{
    address::{Address, PhoneEntry},
    me::MyStop,
};
use leptos::prelude::*;

/// What can be done, as the server says and as the network lets.
pub(super) fn foot(lang: Lang, carried: Carried, frame: &Frame, asked: Asked) -> AnyView {
    let (round, id, after) = (frame.round, frame.stop.id, frame.after);
    let acts = move || {
        dom::keep_focus("#content h1");
        carried.going.track();
        let waits = |one: &&Pending| one.standing == Standing::Waiting && one.act.deed.stop() == Some(id);
        if let Some(act) = carried.data.with_value(|data| data.pending.iter().find(waits).map(|one| one.act.clone())) {
            return Some(unsent(lang, carried, act));
        }
        let stop = carried.stop(round, id)?;
        if stop.status.is_open() {
            Some(open(lang, carried, round, &stop, asked))
        } else {
            Some(closed(lang, round, after, &stop, asked))
        }
    };
    view! { {acts} }.into_any()
}

/// The act found no network: it is kept here, and sent again.
fn unsent(lang: Lang, carried: Carried, act: Act) -> AnyView {
    let words = my_rounds::unsent(lang, words::deed(lang, &act.deed));
    let drop_it = move || carried.forget(&act.key);
    view! {
        <p role="status">{words}</p>
        <div class="doors">
            <Button kind=ButtonKind::DoorMain icon=Glyph::Refresh on_press=move || carried.retry()>{common::retry(lang)}</Button>
        </div>
        <Button kind=ButtonKind::Text block=true on_press=drop_it>{my_rounds::drop(lang)}</Button>
    }
    .into_any()
}

fn open(lang: Lang, carried: Carried, round: RoundId, stop: &MyStop, asked: Asked) -> AnyView {
    let id = stop.id;
    let may = |act| stop.can.contains(&act);
    let busy = carried.busy(round, Some(id));
    let phones = stop.recipient.as_ref().map(|one| one.phones.as_slice()).unwrap_or_default();
    let go = stop.address.as_ref().map(|address| {
        go(lang, address, may(StopAct::Start).then(|| Callback::new(move |()| carried.make(round, Deed::Go(id)))))
    });
    let main = may(StopAct::Complete).then(|| {
        let (words, press) = match stop.kind {
            StopKind::Dropoff => (my_rounds::delivered(lang), Callback::new(move |()| asked.how.set(true))),
            StopKind::Pickup => {
                (my_rounds::loaded(lang), Callback::new(move |()| carried.make(round, Deed::Load(id))))
            }
        };
        view! {
            <Button kind=ButtonKind::DoorMain icon=Glyph::Check busy busy_words=my_rounds::sending(lang) on_press=press>{words}</Button>
        }
        .into_any()
    });
    let problem = may(StopAct::Fail).then(|| {
        view! {
            <Button kind=ButtonKind::Text block=true busy on_press=move || asked.problem.set(true)>{my_rounds::problem(lang)}</Button>
        }
        .into_any()
    });
    view! { <div class="doors">{go} {call(lang, phones, asked)} {main}</div> {problem} }.into_any()
}

/// The way to a place: the phone's own map; and to a stop, on the first press it is on its way.
pub(super) fn go(lang: Lang, address: &Address, start: Option<Callback<()>>) -> AnyView {
    let href = Device::here().way(address);
    let elsewhere = href.starts_with("https:");
    let press = move |_| {
        if let Some(start) = start {
            start.run(());
        }
    };
    view! {
        <a
            class="btn btn--door"
            href=href
            target=elsewhere.then_some("_blank")
            rel=elsewhere.then_some("noopener noreferrer")
            on:click=press
        >
            <Icon glyph=Glyph::Navigation/>
            {my_rounds::go(lang)}
        </a>
    }
    .into_any()
}

/// One number is called at once; of several one is chosen.
fn call(lang: Lang, phones: &[PhoneEntry], asked: Asked) -> Option<AnyView> {
    match phones {
        [] => None,
        [one] => {
            let href = reach::call(&one.e164);
            Some(view! { <ButtonLink kind=ButtonKind::Door icon=Glyph::Phone href>{my_rounds::call(lang)}</ButtonLink> }.into_any())
        }
        _ => Some(
            view! {
                <Button kind=ButtonKind::Door icon=Glyph::Phone on_press=move || asked.whom.set(true)>{my_rounds::call(lang)}</Button>
            }
            .into_any(),
        ),
    }
}

/// Done: on to the next one, or back to the round; and a way to correct it while there is time.
fn closed(lang: Lang, round: RoundId, after: Option<StopId>, stop: &MyStop, asked: Asked) -> AnyView {
    let (href, words) = match after {
        Some(id) => (Route::MyStop { round, id }.path(), my_rounds::after(lang)),
        None => (Route::MyRound { id: round }.path(), my_rounds::back_to_round(lang)),
    };
    let correct = (stop.can.contains(&StopAct::Reopen) && stop.status != StopStatus::Cancelled).then(|| {
        view! { <Button kind=ButtonKind::Text block=true on_press=move || asked.correction.set(true)>{my_rounds::correct(lang)}</Button> }
    });
    view! { <div class="doors"><ButtonLink kind=ButtonKind::DoorMain href>{words}</ButtonLink></div> {correct} }
        .into_any()
}
