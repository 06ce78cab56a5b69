//! The weight of the interface on the wire, brotli, against what a phone on a patchy network can bear.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{json, paths, text::kilobytes, wasm};

/// All that a volunteer's first visit fetches.
const FIRST_LOAD: u64 = 250_000;
/// That, and what the coordinators' screens add.
const DESK: u64 = 600_000;

pub(crate) fn check() -> Result<()> {
    let manifest = fs::read(paths::dist().join("manifest.json")).context("dist/ is missing: `just wasm` makes it")?;
    let manifest: Value = serde_json::from_slice(&manifest)?;
    let loaded = |when: &str| -> Vec<&Value> {
        json::list(&manifest, "/files").iter().filter(|file| json::text(file, "/load") == when).collect()
    };
    let (first, desk) = (loaded("first"), loaded("desk"));

    println!("First load, as sent (brotli):\n{}", wasm::table(&first));
    println!("Added by the desk:\n{}", wasm::table(&desk));
    let first = weigh(&first);
    let desk = first + weigh(&desk);
    println!(
        "first load {} of {} · desk {} of {}",
        kilobytes(first),
        kilobytes(FIRST_LOAD),
        kilobytes(desk),
        kilobytes(DESK)
    );
    if first > FIRST_LOAD || desk > DESK {
        bail!("the interface is heavier than its budget");
    }
    Ok(())
}

fn weigh(files: &[&Value]) -> u64 {
    files.iter().filter_map(|file| wasm::sent(file)).sum()
}
