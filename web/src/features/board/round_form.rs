//! A round made, changed, moved to another day, or taken away.

use super::{
    moves::{Column, Place},
    selection::Selection,
    state::Board,
    words,
};
use crate::{
    failure::Failure,
    navigation::Navigation,
    once::Once,
    routes::Route,
    ui::{Button, ButtonKind, Choice, Field, Form, FormState, Glyph, Select, letter},
};
use cabas_kernel::{
    Grams,
    id::{DeliveryId, DepotId, RoundId, StopId},
};
use cabas_messages::{board, common};
use cabas_model::{
    FieldError, Patch,
    days::BoardRound,
    rounds::{CreateRound, PatchRound, RoundState, TravelMode},
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// What a round is made of, besides its stops.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    mode: RwSignal<String>,
    depot: RwSignal<String>,
    max_load: RwSignal<String>,
}

/// The same, read.
struct Values {
    name: String,
    mode: TravelMode,
    depot: Option<DepotId>,
    max_load: Option<Grams>,
}

impl Fields {
    fn new(name: String, mode: TravelMode, depot: Option<DepotId>, max_load: String) -> Self {
        Self {
            name: RwSignal::new(name),
            mode: RwSignal::new(mode.to_string()),
            depot: RwSignal::new(depot.map(|depot| depot.to_string()).unwrap_or_default()),
            max_load: RwSignal::new(max_load),
        }
    }

