use crate::features::board::reads::Reads;

#[test]
fn an_event_asks_for_a_reading_whatever_its_time_unless_the_board_ends_with_it() {
    for id in [1, 499, 501, i64::MAX] {
        let mut reads = Reads::default();
        assert!(reads.hear(id, Some(500)), "{id}: a clock may be set back, and two servers have two");
        assert!(reads.is_due(Some(500)), "{id}");
    }
    let mut reads = Reads::default();
    assert!(!reads.hear(500, Some(500)), "this one is shown");
    assert!(!reads.is_due(Some(500)));
    assert!(reads.hear(500, None), "nothing is shown yet");
}

#[test]
fn what_a_reading_brought_meanwhile_is_not_read_again() {
    let mut reads = Reads::default();
    reads.ask();
    assert!(reads.hear(7, Some(5)));
    assert!(reads.hear(7, Some(5)));
    assert!(!reads.is_due(Some(7)), "events of one instant, and the answer ends with them");
    assert!(reads.hear(6, Some(5)));
    assert!(reads.is_due(Some(7)), "which of two came last, their times do not tell");
    reads.ask();
    assert!(!reads.is_due(Some(5)), "a reading includes what was heard before it was asked for");
}

#[test]
fn what_was_missed_is_read_until_a_reading_is_asked_for() {
    let mut reads = Reads::default();
    assert!(!reads.is_due(None));
    reads.miss();
    assert!(reads.hear(7, Some(5)));
    assert!(reads.is_due(Some(7)));
    reads.ask();
    assert!(!reads.is_due(Some(7)));
}

#[test]
fn of_readings_that_cross_the_one_asked_for_last_counts() {
    let mut reads = Reads::default();
    let (first, second, third) = (reads.ask(), reads.ask(), reads.ask());
    assert!(reads.end(second, true));
    assert!(!reads.end(first, true), "overtaken");
    assert!(reads.end(third, true));
}

#[test]
fn a_reading_that_fails_overtakes_none() {
    let mut reads = Reads::default();
    let (first, second, third) = (reads.ask(), reads.ask(), reads.ask());
    assert!(reads.end(second, false), "why it failed is told");
    assert!(reads.end(first, true), "an answer on its way still counts");
    assert!(reads.end(third, true));
    assert!(!reads.end(second, false), "nobody needs to know that an older one failed");
}
