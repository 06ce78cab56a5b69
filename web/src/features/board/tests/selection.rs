use super::stop;
use crate::features::board::selection::Selection;
use std::collections::HashSet;

#[test]
fn a_range_goes_from_the_last_one_touched_either_way() {
    let cards = [1, 2, 3, 4, 5].map(stop);
    let mut selection = Selection::default();
    selection.set(stop(4), true);
    selection.set_range(&cards, stop(2), true);
    assert_eq!(selection.chosen(), &HashSet::from([2, 3, 4].map(stop)));
    selection.set_range(&cards, stop(3), false);
    assert_eq!(selection.chosen(), &HashSet::from([stop(4)]));
}

#[test]
fn a_range_that_begins_in_another_column_is_one_stop() {
    let mut selection = Selection::default();
    selection.set(stop(9), true);
    selection.set_range(&[1, 2, 3].map(stop), stop(3), true);
    assert_eq!(selection.chosen(), &HashSet::from([9, 3].map(stop)));
}

#[test]
fn what_left_the_board_is_no_longer_chosen() {
    let mut selection = Selection::default();
    selection.add_all([1, 2].map(stop));
    assert!(selection.keep(|id| id == stop(1)));
    assert!(!selection.keep(|id| id == stop(1)));
    assert_eq!((selection.len(), selection.contains(stop(1))), (1, true));
}

#[test]
fn a_gesture_on_a_chosen_card_is_about_all_that_is_chosen() {
    let mut selection = Selection::default();
    selection.add_all([1, 2].map(stop));
    assert_eq!(selection.around(stop(2)), HashSet::from([1, 2].map(stop)));
    assert_eq!(selection.around(stop(3)), HashSet::from([stop(3)]));
}
