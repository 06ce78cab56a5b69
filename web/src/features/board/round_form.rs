//! A round made, changed, moved to another day, or taken away.

use super::{
    moves::{Column, Place},
    selection::Selection,
    state::Board,
    words,
};
use crate::{
    failure::Failure,
    features::deliveries::Once,
    navigation::Navigation,
    routes::Route,
    ui::{Button, ButtonKind, Choice, Field, Form, FormState, Glyph, Select, letter},
};
use cabas_kernel::{
    Grams,
    id::{DeliveryId, RoundId, StopId},
};
use cabas_messages::{board, common};
use cabas_model::{
    FieldError,
    days::BoardRound,
    rounds::{CreateRound, PatchRound, RoundState, TravelMode},
};
use chrono::NaiveDate;
use leptos::prelude::*;
use serde_json::{Map, Value, json};

/// What a round is made of, besides its stops.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    mode: RwSignal<String>,
    depot: RwSignal<String>,
    max_load: RwSignal<String>,
}

impl Fields {
    fn new(name: String, mode: TravelMode, depot: Option<String>, max_load: String) -> Self {
        Self {
            name: RwSignal::new(name),
            mode: RwSignal::new(mode.to_string()),
            depot: RwSignal::new(depot.unwrap_or_default()),
            max_load: RwSignal::new(max_load),
        }
    }

