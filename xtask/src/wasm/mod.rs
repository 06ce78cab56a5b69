//! The interface: `web` compiled to WebAssembly, bound to JavaScript, optimised, and laid out in `dist/`.
//!
//! Each step is skipped when what it reads has not changed: cargo knows for the first, a hash of the contents tells
//! for the others.

mod compile;
mod dist;
mod optimise;

use anyhow::Result;

pub(crate) use dist::{sent, table};

/// The package whose binary is the interface.
const PACKAGE: &str = "cabas-web";

pub(crate) fn build() -> Result<()> {
    let compiled = compile::compile()?;
    let bundle = optimise::optimise(&compiled)?;
    dist::lay_out(&bundle)
}
