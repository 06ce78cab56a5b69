//! The whole suite: every stage runs, also after one that failed, and the end says how many checks and tests there were.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{advisories, budget, house, law, paths, postgres, process, text::duration, wasm};

/// Tests and checks of one stage.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Count {
    passed: usize,
    failed: usize,
}

struct Stage {
    name: &'static str,
    title: &'static str,
    run: fn() -> Result<Count>,
}

const STAGES: [Stage; 14] = [
    Stage { name: "tools", title: "Tools that the tests need", run: tools },
    Stage { name: "format", title: "Format", run: format },
    Stage { name: "clippy", title: "Clippy", run: || Ok(clippy()) },
    Stage { name: "unit", title: "Unit and property tests", run: unit },
    Stage { name: "sqlite", title: "API suite on SQLite", run: api_on_sqlite },
    Stage { name: "postgres", title: "API suite on PostgreSQL", run: api_on_postgres },
    Stage { name: "openapi", title: "OpenAPI document", run: || check(openapi(false)) },
    Stage { name: "law", title: "Dependency law", run: || check(law::check()) },
    Stage { name: "house", title: "House rules", run: || check(house::check()) },
    Stage { name: "deny", title: "Licences, sources, bans, known flaws", run: deny },
    Stage { name: "wasm", title: "Interface: WebAssembly build", run: || check(wasm::build()) },
    Stage { name: "budget", title: "Interface: weight", run: || check(budget::check()) },
    Stage { name: "types", title: "Browser journeys: types", run: journey_types },
    Stage { name: "e2e", title: "Browser journeys", run: journeys },
];

