//! Published instances, read and planned.

use crate::{
    Budget, Search, check, solve,
    text::solomon::{self, Rounding, SolomonError},
};
use std::{fs, path::PathBuf, sync::atomic::AtomicBool};

fn text(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testdata/vrptw").join(name);
    fs::read_to_string(path).unwrap()
}

/// The shortest total distance known, in tenths.
fn best_known(name: &str) -> i64 {
    let listed = text("best_known.csv");
    let line = listed.lines().find(|line| line.starts_with(&format!("{name},"))).unwrap();
    let (whole, tenths) = line.split(',').nth(1).map(|field| field.split_once('.').unwrap_or((field, "0"))).unwrap();
    whole.parse::<i64>().unwrap() * 10 + tenths.parse::<i64>().unwrap()
}

fn gap(name: &str, file: &str, turns: u64) -> f64 {
    let instance = solomon::read(&text(file), Rounding::OneDecimal).unwrap();
    let search = Search { budget: Budget::Turns(turns), seed: 1, threads: 1 };
    let plan = solve(&instance.problem, search, &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert!(plan.left_out.is_empty(), "{name}: somebody is left out");
    let cost = check(&instance.problem, &plan).unwrap().total();
    let best = best_known(name);
    assert!(cost >= best, "{name}: {cost} is less than what is possible, {best}");
    100.0 * (f64::from(i32::try_from(cost).unwrap()) / f64::from(i32::try_from(best).unwrap()) - 1.0)
}

#[test]
fn clustered_customers_are_served_as_well_as_anybody_knows() {
    for name in ["C101", "C105", "C201"] {
        let gap = gap(name, &format!("solomon/{name}.txt"), 3_000);
        assert!(gap < 1e-9, "{name}: {gap:.2} % above");
    }
}

#[test]
fn scattered_customers_are_served_nearly_as_well() {
    for name in ["R101", "RC201"] {
        let gap = gap(name, &format!("solomon/{name}.txt"), 3_000);
        assert!(gap < 4.0, "{name}: {gap:.2} % above");
    }
}

#[test]
fn every_published_instance_is_read() {
    for folder in ["solomon", "homberger"] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testdata/vrptw").join(folder);
        for file in fs::read_dir(path).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            for rounding in [Rounding::OneDecimal, Rounding::Exact] {
                let instance = solomon::read(&text, rounding).unwrap();
                assert_eq!(instance.points.len(), instance.problem.jobs.len() + 1, "{}", instance.name);
                assert!(instance.problem.validate().is_ok(), "{}", instance.name);
            }
        }
    }
}

#[test]
fn distances_are_cut_after_one_decimal_as_published_results_are() {
    let text = "X\nVEHICLE\nNUMBER CAPACITY\n 2 10\nCUSTOMER\n 0 0 0 0 0 1000 0\n 1 1 1 5 0 900 10\n";
    let instance = solomon::read(text, Rounding::OneDecimal).unwrap();
    assert_eq!(instance.problem.travel[0].distance(0, 1), 14);
    let exact = solomon::read(text, Rounding::Exact).unwrap();
    assert_eq!(exact.problem.travel[0].distance(0, 1), 14_143);
}

#[test]
fn what_is_no_instance_is_refused_with_its_line() {
    let read = |text: &str| solomon::read(text, Rounding::OneDecimal).map(|_| ());
    assert_eq!(read(""), Err(SolomonError::NoFleet));
    assert_eq!(read("hello\nworld"), Err(SolomonError::NoFleet));
    assert_eq!(read(" 2 10\n"), Err(SolomonError::NoCustomers));
    assert_eq!(read(" 2 10\n 0 0 0 0 0 1000 0\n"), Err(SolomonError::NoCustomers));
    let late = " 2 10\n 0 0 0 0 0 1000 0\n 1 1 1 5 900 100 10\n";
    assert_eq!(read(late), Err(SolomonError::Line { line: 3, text: "1 1 1 5 900 100 10".to_owned() }));
    let short = " 2 10\n 0 0 0 0 0 1000 0\n 1 1 1 5\n";
    assert_eq!(read(short), Err(SolomonError::Line { line: 3, text: "1 1 1 5".to_owned() }));
    let endless = " 2 10\n 0 0 0 0 0 1e300 0\n 1 1 1 5 0 9 1\n";
    assert_eq!(read(endless), Err(SolomonError::Line { line: 2, text: "0 0 0 0 0 1e300 0".to_owned() }));
}
