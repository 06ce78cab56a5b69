//! How deep a freeze goes: the generations that it covers below where it begins, all of them without a number.

/// Says whether it covers somebody so many generations below where it begins.
pub fn covers(depth: Option<u8>, generations: u8) -> bool {
    depth.is_none_or(|depth| generations <= depth)
}

/// Says whether another one from the same place, as deep as is asked, would cover nobody more.
pub fn is_as_deep(depth: Option<u8>, asked: Option<u8>) -> bool {
    asked.map_or(depth.is_none(), |asked| covers(depth, asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_freeze_covers_its_own_depth_and_what_is_above_it() {
        assert_eq!([0, 1, 2].map(|generations| covers(Some(1), generations)), [true, true, false]);
        assert!(covers(Some(0), 0) && covers(None, u8::MAX));
    }

    #[test]
    fn only_one_of_all_generations_is_as_deep_as_one_of_all_generations() {
        assert!(is_as_deep(None, None) && is_as_deep(None, Some(3)));
        assert!(is_as_deep(Some(2), Some(2)) && is_as_deep(Some(2), Some(0)));
        assert!(!is_as_deep(Some(2), Some(3)) && !is_as_deep(Some(u8::MAX), None));
    }
}
