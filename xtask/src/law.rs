//! The dependency law: which package may name which. What is not in these tables is not allowed.

use std::process::Command;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{json, paths, process};

/// One of ours → the others of ours that it may name.
const OURS: [(&str, &[&str]); 14] = [
    ("cabas-kernel", &[]),
    ("cabas-messages", &[]),
    ("cabas-model", &["cabas-kernel"]),
    ("cabas-domain", &["cabas-kernel"]),
    ("cabas-client", &["cabas-model", "cabas-kernel"]),
    ("cabas-geo", &["cabas-kernel"]),
    ("cabas-planner", &["cabas-kernel"]),
    ("cabas-sheet", &["cabas-kernel"]),
    ("cabas-store", &["cabas-domain", "cabas-model", "cabas-kernel"]),
    ("cabas-migrations", &[]),
    (
        "cabas",
        &[
            "cabas-client",
            "cabas-domain",
            "cabas-geo",
            "cabas-kernel",
            "cabas-messages",
            "cabas-migrations",
            "cabas-model",
            "cabas-planner",
            "cabas-sheet",
            "cabas-store",
        ],
    ),
    // Domain is there for previews of what a decision would say.
    ("cabas-web", &["cabas-client", "cabas-domain", "cabas-kernel", "cabas-messages", "cabas-model"]),
    ("cabas-testkit", &["cabas", "cabas-client", "cabas-kernel", "cabas-migrations", "cabas-model", "cabas-store"]),
    ("xtask", &[]),
];

/// What tests and benchmarks may name besides.
const OURS_IN_TESTS: [(&str, &[&str]); 2] =
    [("cabas", &["cabas-testkit"]), ("cabas-store", &["cabas-migrations", "cabas-testkit"])];

/// A library, by name or by the start of it → the only packages that may name it.
const LIBRARIES: [(&str, &[&str]); 14] = [
    // One home for SQL.
    ("sea-orm*", &["cabas-store", "cabas-migrations"]),
    ("sqlx*", &["cabas-store", "cabas-migrations", "cabas-testkit"]),
    ("rusqlite", &["cabas-store"]),
    // One home for HTTP, on each side.
    ("actix*", &["cabas", "cabas-testkit"]),
    ("tracing-actix-web", &["cabas"]),
    ("utoipa-actix-web", &["cabas"]),
    ("reqwest", &["cabas-client", "cabas-testkit"]),
    ("leptos*", &["cabas-web"]),
    ("web-sys", &["cabas-client", "cabas-web"]),
    // Secrets are handled by the server only.
    ("jsonwebtoken", &["cabas"]),
    ("argon2", &["cabas"]),
    ("lettre", &["cabas"]),
    // Decisions run anywhere: no runtime in the crates that the browser shares.
    ("tokio*", &["cabas", "cabas-migrations", "cabas-store", "cabas-testkit"]),
    ("wasm-bindgen-cli-support", &["xtask"]),
];

/// Crates that the interface may carry in two versions, and why.
const TWICE_IN_THE_INTERFACE: [(&str, &str); 1] =
    [("thiserror", "the older one comes with Leptos' server functions, which we do not call and the linker drops")];

pub(crate) fn check() -> Result<()> {
    let metadata = process::output(
        Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--no-deps", "--locked"])
            .current_dir(paths::root()),
    )?;
    let metadata: Value = serde_json::from_slice(&metadata)?;
    let packages = json::list(&metadata, "/packages");
    let mut breaches: Vec<String> = packages.iter().flat_map(breaches).collect();
    breaches.extend(twice_in_the_interface()?);
    if breaches.is_empty() {
        println!("{} packages keep the dependency law", packages.len());
        return Ok(());
    }
    bail!("the dependency law (xtask/src/law.rs) is broken:\n  {}", breaches.join("\n  "))
}

/// What is downloaded twice by every phone.
fn twice_in_the_interface() -> Result<Vec<String>> {
    let tree = process::output(
        Command::new("cargo")
            .args(["tree", "--locked", "--package", "cabas-web", "--target", "wasm32-unknown-unknown"])
            .args(["--edges", "normal,no-proc-macro", "--duplicates", "--depth", "0", "--prefix", "none"])
            .current_dir(paths::root()),
    )?;
    let mut names: Vec<String> =
        String::from_utf8_lossy(&tree).lines().filter_map(|line| Some(line.split_once(' ')?.0.to_owned())).collect();
    names.sort();
    names.dedup();
    names.retain(|name| !TWICE_IN_THE_INTERFACE.iter().any(|(known, _)| known == name));
    Ok(names
        .into_iter()
        .map(|name| format!("cabas-web carries {name} twice: give the reason, or one version"))
        .collect())
}

fn breaches(package: &Value) -> Vec<String> {
    let name = json::text(package, "/name");
    if look_up(&OURS, name).is_none() {
        return vec![format!("{name} is a package of this workspace and has no line in the law")];
    }
    json::list(package, "/dependencies")
        .iter()
        .filter_map(|dependency| {
            let other = json::text(dependency, "/name");
            let in_tests = json::text(dependency, "/kind") == "dev";
            (!may_name(name, other, in_tests)).then(|| {
                let place = if in_tests { ", even in tests" } else { "" };
                format!("{name} must not name {other}{place}")
            })
        })
        .collect()
}

fn may_name(package: &str, other: &str, in_tests: bool) -> bool {
    if look_up(&OURS, other).is_some() {
        let allowed = |table: &[(&str, &[&str])]| look_up(table, package).is_some_and(|list| list.contains(&other));
        return allowed(&OURS) || (in_tests && allowed(&OURS_IN_TESTS));
    }
    let rule = LIBRARIES.iter().find(|(library, _)| match library.strip_suffix('*') {
        Some(start) => other.starts_with(start),
        None => other == *library,
    });
    // Tests may bring a runtime to what has none.
    rule.is_none_or(|(library, packages)| packages.contains(&package) || (in_tests && library.starts_with("tokio")))
}

fn look_up<'a>(table: &[(&str, &'a [&'a str])], name: &str) -> Option<&'a [&'a str]> {
    table.iter().find(|(package, _)| *package == name).map(|(_, list)| *list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_in_the_table_is_not_allowed() {
        assert!(may_name("cabas-model", "cabas-kernel", false));
        assert!(!may_name("cabas-kernel", "cabas-model", false));
        assert!(!may_name("cabas-domain", "cabas-testkit", true));
        assert!(may_name("cabas", "cabas-testkit", true));
        assert!(!may_name("cabas", "cabas-testkit", false));
    }

    #[test]
    fn each_library_has_its_home() {
        assert!(may_name("cabas-store", "sea-orm", false));
        assert!(!may_name("cabas", "sea-orm-migration", false));
        assert!(!may_name("cabas-web", "tokio", false));
        assert!(may_name("cabas-domain", "tokio", true));
        assert!(may_name("cabas-domain", "chrono", false));
    }
}
