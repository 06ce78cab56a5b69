//! Turns `messages/{fr,en}/<slice>.json` into typed Rust. A fault in a catalogue stops the build with the file
//! and the key that hold it, so a missing translation never reaches a screen.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo on its standard output")]

mod catalogue;
mod rust;

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../messages");
    println!("cargo::rerun-if-changed={}", root.display());
    println!("cargo::rerun-if-changed=build");
    let outcome = catalogue::load(&root).and_then(|slices| write(&rust::modules(&slices)));
    if let Err(faults) = outcome {
        for fault in faults {
            println!("cargo::error={fault}");
        }
    }
}

fn write(code: &str) -> Result<(), Vec<String>> {
    let target = Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("catalogue.rs");
    fs::write(&target, code).map_err(|error| vec![format!("{}: {error}", target.display())])
}
