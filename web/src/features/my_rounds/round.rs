//! One round: how far it is, where to go next, what is aboard, and the acts on the whole.

use super::{
    act::Deed,
    at_door::at_door,
    bag::{bag, facts, is_loading, line, next, next_stop, visits, way, word},
    carried::Carried,
    door_acts::go,
    list::take,
    me,
    notices::{freshness, gone, notices, once_known, to_list},
    words,
};
use crate::{
    i18n::{Dates, Lang, now, use_lang},
    routes::Route,
    session::{Account, use_account},
    ui::{Button, ButtonKind, ButtonLink, Dialog, Glyph, Pocket, Status},
};
use cabas_kernel::{
    id::RoundId,
    words::{deliveries::StopStatus, rounds::RoundState},
};
use cabas_messages::my_rounds;
use cabas_model::me::MyRound as Round;
use leptos::prelude::*;

/// The page of a round.
#[component]
pub fn MyRound(id: RoundId) -> impl IntoView {
    let carried = Carried::of_app();
    carried.watch();
    let lang = use_lang();
    let account = use_account();
    once_known(
        carried,
        Box::new(move || {
            carried.going.track();
            match carried.round(id) {
                Some(round) => page(lang, account, carried, &round),
                None => gone(lang),
            }
        }),
    )
}

fn page(lang: Lang, account: Account, carried: Carried, round: &Round) -> AnyView {
    let dates = words::dates(lang, account, round);
    let finishing = RwSignal::new(false);
    let title = round.name.clone();
    let when = words::when(lang, &dates, round);
    let heading = view! { <h2>{my_rounds::stops(lang)}</h2> }.into_any();
    let inside = bag(heading, facts(lang, account, &dates, round, false), round.offered, stops(lang, &dates, round));
    let content = view! {
        <p class="lead">{when}</p>
        {notices()}
        {depot(lang, round)}
        {inside}
        {release(lang, carried, round)}
        {finish(lang, carried, round, finishing)}
        {promise(lang, round)}
        {freshness()}
    };
    match foot(lang, carried, round, finishing) {
        Some(foot) => view! { <Pocket title back=to_list(lang) end=me foot=move || foot>{content}</Pocket> }.into_any(),
        None => view! { <Pocket title back=to_list(lang) end=me>{content}</Pocket> }.into_any(),
    }
}

/// The one act for now, under the thumb.
fn foot(lang: Lang, carried: Carried, round: &Round, finishing: RwSignal<bool>) -> Option<AnyView> {
    let id = round.id;
    if round.offered {
        return Some(take(lang, carried, round));
    }
    let visits = visits(round);
    let next = next(&visits);
    // Before addresses open there is nothing to start with.
    let on_duty = round.opens_at.is_none_or(|at| at <= now());
    let act = match (round.state, next) {
        (RoundState::Published, Some(_)) if on_duty => view! {
            <Button
                kind=ButtonKind::DoorMain
                busy=carried.busy(id, None)
                busy_words=my_rounds::sending(lang)
                on_press=move || carried.make(id, Deed::Start)
            >
                {my_rounds::start(lang)}
            </Button>
        }
        .into_any(),
        (RoundState::Running, Some(stop)) => {
            let number = visits.iter().position(|one| one.id == stop.id).unwrap_or_default().saturating_add(1);
            let href = Route::MyStop { round: id, id: stop.id }.path();
            view! { <ButtonLink kind=ButtonKind::DoorMain href>{my_rounds::open_stop(lang, &number.to_string())}</ButtonLink> }
                .into_any()
        }
        (RoundState::Running, None) => view! {
            <Button
                kind=ButtonKind::DoorMain
                icon=Glyph::Check
                busy=carried.busy(id, None)
                busy_words=my_rounds::sending(lang)
                on_press=move || finishing.set(true)
            >
                {my_rounds::finish(lang)}
            </Button>
        }
        .into_any(),
        _ => return None,
    };
    Some(view! { <div class="doors">{act}</div> }.into_any())
}

