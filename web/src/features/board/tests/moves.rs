use super::{a_round, day, drop_off, pickup, round, stop, town, town_with_a_depot};
use crate::features::board::{
    day::Day,
    moves::{Column, Layout, Place, Put, Refusal, Request, earlier, later, level, puts, refusal, requests, undo},
};
use cabas_kernel::id::StopId;
use cabas_model::{days::BoardStop, deliveries::StopStatus, rounds::RoundState};

fn stops(list: &[u128]) -> Vec<StopId> {
    list.iter().map(|n| stop(*n)).collect()
}

fn moved(day: &Day, puts: &[Put]) -> Layout {
    let mut layout = day.layout.clone();
    layout.apply(day, puts);
    layout
}

fn to(n: u128, place: Place, list: &[u128]) -> Vec<Put> {
    puts(&stops(list), Column::Round(round(n)), place)
}

fn asked(n: u128, list: &[u128], from: &[u128]) -> Request {
    Request { round: round(n), stop_ids: stops(list), moved_from: from.iter().map(|n| round(*n)).collect() }
}

#[test]
fn several_stops_keep_their_order_where_they_go() {
    let town = town();
    assert_eq!(moved(&town, &to(2, Place::Before(stop(5)), &[1, 6])).of(round(2)), stops(&[4, 1, 6, 5]));
    assert_eq!(moved(&town, &to(2, Place::First, &[7, 6])).of(round(2)), stops(&[7, 6, 4, 5]));
    assert_eq!(moved(&town, &to(1, Place::Last, &[6])).of(round(1)), stops(&[1, 2, 3, 6]));
}

#[test]
fn a_stop_dropped_on_itself_stays() {
    let town = town();
    assert_eq!(moved(&town, &to(1, Place::Before(stop(2)), &[2])), town.layout);
    assert_eq!(moved(&town, &to(1, Place::After(stop(1)), &[1, 3])).of(round(1)), stops(&[1, 3, 2]));
}

#[test]
fn a_place_that_is_gone_is_the_end() {
    assert_eq!(moved(&town(), &to(2, Place::Before(stop(99)), &[6])).of(round(2)), stops(&[4, 5, 6]));
}

#[test]
fn what_left_the_day_is_not_put_anywhere() {
    let town = town();
    assert_eq!(moved(&town, &to(2, Place::First, &[99])), town.layout);
    assert_eq!(moved(&town, &to(99, Place::First, &[1])), town.layout);
}

#[test]
fn a_move_to_one_round_is_one_request_that_names_where_from() {
    let town = town();
    let wanted = moved(&town, &to(2, Place::Last, &[1, 6]));
    assert_eq!(requests(&town, &wanted), [asked(2, &[4, 5, 1, 6], &[1])]);
}

#[test]
fn a_change_of_order_names_no_other_round() {
    let town = town();
    let wanted = moved(&town, &to(1, Place::First, &[3]));
    assert_eq!(requests(&town, &wanted), [asked(1, &[3, 1, 2], &[])]);
}

#[test]
fn taking_stops_out_asks_each_round_they_were_in() {
    let town = town();
    let wanted = moved(&town, &puts(&stops(&[1, 4, 6]), Column::Waiting, Place::Last));
    assert_eq!(requests(&town, &wanted), [asked(1, &[2, 3], &[]), asked(2, &[5], &[])]);
}

#[test]
fn a_round_that_loses_and_changes_order_is_asked_after_the_one_that_gains() {
    let town = town();
    let mut all = to(2, Place::Last, &[1]);
    all.extend(to(1, Place::First, &[3]));
    assert_eq!(requests(&town, &moved(&town, &all)), [asked(2, &[4, 5, 1], &[1]), asked(1, &[3, 2], &[])]);
}

#[test]
fn an_exchange_asks_both_rounds() {
    let town = town();
    let mut all = to(2, Place::Last, &[1]);
    all.extend(to(1, Place::Last, &[4]));
    assert_eq!(
        requests(&town, &moved(&town, &all)),
        [asked(1, &[2, 3, 4], &[2]), asked(2, &[5, 1], &[1])],
        "each names the other as where its new stop comes from"
    );
}

#[test]
fn moves_that_cancel_each_other_ask_nothing() {
    let town = town();
    let mut all = to(1, Place::Last, &[1]);
    all.extend(to(1, Place::First, &[1]));
    assert_eq!(requests(&town, &moved(&town, &all)), []);
}

#[test]
fn deliveries_move_whole_and_load_first() {
    let town = town_with_a_depot();
    let wanted = moved(&town, &to(1, Place::First, &[3]));
    assert_eq!(wanted.of(round(1)), stops(&[101, 102, 103, 3, 1, 2]));
    assert_eq!(requests(&town, &wanted), [asked(1, &[101, 102, 103, 3, 1, 2], &[])]);

    let away = moved(&town, &to(2, Place::First, &[2]));
    assert_eq!((away.of(round(1)), away.of(round(2))), (&*stops(&[101, 1]), &*stops(&[102, 2])));
    let out = moved(&town, &puts(&stops(&[1]), Column::Waiting, Place::Last));
    assert_eq!(out.of(round(1)), stops(&[102, 2]));
}

