//! `cabas plan-instance`: the planner by itself, for whoever wants to hold it against others.

use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Output,
};

fn instance(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/vrptw").join(name)
}

fn plan(file: &Path, arguments: &[&str]) -> Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_cabas"))
        .arg("plan-instance")
        .arg(file)
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn last_line(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(said.lines().last().expect("a line")).expect("JSON")
}

#[test]
fn an_instance_is_planned_and_told_in_the_contracts_words() {
    let told = last_line(&plan(&instance("solomon/C101.txt"), &["--iterations", "3000", "--seed", "7"]));
    assert_eq!(told["distance"], 827.3);
    assert_eq!(told["vehicles"], 10);
    assert_eq!(told["feasible"], true);
    assert!(told["seconds"].is_number());
    let routes = told["routes"].as_array().expect("routes");
    let mut customers: Vec<u64> =
        routes.iter().flat_map(|route| route.as_array().expect("a route")).filter_map(Value::as_u64).collect();
    customers.sort_unstable();
    assert_eq!(customers, (1..=100).collect::<Vec<u64>>());
}

#[test]
fn exact_distances_are_those_of_real_numbers() {
    let told = last_line(&plan(&instance("solomon/C101.txt"), &["--iterations", "3000", "--rounding", "exact"]));
    let distance = told["distance"].as_f64().expect("a distance");
    assert!((distance - 828.936_866).abs() < 1e-5, "{distance}");
    assert_eq!(told["feasible"], true);
}

#[test]
fn the_same_seed_iterations_and_threads_give_the_same_plan() {
    for threads in ["1", "2"] {
        let ask = ["--iterations", "300", "--seed", "3", "--threads", threads];
        let [one, two] = [1, 2].map(|_| last_line(&plan(&instance("solomon/RC208.txt"), &ask)));
        assert_eq!(one["routes"], two["routes"]);
    }
}

#[test]
fn what_is_no_instance_is_refused_in_a_sentence_that_names_the_file() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("sheet.txt");
    std::fs::write(&file, "nom;adresse\n").expect("written");
    for (file, ask, words) in [
        (file.as_path(), &["--iterations", "1"][..], "sheet.txt: no line gives the number of vehicles"),
        (&folder.join("absent.txt"), &[], "absent.txt: No such file"),
        (&instance("solomon/C101.txt"), &["--seconds=-1"], "between 0 and 86400 seconds"),
        (&instance("solomon/C101.txt"), &["--seconds", "1", "--iterations", "1"], "cannot be used with"),
        (&instance("solomon/C101.txt"), &["--threads", "0"], "0 is not in 1..=64"),
    ] {
        let output = plan(file, ask);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(words), "{ask:?}: {said}");
    }
}
