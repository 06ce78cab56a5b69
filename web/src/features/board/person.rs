//! Who carries a round: chosen among those who can, or nobody any more.

use super::{columns::Shown, round_form::gone, state::Board};
use crate::{
    i18n::{compare, plain},
    ui::{Button, Form, FormState, Glyph, Token},
};
use cabas_kernel::id::{MembershipId, RoundId};
use cabas_messages::{board, common};
use cabas_model::rounds::{AssignRound, RoundState};
use leptos::prelude::*;

/// From how many people on a field to search among them stands above.
const MANY: usize = 8;

#[derive(Clone, PartialEq)]
struct Carrier {
    id: MembershipId,
    name: String,
    folded: String,
    /// Rounds and stops they carry that day already.
    rounds: usize,
    stops: usize,
}

pub(super) fn choose(board: Board, id: RoundId) -> AnyView {
    let lang = board.lang;
    let (Some(shown), Some(round)) = (board.shown_now(), board.round_now(id)) else { return gone(board) };
    let form = FormState::new();
    let held = board.hold(id);
    let mut people: Vec<Carrier> = shown.day.people.iter().map(|person| carrier(&shown, id, person)).collect();
    people.sort_by(|a, b| compare(lang, &a.name, &b.name));
    let many = people.len() > MANY;
    let now = round.assignee_id;
    let told = round.state != RoundState::Draft;
    let give = Callback::new(move |to: Option<MembershipId>| {
        let name = to.and_then(|to| board.shown_now()?.day.person(to).map(str::to_owned));
        board.send_form(
            form,
            Some(held),
            move |client, organisation, etag| async move {
                client.assign_round(organisation, id, &etag, &AssignRound { member_id: to }).await.map(drop)
            },
            move || {
                let round = board.round_words(id);
                board.toasts.undoable(
                    match name {
                        Some(name) => board::given(lang, &name, &round),
                        None => board::taken_back(lang, &round),
                    },
                    move || give_back(board, id, now),
                );
                board.ask.set(None);
            },
        );
    });
    let query = RwSignal::new(String::new());
    let people = StoredValue::new(people);
    let found = Signal::derive(move || {
        let words = query.with(|query| plain(query));
        people.with_value(|people| people.iter().filter(|one| one.folded.contains(&words)).cloned().collect::<Vec<_>>())
    });
    let lines = move || found.get().into_iter().map(|person| line(board, person, now, give)).collect::<Vec<_>>();
    view! {
        {told.then(|| view! { <p>{board::person_told(lang)}</p> })}
        <Form state=form on_submit=|| ()>
            {many.then(|| search(board, query))}
            <p class="vh" role="status">{move || (!query.with(String::is_empty)).then(|| board::people_found(lang, found.with(Vec::len)))}</p>
            <ul class="choices">{lines}</ul>
            {move || found.with(Vec::is_empty).then(|| view! { <p class="soft">{board::nobody_found(lang)}</p> })}
            <p class="row">
                {now.is_some().then(|| view! {
                    <Button icon=Glyph::ArrowBackUp busy=form.busy() on_press=move || give.run(None)>{board::take_back(lang)}</Button>
                })}
                <Button on_press=move || board.ask.set(None)>{board::change_nothing(lang)}</Button>
            </p>
        </Form>
    }
    .into_any()
}

fn carrier(shown: &Shown, round: RoundId, person: &cabas_model::days::BoardPerson) -> Carrier {
    let theirs =
        shown.day.rounds.iter().filter(|other| other.assignee_id == Some(person.member_id) && other.id != round);
    let (mut rounds, mut stops) = (0_usize, 0_usize);
    for other in theirs {
        rounds = rounds.saturating_add(1);
        stops = stops.saturating_add(shown.cards(super::moves::Column::Round(other.id)).len());
    }
    Carrier {
        id: person.member_id,
        folded: plain(&person.display_name),
        name: person.display_name.clone(),
        rounds,
        stops,
    }
}

fn search(board: Board, query: RwSignal<String>) -> AnyView {
    let id = crate::dom::fresh_id("people");
    view! {
        <div class="field">
            <label for=id.clone()>{board::search_person(board.lang)}</label>
            <input class="input" type="search" id=id autocomplete="off" prop:value=move || query.get() on:input=move |event| query.set(event_target_value(&event))/>
        </div>
    }
    .into_any()
}

fn line(board: Board, person: Carrier, now: Option<MembershipId>, give: Callback<Option<MembershipId>>) -> AnyView {
    let lang = board.lang;
    let (id, current) = (person.id, now == Some(person.id));
    let already = match person.rounds {
        0 => board::carries_nothing(lang).to_owned(),
        rounds => board::carries(lang, &common::rounds(lang, rounds), &common::stops(lang, person.stops)),
    };
    let initials = initials(&person.name);
    view! {
        <li>
            <button class="choice" type="button" aria-current=current.then_some("true") on:click=move |_| give.run(Some(id))>
                <Token text=initials hidden=true/>
                <span class="choice__words"><b>{person.name}</b><span class="soft">{if current { board::carries_this(lang).to_owned() } else { already }}</span></span>
            </button>
        </li>
    }
    .into_any()
}

/// « IM » for « Inès Martin ».
fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next()).filter(|c| c.is_alphabetic());
    letters.next().into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

/// As it was before.
fn give_back(board: Board, id: RoundId, to: Option<MembershipId>) {
    board.write_round(
        id,
        move |client, organisation, etag| async move {
            client.assign_round(organisation, id, &etag, &AssignRound { member_id: to }).await.map(drop)
        },
        || (),
    );
}