/// Where the goods are, how to get there and in, and what to take: all that the round brings, each kind once.
fn depot(lang: Lang, round: &Round) -> Option<AnyView> {
    let depot = round.depot.as_ref().filter(|_| !round.offered)?;
    let loading: Vec<StopStatus> = round.stops.iter().filter(|stop| is_loading(stop)).map(|stop| stop.status).collect();
    let done =
        !loading.is_empty() && loading.iter().all(|status| status.is_closed() || *status == StopStatus::Cancelled);
    let lines: Vec<AnyView> = words::load(&round.stops).iter().map(|line| words::package_line(lang, line)).collect();
    let street = depot.address.street.clone();
    // A sheet names the place as it names the depot: said once.
    let mut address = depot.address.clone();
    address.name = address.name.filter(|name| *name != depot.name);
    Some(
        view! {
            <section class="sheet stack stack--tight" aria-labelledby="depot">
                <h2 id="depot">{my_rounds::loading(lang)}</h2>
                <p><b>{depot.name.clone()}</b><br/>{street}</p>
                {at_door(lang, &address)}
                {depot.opening_hours.clone().map(|hours| word(Glyph::Clock, hours))}
                <ul class="handover">{lines}</ul>
                {done.then(|| view! { <p><Status status=StopStatus::Loaded/></p> }.into_any())}
                <div class="doors">{go(lang, &address, None)}</div>
            </section>
        }
        .into_any(),
    )
}

/// The next one large, those after it, those that are done folded away.
fn stops(lang: Lang, dates: &Dates, round: &Round) -> Option<AnyView> {
    let visits = visits(round);
    if visits.is_empty() {
        return None;
    }
    let next = next(&visits);
    let later: Vec<AnyView> = visits
        .iter()
        .filter(|stop| stop.status.is_open() && next.is_none_or(|next| next.id != stop.id))
        .map(|stop| way(lang, dates, round.id, stop))
        .collect();
    let closed: Vec<AnyView> =
        visits.iter().filter(|stop| stop.status.is_closed()).map(|stop| way(lang, dates, round.id, stop)).collect();
    let count = closed.len();
    Some(
        view! {
            {next.map(|stop| next_stop(lang, dates, round.id, stop))}
            {(!later.is_empty()).then(|| view! { <ol class="ways" aria-label=my_rounds::later(lang)>{later}</ol> }.into_any())}
            {(count > 0).then(|| view! {
                <details class="closed">
                    <summary>{my_rounds::done(lang, count)}</summary>
                    <ol class="ways">{closed}</ol>
                </details>
            }
            .into_any())}
        }
        .into_any(),
    )
}

/// « Rendre la tournée », as long as no stop is on its way.
fn release(lang: Lang, carried: Carried, round: &Round) -> Option<AnyView> {
    let on_the_way = round.stops.iter().any(|stop| stop.status == StopStatus::Out);
    let over = round.state == RoundState::Closed || visits(round).iter().all(|stop| !stop.status.is_open());
    if round.offered || over || on_the_way {
        return None;
    }
    let (id, asking) = (round.id, RwSignal::new(false));
    let give_back = move || {
        asking.set(false);
        carried.make(id, Deed::Release);
    };
    let title = my_rounds::release_title(lang, &round.name);
    Some(
        view! {
            <p>
                <Button kind=ButtonKind::Text icon=Glyph::ArrowBackUp busy=carried.busy(id, None) on_press=move || asking.set(true)>
                    {my_rounds::release(lang)}
                </Button>
            </p>
            <Dialog open=asking title>
                <p>{my_rounds::release_words(lang)}</p>
                <p class="row">
                    <Button kind=ButtonKind::Danger on_press=give_back>{my_rounds::release(lang)}</Button>
                    <Button on_press=move || asking.set(false)>{my_rounds::release_no(lang)}</Button>
                </p>
            </Dialog>
        }
        .into_any(),
    )
}

/// The question before « Terminer ».
fn finish(lang: Lang, carried: Carried, round: &Round, asking: RwSignal<bool>) -> Option<AnyView> {
    let id = round.id;
    let close = move || {
        asking.set(false);
        carried.make(id, Deed::Close);
    };
    let title = my_rounds::finish_title(lang, &round.name);
    (round.state == RoundState::Running).then(|| {
        view! {
            <Dialog open=asking title>
                <p>{my_rounds::finish_words(lang)}</p>
                <p class="row">
                    <Button kind=ButtonKind::Main on_press=close>{my_rounds::finish(lang)}</Button>
                    <Button on_press=move || asking.set(false)>{my_rounds::finish_no(lang)}</Button>
                </p>
            </Dialog>
        }
        .into_any()
    })
}

/// What happens to the addresses at the end.
fn promise(lang: Lang, round: &Round) -> Option<AnyView> {
    let open = round.state == RoundState::Running || round.stops.iter().any(|stop| !stop.masked);
    (open && !round.offered && round.state != RoundState::Closed).then(|| line(my_rounds::promise(lang).to_owned()))
}
