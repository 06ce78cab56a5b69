//! What holds of any rule.
use super::*;

fn span(from: u64, long: u64) -> std::ops::RangeInclusive<NaiveDate> {
    any_day(from)..=any_day(from + long)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn dates_are_in_order_once_each_and_within_what_was_asked((rule, start) in any_rule(), from in 0..5000_u64, long in 0..2000_u64) {
        let found = occurrences(&rule, start, span(from, long));
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(found.iter().all(|date| span(from, long).contains(date) && *date >= start));
        if let RuleEnd::On(last) = rule.end() {
            prop_assert!(found.iter().all(|date| *date <= last));
        }
        if let RuleEnd::After(count) = rule.end() {
            prop_assert!(found.len() <= usize::from(count));
        }
    }

    #[test]
    fn two_windows_side_by_side_are_one((rule, start) in any_rule(), from in 0..5000_u64, a in 0..900_u64, b in 0..900_u64) {
        let mut halves = occurrences(&rule, start, span(from, a));
        halves.extend(occurrences(&rule, start, span(from + a + 1, b)));
        prop_assert_eq!(halves, occurrences(&rule, start, span(from, a + 1 + b)));
    }

    #[test]
    fn overlapping_windows_agree((rule, start) in any_rule(), from in 0..5000_u64, shift in 0..400_u64, long in 0..900_u64) {
        let (a, b) = (span(from, long), span(from + shift, long));
        let common = |dates: Vec<NaiveDate>| dates.into_iter().filter(|d| a.contains(d) && b.contains(d)).collect::<Vec<_>>();
        prop_assert_eq!(common(occurrences(&rule, start, a.clone())), common(occurrences(&rule, start, b.clone())));
    }

    #[test]
    fn the_work_is_bounded_by_the_calendar((rule, start) in any_rule(), from in 0..5000_u64, long in 0..2000_u64) {
        let counted = matches!(rule.end(), RuleEnd::After(_));
        let since = if counted { any_day(from).min(start) } else { any_day(from) };
        let asked = (any_day(from + long) - since).num_days().unsigned_abs();
        let work = expand::expand(&rule, start, span(from, long), usize::MAX).looked_at;
        prop_assert!(u64::try_from(work).unwrap() <= asked + 2 * 366, "{rule}: {work} days for {asked}");
    }

    #[test]
    fn the_next_dates_are_the_first_of_all((rule, start) in any_rule(), from in 0..5000_u64, most in 0..5_usize) {
        let next = next_occurrences(&rule, start, any_day(from), most);
        let all = occurrences(&rule, start, any_day(from)..=NaiveDate::MAX);
        prop_assert_eq!(&next[..], &all[..most.min(all.len())]);
    }

    #[test]
    fn every_second_date_of_a_plain_rule_is_the_rule_with_twice_the_interval(
        frequency in prop::sample::select(&["DAILY", "WEEKLY"][..]), interval in 1..40_u16, start in 0..3650_u64, long in 0..3000_u64,
    ) {
        let of = |interval| occurrences(&rule(&format!("FREQ={frequency};INTERVAL={interval}")), any_day(start), span(start, long));
        let every_second: Vec<NaiveDate> = of(interval).into_iter().step_by(2).collect();
        prop_assert_eq!(of(interval * 2), every_second);
    }

    #[test]
    fn dates_of_a_plain_rule_are_an_interval_apart(interval in 1..40_u16, start in 0..3650_u64) {
        let found = occurrences(&rule(&format!("FREQ=WEEKLY;INTERVAL={interval}")), any_day(start), span(start, 3000));
        prop_assert!(found.windows(2).all(|pair| pair[1] - pair[0] == chrono::TimeDelta::weeks(i64::from(interval))));
    }

    #[test]
    fn an_interval_leaves_dates_out_and_adds_none((mut rule, start) in any_rule(), long in 0..2000_u64) {
        rule.end = RuleEnd::Never;
        let some = occurrences(&rule, start, span(0, 3650 + long));
        rule.interval = 1;
        let all = occurrences(&rule, start, span(0, 3650 + long));
        prop_assert!(some.iter().all(|date| all.binary_search(date).is_ok()));
    }

    #[test]
    fn both_halves_of_a_rule_are_the_rule((rule, start) in any_rule(), pick in 0..200_usize) {
        let all = next_occurrences(&rule, start, start, 200);
        let Some(at) = all.get(pick % all.len().max(1)).copied() else { return Ok(()) };
        let halves = split(&rule, start, at).unwrap();
        let ends = start..=*all.last().unwrap();
        let mut both = halves.before.map_or(vec![], |before| occurrences(&before, start, ends.clone()));
        prop_assert!(both.iter().all(|date| *date < at));
        both.extend(occurrences(&halves.after, at, ends));
        prop_assert_eq!(both, all, "{} at {}", rule, at);
    }

    #[test]
    fn every_date_is_what_the_rule_says((rule, start) in any_rule()) {
        for date in next_occurrences(&rule, start, start, 50) {
            let number = |n: u32| i16::try_from(n).unwrap();
            prop_assert!(rule.months.is_empty() || rule.months.contains(&number(date.month())));
            let from_end = number(date.day()) - i16::from(date.num_days_in_month()) - 1;
            prop_assert!(rule.month_days.is_empty() || rule.month_days.iter().any(|d| [number(date.day()), from_end].contains(d)));
            let weekdays: Vec<Weekday> = rule.weekdays.iter().map(|d| d.weekday).collect();
            prop_assert!(weekdays.is_empty() || weekdays.contains(&date.weekday()));
        }
    }
}
