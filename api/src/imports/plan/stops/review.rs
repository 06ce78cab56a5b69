//! The tag of what is kept although nobody could go there yet (imports reference §4).

use cabas_model::{deliveries::REVIEW_NEEDED, rules};

/// The tags of a stop, and the one that asks for a look when it `needs` one. Twenty tags leave no place for it.
pub(in crate::imports::plan) fn tagged(said: &[String], needs: bool) -> Vec<String> {
    let mut tags = said.to_vec();
    if needs && !tags.iter().any(|tag| tag == REVIEW_NEEDED) {
        tags.push(REVIEW_NEEDED.to_owned());
    }
    if rules::slugs(&tags).is_ok() { tags } else { said.to_vec() }
}

/// The tags of a delivery after a row that says some: the one that asks for a look is the desk's to take away, by hand.
pub(super) fn retagged(old: &[String], said: &[String]) -> Vec<String> {
    tagged(said, old.iter().any(|tag| tag == REVIEW_NEEDED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(all: &[&str]) -> Vec<String> {
        all.iter().map(|tag| (*tag).to_owned()).collect()
    }

    #[test]
    fn what_asks_for_a_look_says_so_once_and_beside_its_own_tags() {
        assert_eq!(tagged(&tags(&["frais"]), true), tags(&["frais", "review-needed"]));
        assert_eq!(tagged(&tags(&["review-needed", "frais"]), true), tags(&["review-needed", "frais"]));
        assert_eq!(tagged(&tags(&["frais"]), false), tags(&["frais"]));
    }

    #[test]
    fn a_sheet_takes_no_tag_of_the_desk_s_away_and_brings_none_back() {
        assert_eq!(retagged(&tags(&["sec", "review-needed"]), &tags(&["frais"])), tags(&["frais", "review-needed"]));
        assert_eq!(retagged(&tags(&["sec"]), &tags(&["frais"])), tags(&["frais"]));
    }

    #[test]
    fn no_more_tags_come_of_it_than_a_form_takes() {
        let full: Vec<String> = (0..20).map(|n| format!("tag-{n}")).collect();
        assert_eq!(tagged(&full, true), full);
    }
}
