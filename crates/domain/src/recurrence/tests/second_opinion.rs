//! Another program's dates for the same rules.
use super::*;

type Case = (String, NaiveDate, NaiveDate, NaiveDate, Vec<NaiveDate>);

fn cases() -> Vec<Case> {
    let read: serde_json::Value = serde_json::from_str(include_str!("../fixtures/second_opinion.json")).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let one = |case: &serde_json::Value| {
        let dates = case[4].as_array().unwrap().iter().map(|date| day(&text(date))).collect();
        (text(&case[0]), day(&text(&case[1])), day(&text(&case[2])), day(&text(&case[3])), dates)
    };
    read.as_array().unwrap().iter().map(one).collect()
}

#[test]
fn another_program_has_the_same_dates() {
    let cases = cases();
    assert_eq!(cases.len(), 300);
    for (text, starts_on, from, to, dates) in cases {
        assert_eq!(occurrences(&rule(&text), starts_on, from..=to), dates, "{text} from {starts_on}");
    }
}