#[test]
fn where_the_server_puts_what_comes_along_is_no_reason_to_ask_again() {
    let town = town_with_a_depot();
    let mut elsewhere = town.layout.clone();
    elsewhere.put_list(round(1), &stops(&[101, 1, 102, 2]));
    assert_eq!(requests(&town, &elsewhere), []);
}

#[test]
fn undoing_puts_each_stop_back_in_its_round_and_place() {
    let town = town();
    let done = to(2, Place::First, &[2, 3, 6]);
    let mut layout = moved(&town, &done);
    layout.apply(&town, &undo(&town, &town.layout, &done));
    assert_eq!(layout, town.layout);
}

#[test]
fn undoing_brings_a_whole_delivery_back() {
    let town = town_with_a_depot();
    let done = puts(&stops(&[1]), Column::Waiting, Place::Last);
    let mut layout = moved(&town, &done);
    layout.apply(&town, &undo(&town, &town.layout, &done));
    assert_eq!(layout.of(round(1)).iter().filter(|id| town.is_visit(**id)).count(), 2);
    assert_eq!(requests(&town, &layout), []);
}

#[test]
fn one_step_passes_one_card_and_stops_at_the_ends() {
    let cards = stops(&[1, 2, 3]);
    assert_eq!(earlier(&cards, &stops(&[2])), Some(Place::Before(stop(1))));
    assert_eq!(earlier(&cards, &stops(&[1, 3])), None);
    assert_eq!(later(&cards, &stops(&[1, 2])), Some(Place::After(stop(3))));
    assert_eq!(later(&cards, &stops(&[3])), None);
    assert_eq!(later(&cards, &stops(&[9])), None);
    assert_eq!((level(&cards, 1), level(&cards, 9)), (Place::Before(stop(2)), Place::Last));
}

/// Round A: stop 1 as given, 2; round B is closed with 3; 4 waits.
fn with(status: StopStatus) -> Day {
    let mut closed = a_round(2, &[3]);
    closed.state = RoundState::Closed;
    let first = BoardStop { status, ..drop_off(1) };
    day(vec![a_round(1, &[1, 2]), closed, a_round(3, &[])], vec![first, drop_off(2), drop_off(3), drop_off(4)])
}

#[test]
fn what_has_begun_changes_place_but_not_round() {
    for status in [StopStatus::Out, StopStatus::Delivered, StopStatus::Failed] {
        let day = with(status);
        let refused = |to| refusal(&day, &day.layout, stop(1), to);
        assert_eq!(refused(Column::Round(round(1))), None, "{status}");
        assert_eq!(refused(Column::Round(round(3))), Some(Refusal::Started), "{status}");
        assert_eq!(refused(Column::Waiting), Some(Refusal::Started), "{status}");
    }
}

#[test]
fn a_round_that_is_over_gives_and_takes_nothing() {
    let day = with(StopStatus::Ready);
    assert_eq!(refusal(&day, &day.layout, stop(3), Column::Waiting), Some(Refusal::RoundClosed));
    assert_eq!(refusal(&day, &day.layout, stop(4), Column::Round(round(2))), Some(Refusal::RoundClosed));
}

#[test]
fn drafts_and_cancelled_stops_enter_no_round() {
    let enter = |status| {
        let day = with(status);
        refusal(&day, &day.layout, stop(1), Column::Round(round(3)))
    };
    assert_eq!(enter(StopStatus::Draft), Some(Refusal::Draft));
    assert_eq!(enter(StopStatus::Cancelled), Some(Refusal::Cancelled));
    assert_eq!(enter(StopStatus::Assigned), None);
}

#[test]
fn after_an_answer_the_round_has_its_version_and_those_that_lost_have_none() {
    let after = town().after_put(round(2), "\"new\"", &stops(&[4, 5, 1]));
    let etag = |n| after.round(round(n)).map(|round| round.etag.clone());
    assert_eq!((etag(1).as_deref(), etag(2).as_deref()), (Some(""), Some("\"new\"")));
    assert_eq!(after.layout.of(round(1)), stops(&[2, 3]));
}

#[test]
fn a_pickup_that_stands_alone_is_put_into_a_round_like_a_drop_off() {
    let alone = BoardStop { alone: true, ..pickup(8) };
    let town = day(vec![a_round(1, &[1, 2])], vec![drop_off(1), drop_off(2), alone]);
    let mut wanted = town.layout.clone();
    wanted.apply(&town, &puts(&[stop(108)], Column::Round(round(1)), Place::After(stop(1))));
    let [request] = requests(&town, &wanted).try_into().unwrap();
    assert_eq!(request.stop_ids, [1, 108, 2].map(stop));
}
