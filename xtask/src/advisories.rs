//! Versions that a crate must not fall below (`min-versions.toml`), and the age of the advisories fetched last: a copy of
//! them that is older than an advisory is silent about it (SC-2).

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, Result, bail};
use semver::Version;
use serde::Deserialize;

use crate::paths;

/// What a crate must at least be. Its name is the entry's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Minimum {
    at_least: String,
    /// The numbers of the advisories, as they are looked up.
    advisory: String,
    /// What older versions do.
    reason: String,
}

type Minimums = BTreeMap<String, Minimum>;

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
}

/// Fails when Cargo.lock holds a version that has a known flaw.
pub(crate) fn check() -> Result<()> {
    let read = |name: &str| fs::read_to_string(paths::root().join(name)).with_context(|| name.to_owned());
    let minimums: Minimums = toml::from_str(&read("min-versions.toml")?).context("min-versions.toml")?;
    let lock: Lock = toml::from_str(&read("Cargo.lock")?).context("Cargo.lock")?;
    let breaches = breaches(&minimums, &lock)?;
    if breaches.is_empty() {
        println!("{} crates are newer than the flaws that min-versions.toml tells of", minimums.len());
        return Ok(());
    }
    bail!("versions in Cargo.lock (min-versions.toml):\n  {}", breaches.join("\n  "))
}

/// One sentence for each version that is too old, and for each entry that guards nothing.
fn breaches(minimums: &Minimums, lock: &Lock) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    for (name, Minimum { at_least, advisory, reason }) in minimums {
        let wanted = version(name, at_least)?;
        let found: Vec<&str> =
            lock.package.iter().filter(|locked| locked.name == *name).map(|locked| locked.version.as_str()).collect();
        if found.is_empty() {
            breaches.push(format!("{name} is not in Cargo.lock: correct its name, or take its entry out"));
        }
        for found in found {
            if version(name, found)? < wanted {
                breaches.push(format!(
                    "{name} is at {found} and must be at least {at_least}: before that, {reason} ({advisory})"
                ));
            }
        }
    }
    Ok(breaches)
}

fn version(name: &str, text: &str) -> Result<Version> {
    Version::parse(text).with_context(|| format!("the version {text} of {name}"))
}

/// How old the advisories are that cargo-deny fetched last.
pub(crate) fn age() -> String {
    in_words(cargo_home().and_then(|home| fetched(&home.join("advisory-dbs"))), SystemTime::now())
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")))
}

/// When the newest copy in cargo-deny's folder was fetched. A fresh one has only written its `HEAD`.
fn fetched(copies: &Path) -> Option<SystemTime> {
    let when = |copy: PathBuf| {
        let written = |name: &str| fs::metadata(copy.join(".git").join(name)).ok()?.modified().ok();
        written("FETCH_HEAD").or_else(|| written("HEAD"))
    };
    fs::read_dir(copies).ok()?.filter_map(|copy| when(copy.ok()?.path())).max()
}

fn in_words(fetched: Option<SystemTime>, now: SystemTime) -> String {
    let Some(fetched) = fetched else { return "none here".to_owned() };
    // A clock that was set back makes them new, not unreadable.
    let days = now.duration_since(fetched).map_or(0, |age| age.as_secs() / 86_400);
    match days {
        0 => "fetched within a day".to_owned(),
        1 => "a day old".to_owned(),
        days => format!("{days} days old"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn judged(found: &[(&str, &str)]) -> Vec<String> {
        let minimums = toml::from_str(
            "[jsonwebtoken]\nat_least = \"10.3.0\"\nadvisory = \"CVE-2026-25537\"\nreason = \"it skips checks\"",
        )
        .unwrap();
        let package =
            found.iter().map(|(name, version)| Locked { name: (*name).to_owned(), version: (*version).to_owned() });
        breaches(&minimums, &Lock { package: package.collect() }).unwrap()
    }

    #[test]
    fn each_version_that_is_too_old_is_told_with_the_one_wanted_and_why() {
        assert!(judged(&[("jsonwebtoken", "10.3.0")]).is_empty());
        assert!(judged(&[("jsonwebtoken", "11.1.0"), ("argon2", "0.1.0")]).is_empty());
        // By number, not by letter; one that is new enough does not hide another one.
        let told = judged(&[("jsonwebtoken", "9.3.1"), ("jsonwebtoken", "11.1.0"), ("jsonwebtoken", "10.3.0-rc.1")]);
        assert_eq!(
            told,
            [
                "jsonwebtoken is at 9.3.1 and must be at least 10.3.0: before that, it skips checks (CVE-2026-25537)",
                "jsonwebtoken is at 10.3.0-rc.1 and must be at least 10.3.0: before that, it skips checks \
                 (CVE-2026-25537)",
            ]
        );
    }

    #[test]
    fn an_entry_that_guards_nothing_is_told() {
        assert_eq!(
            judged(&[("jsonwebtokens", "1.0.0")]),
            ["jsonwebtoken is not in Cargo.lock: correct its name, or take its entry out"]
        );
    }

    #[test]
    fn the_age_of_the_advisories_is_told_in_days_and_their_absence_is_no_fault() {
        let now = SystemTime::now();
        let ago = |hours: u64| in_words(now.checked_sub(Duration::from_secs(hours * 3600)), now);
        assert_eq!([ago(23), ago(25), ago(73)], ["fetched within a day", "a day old", "3 days old"]);
        assert_eq!(in_words(Some(now + Duration::from_mins(1)), now), "fetched within a day");
        assert_eq!(in_words(fetched(Path::new("/no/such/folder")), now), "none here");
    }

    #[test]
    fn the_newest_copy_of_the_advisories_counts() {
        let folder = env::temp_dir().join(format!("cabas-advisories-{}", std::process::id()));
        for (copy, file) in [("old", "FETCH_HEAD"), ("new", "HEAD")] {
            fs::create_dir_all(folder.join(copy).join(".git")).unwrap();
            fs::write(folder.join(copy).join(".git").join(file), "").unwrap();
        }
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        fs::File::options()
            .write(true)
            .open(folder.join("old/.git/FETCH_HEAD"))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
        let newest = fetched(&folder).unwrap();
        fs::remove_dir_all(folder.join("new")).unwrap();
        assert!(newest > long_ago);
        assert_eq!(fetched(&folder), Some(long_ago));
        fs::remove_dir_all(folder).unwrap();
    }
}
