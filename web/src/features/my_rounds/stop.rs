//! One stop, one screen: where, who, what to hand over; the acts under the thumb.

use super::{
    at_door::{at_door, handover},
    bag::{place, place_words, visits, word},
    carried::Carried,
    door_acts::foot,
    hands,
    notices::{gone, notices, once_known},
    outcomes::{CallDialog, CorrectDialog, DeliverDialog, ProblemDialog},
    words,
};
use crate::{
    i18n::{Dates, Lang, now, use_lang},
    routes::Route,
    session::{Account, use_account},
    ui::{Back, Glyph, Icon, Pocket, Status},
};
use cabas_kernel::{
    Ts,
    id::{RoundId, StopId},
};
use cabas_messages::my_rounds;
use cabas_model::me::MyStop as Stop;
use leptos::prelude::*;

/// The page of a stop.
#[component]
pub fn MyStop(round: RoundId, id: StopId) -> impl IntoView {
    let carried = Carried::of_app();
    carried.watch();
    hands::stay_awake();
    let lang = use_lang();
    let account = use_account();
    let asked = Asked::new();
    once_known(
        carried,
        Box::new(move || match carried.round(round).and_then(|round| Frame::of(lang, account, &round, id)) {
            Some(frame) => page(lang, carried, &frame, asked),
            None => gone(lang),
        }),
    )
}

/// What the page stands on: it is drawn anew only when this changes. How the stop goes changes inside it, so that a
/// word being written is not lost when it does.
pub(super) struct Frame {
    pub(super) round: RoundId,
    pub(super) stop: Stop,
    dates: Dates,
    number: usize,
    total: usize,
    before: Option<StopId>,
    pub(super) after: Option<StopId>,
    opens_at: Option<Ts>,
}

impl Frame {
    fn of(lang: Lang, account: Account, round: &cabas_model::me::MyRound, id: StopId) -> Option<Self> {
        let stop = round.stops.iter().find(|stop| stop.id == id)?;
        let visits = visits(round);
        let at = visits.iter().position(|one| one.id == id).unwrap_or_default();
        let beside = |at: Option<usize>| at.and_then(|at| visits.get(at)).map(|one| one.id);
        Some(Self {
            round: round.id,
            stop: stop.clone(),
            dates: words::dates(lang, account, round),
            number: at.saturating_add(1),
            total: visits.len(),
            before: beside(at.checked_sub(1)),
            after: beside(at.checked_add(1)),
            opens_at: round.opens_at,
        })
    }

    fn path(&self, id: StopId) -> String {
        Route::MyStop { round: self.round, id }.path()
    }
}

/// The questions the page can ask, closed at first.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) how: RwSignal<bool>,
    pub(super) problem: RwSignal<bool>,
    pub(super) correction: RwSignal<bool>,
    pub(super) whom: RwSignal<bool>,
}

impl Asked {
    fn new() -> Self {
        let closed = || RwSignal::new(false);
        Self { how: closed(), problem: closed(), correction: closed(), whom: closed() }
    }
}

fn page(lang: Lang, carried: Carried, frame: &Frame, asked: Asked) -> AnyView {
    let (round, id) = (frame.round, frame.stop.id);
    let number = my_rounds::number(lang, frame.number, frame.total);
    let title = my_rounds::stop_title(lang, frame.number, &place_words(lang, &frame.stop), frame.total);
    let back = Back::new(Route::MyRound { id: round }.path(), my_rounds::back_to_round(lang));
    let heading = place(lang, &frame.stop, true);
    let foot = foot(lang, carried, frame, asked);
    let phones = frame.stop.recipient.as_ref().map(|one| one.phones.clone()).unwrap_or_default();
    let parts = (
        standing(lang, carried, frame),
        closed_place(lang, frame),
        frame.stop.address.as_ref().map(|address| at_door(lang, address)),
        handover(lang, &frame.stop),
        beside(lang, frame),
    );
    view! {
        <Pocket title back heading=move || heading end=move || view! { <p><b>{number}</b></p> }.into_any() foot=move || foot door=true>
            {notices()}
            {parts}
            <DeliverDialog open=asked.how round id/>
            <ProblemDialog open=asked.problem round id/>
            <CorrectDialog open=asked.correction round id/>
            <CallDialog open=asked.whom phones/>
        </Pocket>
    }
    .into_any()
}

/// Who, how it stands, when; and once it is closed, what was said of it.
fn standing(lang: Lang, carried: Carried, frame: &Frame) -> AnyView {
    let dates = frame.dates.clone();
    let who = frame.stop.recipient.as_ref().map(|one| one.display_name.clone());
    let (round, id) = (frame.round, frame.stop.id);
    let how = move || {
        carried.going.track();
        let Some(stop) = carried.stop(round, id) else { return Vec::new() };
        let when = match stop.closed_at {
            Some(at) => dates.time(at),
            None => dates.window(&stop.window),
        };
        let reason = stop.failure_reason.map(|reason| words::reason(lang, reason).to_owned());
        let mut lines = vec![
            view! { <p class="stateline"><Status status=stop.status/> <span class="num">{when}</span></p> }.into_any(),
        ];
        lines.extend(reason.into_iter().chain(stop.outcome_note).map(|words| word(Glyph::Note, words)));
        lines
    };
    let who = who.map(|who| view! { <p class="door__who"><b>{who}</b></p> }.into_any());
    view! { {who} {how} }.into_any()
}

/// While the address is closed to the eye: when it opens, or that it is over.
fn closed_place(lang: Lang, frame: &Frame) -> Option<AnyView> {
    if !frame.stop.masked {
        return None;
    }
    let sentence = match frame.opens_at.filter(|at| *at > now()) {
        Some(at) => words::opens(lang, &frame.dates, at),
        None => my_rounds::masked(lang).to_owned(),
    };
    Some(word(Glyph::Lock, sentence))
}

/// The stops before and after this one.
fn beside(lang: Lang, frame: &Frame) -> AnyView {
    let before = frame.before.map(|id| {
        view! { <a class="tap" href=frame.path(id)><Icon glyph=Glyph::ChevronLeft/>{my_rounds::before(lang)}</a> }
            .into_any()
    });
    let after = frame.after.map(|id| {
        view! { <a class="tap push" href=frame.path(id)>{my_rounds::after(lang)}<Icon glyph=Glyph::ChevronRight/></a> }.into_any()
    });
    view! { <nav class="row beside" aria-label=my_rounds::stops(lang)>{before} {after}</nav> }.into_any()
}
