//! The interface: the programs of `web` compiled to WebAssembly, bound to JavaScript, optimised, and laid out in
//! `dist/`.
//!
//! Each step is skipped when what it reads has not changed: cargo knows for the first, a hash of the contents tells
//! for the others.

mod compile;
mod dist;
mod optimise;

use anyhow::Result;

pub(crate) use dist::{Load, sent, table};

/// The package whose binaries are the interface.
const PACKAGE: &str = "cabas-web";

/// One program of the interface.
struct Program {
    /// As `web/loader.js` names its files: `phone.wasm`, `phone.js`.
    name: &'static str,
    binary: &'static str,
    /// Features of the package, beside none by default.
    features: &'static str,
    load: Load,
}

const PROGRAMS: [Program; 5] = [
    Program { name: "phone", binary: "cabas-phone", features: "", load: Load::Phone },
    Program { name: "planning", binary: "cabas-planning", features: "planning", load: Load::Planning },
    Program { name: "office", binary: "cabas-office", features: "office", load: Load::Office },
    Program { name: "imports", binary: "cabas-imports", features: "imports", load: Load::Imports },
    Program { name: "team", binary: "cabas-team", features: "team", load: Load::Team },
];

pub(crate) fn build() -> Result<()> {
    // One after the other: what all are made from is compiled by the first.
    let way = compile::find_way()?;
    let mut bundles = Vec::new();
    for program in PROGRAMS {
        let compiled = compile::compile(&way, &program)?;
        let bundle = optimise::optimise(program.name, &compiled)?;
        bundles.push((program, bundle));
    }
    dist::lay_out(&bundles)
}