    /// The values as the API takes them, or the fault of what cannot be read.
    fn values(self) -> Result<Map<String, Value>, FieldError> {
        let max_load = self.max_load.get_untracked();
        let max_load = match max_load.trim() {
            "" => Value::Null,
            text => {
                let weight = Grams::from_kilograms(text);
                weight.map(|weight| weight.0.into()).map_err(|_| FieldError::new("/max_load_g", "weight_invalid"))?
            }
        };
        let depot = Some(self.depot.get_untracked()).filter(|depot| !depot.is_empty());
        let values = [
            ("name", json!(self.name.get_untracked().trim())),
            ("mode", json!(self.mode.get_untracked())),
            ("depot_id", json!(depot)),
            ("max_load_g", max_load),
        ];
        Ok(values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    fn view(self, board: Board) -> AnyView {
        let lang = board.lang;
        let modes: Vec<Choice> = TravelMode::ALL
            .iter()
            .map(|mode| Choice::new(mode, words::capitalised(words::mode(lang, *mode).1)))
            .collect();
        let depots = Signal::derive(move || {
            let none = Choice::new("", board::depot_usual(lang));
            let some = board.depots.get();
            std::iter::once(none).chain(some.iter().map(|depot| Choice::new(depot.id, depot.name.clone()))).collect()
        });
        view! {
            <Field pointer="/name" label=board::name(lang) hint=board::name_hint(lang) value=self.name/>
            <Select pointer="/mode" label=board::mode(lang) value=self.mode choices=Signal::stored(modes)/>
            <Select pointer="/depot_id" label=board::depot(lang) value=self.depot choices=depots/>
            <Field
                pointer="/max_load_g"
                label=board::max_load(lang)
                hint=board::max_load_hint(lang)
                optional=true
                inputmode="decimal"
                value=self.max_load
            />
        }
        .into_any()
    }
}

/// A round of some stops, in the order of the screen, or an empty one.
///
/// A round is made of deliveries that wait. When some of the stops are in another round, it is made empty and they
/// are moved to it: what another round loses is then asked with its name.
pub(super) fn create(board: Board, stops: Vec<StopId>) -> AnyView {
    let lang = board.lang;
    let all_wait = board.shown_now().is_some_and(|shown| stops.iter().all(|stop| shown.waiting.contains(stop)));
    let deliveries = if all_wait { deliveries(board, &stops) } else { Vec::new() };
    let rest = if all_wait { Vec::new() } else { stops.clone() };
    let (form, once) = (FormState::new(), Once::new());
    let letter = letter(board.shown_now().map_or(0, |shown| shown.day.rounds.len()));
    let fields = Fields::new(board::name_suggested(lang, &letter), TravelMode::default(), None, String::new());
    let count = stops.len();
    let send = move || {
        let mut values = match fields.values() {
            Ok(values) => values,
            Err(fault) => return form.fail(&Failure::fields(vec![fault])),
        };
        values.insert("date".to_owned(), json!(board.date));
        values.insert("delivery_ids".to_owned(), json!(deliveries));
        let Some(request) = form.check::<CreateRound>(Value::Object(values)) else { return };
        let rest = rest.clone();
        let key = once.key(&request);
        board.send_form(
            form,
            None,
            move |client, organisation, _| {
                let (request, client) = (request.clone(), client.once(key.clone()));
                async move { client.create_round(organisation, &request).await }
            },
            move |round| {
                board.picked.update(Selection::clear);
                board.toasts.say(board::round_made(lang, &round.name));
                board.open.set(Column::Round(round.id));
                board.ask.set(None);
                board.move_to(&rest, Column::Round(round.id), Place::Last);
            },
        );
    };
    view! {
        {(count > 0).then(|| view! { <p>{board::new_round_of(lang, count)}</p> })}
        <Form state=form on_submit=send>
            {fields.view(board)}
            <p class="row">
                <Button kind=ButtonKind::Main icon=Glyph::Plus submit=true busy=form.busy() busy_words=common::saving(lang)>{board::make_round(lang)}</Button>
                <Button on_press=move || board.ask.set(None)>{board::make_no_round(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

/// The deliveries of some stops, each once.
fn deliveries(board: Board, stops: &[StopId]) -> Vec<DeliveryId> {
    let mut deliveries: Vec<DeliveryId> = Vec::with_capacity(stops.len());
    for stop in stops.iter().filter_map(|stop| board.stop_now(*stop)) {
        if !deliveries.contains(&stop.delivery_id) {
            deliveries.push(stop.delivery_id);
        }
    }
    deliveries
}

/// Only what was changed is sent: what others changed beside it stays.
pub(super) fn edit(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let form = FormState::new();
    let Some(round) = board.round_now(id) else { return gone(board) };
    let held = board.hold(id);
    let before = values_of(&round);
    let max_load = round.max_load_g.map(|max| words::kilograms(lang, max, 3)).unwrap_or_default();
    let fields = Fields::new(round.name.clone(), round.mode, round.depot_id.map(|depot| depot.to_string()), max_load);
    let send = move || {
        let mut values = match fields.values() {
            Ok(values) => values,
            Err(fault) => return form.fail(&Failure::fields(vec![fault])),
        };
        values.retain(|name, value| before.get(name) != Some(value));
        if values.is_empty() {
            return board.ask.set(None);
        }
        let Some(patch) = form.check::<PatchRound>(Value::Object(values)) else { return };
        board.send_form(
            form,
            Some(held),
            move |client, organisation, etag| {
                let patch = patch.clone();
                async move { client.patch_round(organisation, id, &etag, &patch).await }
            },
            move |_| {
                board.toasts.say(common::saved(lang));
                board.ask.set(None);
            },
        );
    };
    view! {
        <Form state=form on_submit=send>
            {fields.view(board)}
            <p class="row">
                <Button kind=ButtonKind::Main submit=true busy=form.busy() busy_words=common::saving(lang)>{common::save(lang)}</Button>
                <Button on_press=move || board.ask.set(None)>{board::change_nothing(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

fn values_of(round: &BoardRound) -> Map<String, Value> {
    let values = [
        ("name", json!(round.name)),
        ("mode", json!(round.mode)),
        ("depot_id", json!(round.depot_id)),
        ("max_load_g", json!(round.max_load_g)),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Another day: every window moves with the round (DL-13).
pub(super) fn change_day(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let form = FormState::new();
    let held = board.hold(id);
    let day = RwSignal::new(board.date.succ_opt().unwrap_or(board.date).to_string());
    let navigation = Navigation::of_app();
    let send = move || {
        let Some(patch) = form.check::<PatchRound>(json!({ "date": day.get_untracked() })) else { return };
        let to = patch.date.unwrap_or(board.date);
        board.send_form(
            form,
            Some(held),
            move |client, organisation, etag| {
                let patch = patch.clone();
                async move { client.patch_round(organisation, id, &etag, &patch).await }
            },
            move |answer| {
                board.toasts.say(board::day_changed(lang, &board.dates().day_long(to), &answer.body.name));
                board.ask.set(None);
                go_to_day(navigation, to);
            },
        );
    };
    view! {
        <p>{board::day_words(lang)}</p>
        <Form state=form on_submit=send>
            <Field pointer="/date" label=board::new_day(lang) kind="date" value=day/>
            <p class="row">
                <Button kind=ButtonKind::Main submit=true busy=form.busy()>{board::change_day(lang)}</Button>
                <Button on_press=move || board.ask.set(None)>{board::keep_day(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

fn go_to_day(navigation: Navigation, day: NaiveDate) {
    navigation.go(&Route::Rounds { day: Some(day) });
}

/// No round any more; its stops wait for another (DL-13).
pub(super) fn delete(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let form = FormState::new();
    let held = board.hold(id);
    let stops = board.shown_now().map_or(0, |shown| shown.cards(Column::Round(id)).len());
    let told = board.round_now(id).is_some_and(|round| round.assignee_id.is_some() && round.state != RoundState::Draft);
    let send = move || {
        let name = board.round_words(id);
        board.send_form(
            form,
            Some(held),
            move |client, organisation, etag| async move { client.delete_round(organisation, id, &etag).await },
            move |()| {
                board.toasts.say(board::deleted(lang, &name));
                board.ask.set(None);
            },
        );
    };
    view! {
        <p>{if stops == 0 { board::delete_empty(lang).to_owned() } else { board::delete_words(lang, stops) }}</p>
        {told.then(|| view! { <p>{board::delete_told(lang)}</p> })}
        <Form state=form on_submit=send>
            <p class="row">
                <Button kind=ButtonKind::Danger icon=Glyph::Trash submit=true busy=form.busy()>{board::delete_round(lang)}</Button>
                <Button on_press=move || board.ask.set(None)>{board::keep_round(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

/// What the dialog was about has left the day meanwhile.
pub(super) fn gone(board: Board) -> AnyView {
    let lang = board.lang;
    view! {
        <p>{board::gone(lang)}</p>
        <p><Button on_press=move || board.ask.set(None)>{common::close(lang)}</Button></p>
    }
    .into_any()
}
