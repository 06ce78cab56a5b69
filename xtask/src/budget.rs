//! The weight of the interface on the wire, brotli, against what a phone on a patchy network can bear.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    json, paths,
    text::kilobytes,
    wasm::{self, Load},
};

/// All that a volunteer's first visit fetches.
const FIRST_LOAD: u64 = 250_000;
/// All that a coordinator's screen fetches: to plan a day, to see to households, to sheets or to people.
const DESK: u64 = 600_000;

pub(crate) fn check() -> Result<()> {
    let manifest = fs::read(paths::dist().join("manifest.json")).context("dist/ is missing: `just wasm` makes it")?;
    let manifest: Value = serde_json::from_slice(&manifest)?;
    let files = json::list(&manifest, "/files");
    let first = weigh("First load", files, Load::Phone);
    let desk = [
        ("planning", weigh("Planning", files, Load::Planning)),
        ("office", weigh("Office", files, Load::Office)),
        ("imports", weigh("Imports", files, Load::Imports)),
        ("team", weigh("Team", files, Load::Team)),
    ];
    let sums = desk.map(|(name, sum)| format!("{name} {}", kilobytes(sum))).join(" · ");
    println!("first load {} of {} · {sums} of {}", kilobytes(first), kilobytes(FIRST_LOAD), kilobytes(DESK));
    if first > FIRST_LOAD || desk.iter().any(|&(_, sum)| sum > DESK) {
        bail!("the interface is heavier than its budget");
    }
    Ok(())
}

/// Prints and adds up what everyone fetches and what one program adds.
fn weigh(title: &str, files: &[Value], program: Load) -> u64 {
    let mut loads = vec![Load::Always.as_str(), program.as_str()];
    if program != Load::Phone {
        loads.push(Load::Desk.as_str());
    }
    let fetched: Vec<&Value> = files.iter().filter(|file| loads.contains(&json::text(file, "/load"))).collect();
    println!("{title}, as sent (brotli):\n{}", wasm::table(&fetched));
    fetched.iter().filter_map(|file| wasm::sent(file)).sum()
}