    /// The values, or the fault of what cannot be read.
    fn values(self, form: FormState) -> Option<Values> {
        let max_load = self.max_load.get_untracked();
        let max_load = match max_load.trim() {
            "" => None,
            text => {
                let Ok(weight) = Grams::from_kilograms(text) else {
                    form.fail(&Failure::fields(vec![FieldError::new("/max_load_g", "weight_invalid")]));
                    return None;
                };
                Some(weight)
            }
        };
        Some(Values {
            name: self.name.get_untracked().trim().to_owned(),
            mode: self.mode.get_untracked().parse().unwrap_or_default(),
            depot: self.depot.get_untracked().parse().ok(),
            max_load,
        })
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

/// The act of a dialog, and the way out of it.
pub(super) fn acts(
    board: Board,
    form: FormState,
    (kind, icon, words): (ButtonKind, Glyph, &'static str),
    back: &'static str,
) -> AnyView {
    view! {
        <p class="row">
            <Button kind icon submit=true busy=form.busy() busy_words=common::saving(board.lang)>{words}</Button>
            <Button on_press=move || board.ask.set(None)>{back}</Button>
        </p>
    }
    .into_any()
}

/// A round of some stops, in the order of the screen, or an empty one.
///
/// A round is made of deliveries that wait. When some of the stops are in another round, it is made empty and they
/// are moved to it: what another round loses is then asked with its name.
pub(super) fn create(board: Board, stops: Vec<StopId>) -> AnyView {
    let lang = board.lang;
    let all_wait = board.shown_now().is_some_and(|shown| stops.iter().all(|stop| shown.waiting.contains(stop)));
    let delivery_ids = if all_wait { deliveries(board, &stops) } else { Vec::new() };
    let count = stops.len();
    let rest = StoredValue::new(if all_wait { Vec::new() } else { stops });
    let (form, once) = (FormState::new(), Once::new());
    let letter = letter(board.shown_now().map_or(0, |shown| shown.day.rounds.len()));
    let fields = Fields::new(board::name_suggested(lang, &letter), TravelMode::default(), None, String::new());
    let made = StoredValue::new(None::<RoundId>);
    let send = move || {
        let Some(values) = fields.values(form) else { return };
        let name = values.name.clone();
        let Some(request) = form.valid(CreateRound {
            name: values.name,
            date: board.date,
            delivery_ids: delivery_ids.clone(),
            mode: values.mode,
            depot_id: values.depot,
            max_load_g: values.max_load,
        }) else {
            return;
        };
        let key = once.key(&request);
        board.send_form(
            form,
            None,
            move |client, organisation, _| {
                let (request, client) = (request.clone(), client.once(key.clone()));
                async move {
                    let round = client.create_round(organisation, &request).await?;
                    made.try_set_value(Some(round.body.id));
                    Ok(())
                }
            },
            move || {
                board.picked.update(Selection::clear);
                board.toasts.say(board::round_made(lang, &name));
                board.ask.set(None);
                if let Some(id) = made.get_value() {
                    board.open.set(Column::Round(id));
                    rest.with_value(|rest| board.move_to(rest, Column::Round(id), Place::Last));
                }
            },
        );
    };
    let main = (ButtonKind::Main, Glyph::Plus, board::make_round(lang));
    view! {
        {(count > 0).then(|| view! { <p>{board::new_round_of(lang, count)}</p> })}
        <Form state=form on_submit=send>{fields.view(board)} {acts(board, form, main, board::make_no_round(lang))}</Form>
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
fn changes(before: &BoardRound, values: Values) -> PatchRound {
    PatchRound {
        name: Some(values.name).filter(|name| *name != before.name),
        mode: Some(values.mode).filter(|mode| *mode != before.mode),
        depot_id: if values.depot == before.depot_id { Patch::Absent } else { values.depot.into() },
        max_load_g: if values.max_load == before.max_load_g { Patch::Absent } else { values.max_load.into() },
        ..PatchRound::default()
    }
}

pub(super) fn edit(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let form = FormState::new();
    let Some(round) = board.round_now(id) else { return gone(board) };
    let held = board.hold(id);
    let max_load = round.max_load_g.map(|max| words::kilograms(lang, max, 3)).unwrap_or_default();
    let fields = Fields::new(round.name.clone(), round.mode, round.depot_id, max_load);
    let send = move || {
        let Some(values) = fields.values(form) else { return };
        let Some(patch) = form.valid(changes(&round, values)) else { return };
        if patch == PatchRound::default() {
            return board.ask.set(None);
        }
        board.send_form(
            form,
            Some(held),
            move |client, organisation, etag| {
                let patch = patch.clone();
                async move { client.patch_round(organisation, id, &etag, &patch).await.map(drop) }
            },
            move || {
                board.toasts.say(common::saved(lang));
                board.ask.set(None);
            },
        );
    };
    let main = (ButtonKind::Main, Glyph::Check, common::save(lang));
    view! {
        <Form state=form on_submit=send>{fields.view(board)} {acts(board, form, main, board::change_nothing(lang))}</Form>
    }
    .into_any()
}

/// Another day: every window moves with the round (DL-13).
pub(super) fn change_day(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let form = FormState::new();
    let held = board.hold(id);
    let day = RwSignal::new(board.date.succ_opt().unwrap_or(board.date).to_string());
    let navigation = Navigation::of_app();
    let send = move || {
        let Ok(to) = day.get_untracked().parse::<NaiveDate>() else {
            return form.fail(&Failure::fields(vec![FieldError::new("/date", "date_invalid")]));
        };
        let name = board.round_now(id).map(|round| round.name.clone()).unwrap_or_default();
        let patch = PatchRound { date: Some(to), ..PatchRound::default() };
        board.send_form(
            form,
            Some(held),
            move |client, organisation, etag| {
                let patch = patch.clone();
                async move { client.patch_round(organisation, id, &etag, &patch).await.map(drop) }
            },
            move || {
                board.toasts.say(board::day_changed(lang, &board.dates().day_long(to), &name));
                board.ask.set(None);
                navigation.go(&Route::Rounds { day: Some(to) });
            },
        );
    };
    let main = (ButtonKind::Main, Glyph::CalendarWeek, board::change_day(lang));
    view! {
        <p>{board::day_words(lang)}</p>
        <Form state=form on_submit=send>
            <Field pointer="/date" label=board::new_day(lang) kind="date" value=day/>
            {acts(board, form, main, board::keep_day(lang))}
        </Form>
    }
    .into_any()
}

/// No round any more; its stops wait for another (DL-13).
pub(super) fn delete(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let form = FormState::new();
    let held = board.hold(id);
    let stops = board.shown_now().map_or(0, |shown| shown.cards(Column::Round(id)).len());
    let round = board.round_now(id);
    let told = round.is_some_and(|round| round.assignee_id.is_some() && round.state != RoundState::Draft);
    let send = move || {
        let name = board.round_words(id);
        board.send_form(
            form,
            Some(held),
            move |client, organisation, etag| async move { client.delete_round(organisation, id, &etag).await },
            move || {
                board.toasts.say(board::deleted(lang, &name));
                board.ask.set(None);
            },
        );
    };
    let main = (ButtonKind::Danger, Glyph::Trash, board::delete_round(lang));
    view! {
        <p>{if stops == 0 { board::delete_empty(lang).to_owned() } else { board::delete_words(lang, stops) }}</p>
        {told.then(|| view! { <p>{board::delete_told(lang)}</p> })}
        <Form state=form on_submit=send>{acts(board, form, main, board::keep_round(lang))}</Form>
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::board::tests::a_round;

    #[test]
    fn only_what_was_changed_is_sent() {
        let mut before = a_round(1, &[]);
        before.max_load_g = Some(Grams(60_000));
        let values =
            |name: &str, max_load| Values { name: name.to_owned(), mode: TravelMode::Bike, depot: None, max_load };
        assert_eq!(changes(&before, values("Tournée 1", Some(Grams(60_000)))), PatchRound::default());
        let patch = changes(&before, values("La Gare", None));
        assert_eq!((patch.name.as_deref(), patch.max_load_g), (Some("La Gare"), Patch::Null));
        assert_eq!((patch.mode, patch.depot_id), (None, Patch::Absent));
    }
}
