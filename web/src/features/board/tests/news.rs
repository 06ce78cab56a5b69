use super::{a_round, board, day, drop_off, stop};
use crate::features::board::{day::Day, news::News};
use cabas_model::{days::BoardStop, deliveries::StopStatus};
use std::collections::HashSet;

fn with(status: StopStatus, note: Option<&str>) -> Day {
    let first = BoardStop { status, outcome_note: note.map(str::to_owned), ..drop_off(1) };
    day(vec![a_round(1, &[1, 2])], vec![first, drop_off(2)])
}

#[test]
fn what_others_closed_is_told_once() {
    let (before, after) = (with(StopStatus::Out, None), with(StopStatus::Failed, Some("absent")));
    let mut news = News::default();
    news.add(&before, &after, &HashSet::new());
    news.add(&before, &after, &HashSet::new());
    assert_eq!((news.failed.as_slice(), news.notes.as_slice()), (&[stop(1)][..], &[stop(1)][..]));
    assert_eq!(news.since, Some(before.as_of));
}

#[test]
fn what_one_did_oneself_is_no_news() {
    let mut news = News::default();
    news.add(&with(StopStatus::Out, None), &with(StopStatus::Delivered, None), &HashSet::from([stop(1)]));
    assert!(news.is_empty() && news.since.is_none());
}

#[test]
fn a_stop_opened_again_is_news_no_more() {
    let (out, done) = (with(StopStatus::Out, None), with(StopStatus::Delivered, None));
    let mut news = News::default();
    news.add(&out, &done, &HashSet::new());
    assert_eq!(news.delivered, [stop(1)]);
    news.add(&done, &out, &HashSet::new());
    assert!(news.is_empty());
}

#[test]
fn a_first_answer_has_nothing_to_be_compared_with() {
    let first = Day::new(board(Vec::new(), vec![drop_off(1)]), None);
    let mut news = News::default();
    news.add(&first, &Day::new(board(Vec::new(), vec![drop_off(1), drop_off(2)]), None), &HashSet::new());
    assert!(news.is_empty(), "a stop that is new on the day was not closed by anyone");
}
