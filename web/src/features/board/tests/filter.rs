use super::drop_off;
use crate::features::board::filter::{Filter, Show};
use cabas_model::{days::BoardStop, deliveries::StopStatus};

#[test]
fn words_are_found_whatever_their_accents_and_order() {
    let stop = drop_off(27);
    for words in ["ecoles", "famille 27", "LYON", "69003 famille", "  "] {
        assert!(Filter::new(Show::All, words).passes(&stop, true), "{words}");
    }
    assert!(!Filter::new(Show::All, "famille 28").passes(&stop, true));
}

#[test]
fn a_kind_leaves_the_others_out() {
    let of = |status| BoardStop { status, ..drop_off(1) };
    let passes = |show, stop: &BoardStop, waits| Filter::new(show, "").passes(stop, waits);
    assert!(passes(Show::ToPlace, &of(StopStatus::Ready), true));
    assert!(!passes(Show::ToPlace, &of(StopStatus::Ready), false));
    assert!(passes(Show::Planned, &of(StopStatus::Assigned), false));
    assert!(!passes(Show::Planned, &of(StopStatus::Ready), true));
    assert!(passes(Show::Done, &of(StopStatus::LeftAtDoor), false));
    assert!(!passes(Show::Done, &of(StopStatus::Failed), false));
    assert!(passes(Show::Failed, &of(StopStatus::Failed), false));
    assert!(passes(Show::Cancelled, &of(StopStatus::Cancelled), false));
    assert!(!passes(Show::Cancelled, &of(StopStatus::Failed), false));
}

#[test]
fn a_word_of_the_volunteer_is_watched_like_a_mark() {
    let watched = |stop: &BoardStop| Filter::new(Show::Watched, "").passes(stop, false);
    assert!(!watched(&drop_off(1)));
    assert!(watched(&BoardStop { needs_follow_up: true, ..drop_off(1) }));
    assert!(watched(&BoardStop { outcome_note: Some("absent".to_owned()), ..drop_off(1) }));
}

#[test]
fn a_kind_is_found_by_its_name() {
    for show in Show::ALL {
        assert_eq!(Show::named(Some(show.as_str())), show);
    }
    assert_eq!(Show::named(Some("everything")), Show::All);
    assert!(Filter::new(Show::named(None), " ").is_open());
}