/// Runs the named stages, or all.
pub(crate) fn run(names: &[String]) -> ExitCode {
    if let Some(unknown) = names.iter().find(|name| !STAGES.iter().any(|stage| stage.name == **name)) {
        let known: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
        eprintln!("no stage is called {unknown}; there are: {}", known.join(", "));
        return ExitCode::from(2);
    }
    let start = Instant::now();
    let mut results: Vec<(&str, Count, Duration)> = Vec::new();
    for stage in STAGES.iter().filter(|stage| names.is_empty() || names.iter().any(|name| name == stage.name)) {
        println!("\n━━ {} ({} since the start)", stage.title, duration(start.elapsed()));
        let begun = Instant::now();
        let count = (stage.run)().unwrap_or_else(|problem| {
            eprintln!("{problem:#}");
            Count { passed: 0, failed: 1 }
        });
        println!(
            "── {}: {} passed, {} failed in {}",
            stage.name,
            count.passed,
            count.failed,
            duration(begun.elapsed())
        );
        results.push((stage.title, count, begun.elapsed()));
    }

    println!();
    for (title, count, time) in &results {
        let mark = if count.failed == 0 { "✓" } else { "✗" };
        println!("{mark} {title:<38} {:>5} passed {:>4} failed  {}", count.passed, count.failed, duration(*time));
    }
    let total = results.iter().fold(Count::default(), |sum, (_, count, _)| sum.and(*count));
    println!("in {}\n\n{} passed, {} failed", duration(start.elapsed()), total.passed, total.failed);
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Count {
    fn and(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// One check, counted as one.
fn check(outcome: Result<()>) -> Result<Count> {
    outcome.map(|()| Count { passed: 1, failed: 0 })
}

fn tools() -> Result<Count> {
    check(process::run(Command::new("sh").arg("xtask/bootstrap.sh").arg("test").current_dir(paths::root())))
}

fn format() -> Result<Count> {
    check(process::run(&mut cargo(&["fmt", "--all", "--check"])))
}

fn clippy() -> Count {
    let mut count = Count::default();
    for selection in SELECTIONS.into_iter().chain([PHONE]) {
        let mut command = cargo(&["clippy", "--locked", "--all-targets"]);
        command.args(selection).args(["--", "--deny", "warnings"]);
        count = count.and(attempt(process::run(&mut command)));
    }
    count
}

/// Features are unified over what is built together: these three are always built apart, so that each is built once.
/// The first is the workspace's default members. The desk's programs of the interface hold all of the phone's.
const SELECTIONS: [&[&str]; 3] =
    [&[], &["--package", "cabas-web", "--features", "planning,office,imports,team"], &["--package", "xtask"]];

/// The phone's program alone: what is left when the desk is out must stand by itself.
const PHONE: &[&str] = &["--package", "cabas-web"];

fn unit() -> Result<Count> {
    let mut count = Count::default();
    for selection in SELECTIONS {
        count = count.and(nextest(selection, "kind(lib) + kind(bin) + kind(proc-macro)", None)?);
    }
    let documentation = tests(&mut cargo(&["test", "--locked", "--doc", "--no-fail-fast"]))?;
    Ok(count.and(documentation))
}

fn api_on_sqlite() -> Result<Count> {
    let _ = fs::remove_dir_all(seen());
    let count = nextest(&[], "kind(test)", None)?;
    // Every test is a process of its own: what all of them saw together is judged at the end.
    let mut judge = cargo(&["nextest", "run", "--locked", "--run-ignored", "only", "--filterset"]);
    judge.arg("test(=spec::every_announced_status_was_seen)").env(SEEN, seen());
    Ok(count.and(tests(&mut judge)?))
}

/// Where the suite notes which statuses of which operations it saw.
const SEEN: &str = "CABAS_TEST_SEEN";

fn seen() -> PathBuf {
    paths::target().join("seen")
}

/// The packages that meet a database, once more.
fn api_on_postgres() -> Result<Count> {
    let cluster = postgres::Cluster::start()?;
    let filter = "kind(test) & (package(cabas) + package(cabas-store) + package(cabas-migrations))";
    nextest(&[], filter, Some(&cluster.url()))
}

fn nextest(selection: &[&str], filter: &str, postgres: Option<&str>) -> Result<Count> {
    let mut command = cargo(&["nextest", "run", "--locked", "--no-fail-fast", "--no-tests=pass"]);
    command.args(["--filterset", filter]).args(selection);
    match postgres {
        Some(url) => command.env(postgres::VARIABLE, url).env_remove(SEEN),
        None => command.env_remove(postgres::VARIABLE).env(SEEN, seen()),
    };
    tests(&mut command)
}

/// Compares the committed document with the code, or writes it.
pub(crate) fn openapi(write: bool) -> Result<()> {
    let document = process::output(Command::new(server()?).arg("openapi"))?;
    if document.is_empty() {
        bail!("`cabas openapi` printed nothing");
    }
    let committed = paths::root().join("openapi/openapi.json");
    if write {
        fs::create_dir_all(committed.parent().unwrap_or(Path::new(".")))?;
        fs::write(&committed, document)?;
        println!("{} written", committed.display());
        return Ok(());
    }
    if fs::read(&committed).unwrap_or_default() == document {
        println!("openapi/openapi.json says what the code does");
        return Ok(());
    }
    let generated = paths::target().join("openapi.json");
    fs::write(&generated, document)?;
    let _ = Command::new("diff").args(["--unified=1"]).arg(&committed).arg(&generated).status();
    bail!("openapi/openapi.json differs from the code: `just openapi` brings it up to date")
}

fn deny() -> Result<Count> {
    // The checks read every package, also those for other systems, from the local registry.
    process::run(&mut cargo(&["fetch", "--locked", "--quiet"]))?;
    let mut count = attempt(advisories::check());
    // Whoever has the network asks for newer ones; nobody is stopped here because there are none.
    println!("advisories (`just advisories` fetches them): {}", advisories::age());
    for what in ["bans", "licenses", "sources"] {
        count = count.and(attempt(process::run(&mut cargo(&[
            "deny",
            "--offline",
            "--locked",
            "check",
            "--hide-inclusion-graph",
            // Known and accepted (deny.toml); a page of warnings would hide a real one.
            "--allow",
            "duplicate",
            what,
        ]))));
    }
    Ok(count)
}

fn journey_types() -> Result<Count> {
    check(process::run(npm().args(["run", "--silent", "check"])))
}

/// The server is the debug build: the same code, and minutes less to wait for on a machine that starts from nothing.
fn journeys() -> Result<Count> {
    tests(npm().args(["run", "--silent", "test"]).env("CABAS_BIN", server()?))
}

/// The server that the API suite was built with. Built with the tests' own selection: any other one would compile every
/// dependency a second time.
fn server() -> Result<OsString> {
    if let Some(given) = env::var_os("CABAS_BIN") {
        return Ok(given);
    }
    process::run(&mut cargo(&["build", "--quiet", "--locked", "--all-targets"]))?;
    Ok(paths::target().join("debug/cabas").into_os_string())
}

fn npm() -> Command {
    let mut command = Command::new("npm");
    command.current_dir(paths::root().join("e2e"));
    command
}

/// Cargo in the workspace, with the installed subcommands in its path.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(paths::root());
    let own = paths::cache().join("tools/bin");
    let others = env::var_os("PATH").unwrap_or_default();
    if let Ok(path) = env::join_paths(env::split_paths(&others).chain([own])) {
        command.env("PATH", path);
    }
    process::forget_own_package(&mut command);
    // Snapshots are reviewed by people, never written by a test run.
    command.env("INSTA_UPDATE", "no");
    command
}

/// A check that does not stop its stage.
fn attempt(outcome: Result<()>) -> Count {
    match outcome {
        Ok(()) => Count { passed: 1, failed: 0 },
        Err(problem) => {
            eprintln!("{problem:#}");
            Count { passed: 0, failed: 1 }
        }
    }
}

/// Runs a test runner and reads its summary; one that fails without a failed test (it did not compile) counts as one.
fn tests(command: &mut Command) -> Result<Count> {
    let (success, lines) = process::follow(command)?;
    let count = lines.iter().filter_map(|line| summary(line)).fold(Count::default(), Count::and);
    if !success && count.failed == 0 {
        return Ok(Count { failed: 1, ..count });
    }
    Ok(count)
}

/// The closing lines of nextest, cargo test and Playwright.
fn summary(line: &str) -> Option<Count> {
    // What a failed test printed is repeated by nextest, set in: it was counted already.
    if line.starts_with(' ') && line.trim_start().starts_with("test result: ") {
        return None;
    }
    let line = line.trim();
    if let Some(nextest) = line.strip_prefix("Summary [") {
        let (_, counts) = nextest.split_once("run: ")?;
        return Some(words(counts));
    }
    if let Some(cargo) = line.strip_prefix("test result: ") {
        let (_, counts) = cargo.split_once(". ")?;
        return Some(words(counts));
    }
    // Playwright writes one line for each kind: "12 passed (30.1s)", "1 failed", "2 did not run".
    let (number, rest) = line.split_once(' ')?;
    let number: usize = number.parse().ok()?;
    let kind = rest.split(" (").next()?;
    match kind {
        "passed" => Some(Count { passed: number, failed: 0 }),
        "failed" | "flaky" | "interrupted" | "did not run" => Some(Count { passed: 0, failed: number }),
        _ => None,
    }
}

/// "3 passed, 1 failed (1 flaky), 0 skipped": numbers before the words that count.
fn words(counts: &str) -> Count {
    let parts = counts.split([',', ';']).filter_map(|part| part.trim().split_once(' '));
    parts.fold(Count::default(), |count, (number, word)| {
        let number = number.parse().unwrap_or(0);
        if word.starts_with("passed") {
            Count { passed: count.passed + number, ..count }
        } else if ["failed", "timed out", "exec failed"].iter().any(|start| word.starts_with(start)) {
            Count { failed: count.failed + number, ..count }
        } else {
            count
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(line: &str) -> Option<(usize, usize)> {
        summary(line).map(|count| (count.passed, count.failed))
    }

    #[test]
    fn the_summaries_of_three_runners_are_read() {
        assert_eq!(counted("     Summary [   0.012s] 4 tests run: 3 passed, 1 failed, 2 skipped"), Some((3, 1)));
        assert_eq!(
            counted("Summary [ 1.5s] 9 tests run: 7 passed (1 slow), 1 failed, 1 timed out, 0 skipped"),
            Some((7, 2))
        );
        assert_eq!(
            counted("test result: FAILED. 5 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out"),
            Some((5, 2))
        );
        assert_eq!(counted("  12 passed (30.1s)"), Some((12, 0)));
        assert_eq!(counted("  1 failed"), Some((0, 1)));
        assert_eq!(counted("  2 did not run"), Some((0, 2)));
    }

    #[test]
    fn other_lines_count_for_nothing() {
        assert_eq!(counted("running 3 tests"), None);
        assert_eq!(counted("    test result: FAILED. 0 passed; 1 failed; 0 ignored"), None, "told again by nextest");
        assert_eq!(counted("3 passed the bridge"), None);
        assert_eq!(counted("PASS [   0.004s] cabas-kernel weight::tests::adds"), None);
    }
}
