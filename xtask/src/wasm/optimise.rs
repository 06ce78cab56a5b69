//! Steps 2 and 3: the JavaScript side by `wasm-bindgen`, then `wasm-opt`.
//!
//! The result is kept in the cache under the hash of all that made it, so that another clone, or going back to an
//! earlier state, costs nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    paths, process,
    text::{duration, hex, kilobytes},
};

/// What browsers of the last three years understand and our compilers emit. Never `--all-features`: it lets the
/// optimiser write encodings that current browsers refuse.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// How many results the cache keeps.
const KEPT: usize = 12;

/// The folder that holds `app.js`, `app_bg.wasm` and perhaps `snippets/`, named after its contents.
pub(crate) fn optimise(program: &str, compiled: &Path) -> Result<PathBuf> {
    let shelf = paths::cache().join("wasm/optimised");
    let bundle = shelf.join(key(compiled)?);
    if bundle.is_dir() {
        println!("wasm: {program} is as it was last optimised");
        return Ok(bundle);
    }
    fs::create_dir_all(&shelf)?;
    let draft = shelf.join(format!("draft-{}", std::process::id()));
    make(program, compiled, &draft).inspect_err(|_| drop(fs::remove_dir_all(&draft)))?;
    fs::rename(&draft, &bundle)?;
    tidy(&shelf)?;
    Ok(bundle)
}

fn make(program: &str, compiled: &Path, draft: &Path) -> Result<()> {
    let start = Instant::now();
    Bindgen::new()
        .input_path(compiled)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(draft)?;
    let bound = draft.join("app_bg.wasm");
    println!("wasm: {program} bound in {}, {}", duration(start.elapsed()), kilobytes(fs::metadata(&bound)?.len()));

    let start = Instant::now();
    let optimised = draft.join("app_opt.wasm");
    process::run(
        Command::new(paths::npm_tool("wasm-opt")).arg("-Oz").args(FEATURES).arg(&bound).arg("-o").arg(&optimised),
    )
    .context("wasm-opt comes with the npm package binaryen: `./just doctor` installs it")?;
    fs::rename(&optimised, &bound)?;
    println!("wasm: {program} optimised in {}, {}", duration(start.elapsed()), kilobytes(fs::metadata(&bound)?.len()));
    Ok(())
}

fn key(compiled: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(fs::read(compiled)?);
    // The recipe, the version of wasm-bindgen and that of binaryen.
    hash.update(include_str!("optimise.rs"));
    hash.update(locked_bindgen()?);
    hash.update(fs::read(paths::root().join("xtask/tools/package-lock.json"))?);
    Ok(hex(&hash.finalize(), 32))
}

fn locked_bindgen() -> Result<String> {
    let lock = fs::read_to_string(paths::root().join("Cargo.lock"))?;
    let (_, rest) =
        lock.split_once("name = \"wasm-bindgen\"\nversion = \"").context("Cargo.lock does not name wasm-bindgen")?;
    Ok(rest.split('"').next().unwrap_or_default().to_owned())
}

fn tidy(shelf: &Path) -> Result<()> {
    let mut bundles: Vec<(std::time::SystemTime, PathBuf)> = fs::read_dir(shelf)?
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    bundles.sort_by(|a, b| b.cmp(a));
    for (_, old) in bundles.into_iter().skip(KEPT) {
        fs::remove_dir_all(old)?;
    }
    Ok(())
}
