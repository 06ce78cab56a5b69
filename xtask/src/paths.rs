//! Where things are. Everything that is built or installed lives outside the clone, except `dist/` and
//! `e2e/node_modules/`.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The workspace: cargo says where this package is when it runs it.
pub(crate) fn root() -> PathBuf {
    let package =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The cache shared by every clone on this machine: `$CABAS_CACHE`, else `~/.cache/cabas`.
pub(crate) fn cache() -> PathBuf {
    env::var_os("CABAS_CACHE").map_or_else(|| user_cache().join("cabas"), PathBuf::from)
}

fn user_cache() -> PathBuf {
    env::var_os("XDG_CACHE_HOME")
        .map_or_else(|| env::var_os("HOME").map_or_else(env::temp_dir, PathBuf::from).join(".cache"), PathBuf::from)
}

/// Programs from the npm registry, installed by `xtask/bootstrap.sh`.
pub(crate) fn npm_tool(name: &str) -> PathBuf {
    cache().join("tools/node_modules/.bin").join(name)
}

/// Host builds: `$CARGO_TARGET_DIR`, which the recipes set to a folder of the cache.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// What the server embeds.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}
