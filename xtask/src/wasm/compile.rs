//! Step 1: cargo, by whichever compiler of this machine has a standard library for WebAssembly.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{PACKAGE, Program};
use crate::{json, paths, process};

const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler and the sources of its standard library (packages `rustc-web`, `cargo-web`, `rust-web-src`).
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_STD: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";
/// The linker that Debian's compiler calls: a link to the package `lld-NN`, which is only recommended.
const DEBIAN_LINKER: &str = "/usr/bin/rust-lld";

pub(crate) enum Way {
    /// The toolchain in use has the target's standard library.
    Installed,
    /// Debian's toolchain compiles the standard library from its sources.
    Debian,
}

/// Compiles a program of the interface and returns the WebAssembly file.
pub(crate) fn compile(way: &Way, program: &Program) -> Result<PathBuf> {
    let mut cargo = match way {
        Way::Installed => {
            let mut cargo = Command::new("cargo");
            cargo.env("CARGO_TARGET_DIR", paths::cache().join("wasm/installed"));
            cargo.arg("build");
            cargo
        }
        Way::Debian => {
            let mut cargo = Command::new(DEBIAN_CARGO);
            cargo.env("CARGO_TARGET_DIR", paths::cache().join("wasm/debian"));
            // The packaged compiler is a stable one: building its own standard library must be allowed by name.
            cargo.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1");
            cargo.args(["build", "-Z", "build-std=std,panic_abort", "-Z", "build-std-features=optimize_for_size"]);
            cargo
        }
    };
    // Leptos forgets the types of components: 8 KB less on the wire. It also takes the place of flags meant for the
    // host's processor or linker, which would be refused here. Where the compiler lets us, a panic says nothing and
    // `Debug` forgets its text, which no user of the interface ever reads: loader.js says that the screen has stopped.
    let flags = match way {
        Way::Installed => "--cfg erase_components",
        Way::Debian => {
            "--cfg erase_components -Zlocation-detail=none -Zfmt-debug=none -Zunstable-options -Cpanic=immediate-abort"
        }
    };
    cargo
        .args(["--locked", "--profile", "wasm-release", "--target", TARGET, "--package", PACKAGE])
        .args(["--bin", program.binary, "--features", program.features])
        .arg("--message-format=json-render-diagnostics")
        .env("RUSTFLAGS", flags)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .current_dir(paths::root());
    let messages = process::output(&mut cargo)?;
    messages
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
        .filter(|message| json::text(message, "/target/name") == program.binary)
        .flat_map(|message| json::list(&message, "/filenames").to_vec())
        .filter_map(|file| file.as_str().map(PathBuf::from))
        .rfind(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .with_context(|| format!("{PACKAGE} has no binary called {}", program.binary))
}

/// Which compiler this machine has, said once.
pub(crate) fn find_way() -> Result<Way> {
    if let Ok(folder) = process::output(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))
        && Path::new(String::from_utf8_lossy(&folder).trim()).is_dir()
    {
        println!("wasm: {} with its {TARGET} target", version("rustc"));
        return Ok(Way::Installed);
    }
    if [DEBIAN_CARGO, DEBIAN_RUSTC, DEBIAN_STD, DEBIAN_LINKER].iter().all(|file| Path::new(file).exists()) {
        println!("wasm: Debian's {}, standard library from its sources", version(DEBIAN_RUSTC));
        return Ok(Way::Debian);
    }
    bail!("no compiler here can make WebAssembly. Either one helps:\n  rustup target add {TARGET}\n  ./just doctor")
}

fn version(rustc: &str) -> String {
    let version = process::output(Command::new(rustc).arg("--version")).unwrap_or_default();
    String::from_utf8_lossy(&version).trim().to_owned()
}
