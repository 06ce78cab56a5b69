# Every habit of the project as a recipe. `./just` runs them wherever the program `just` is missing: it installs it.
# What is built or installed goes to the cache folder (`CABAS_CACHE`, by default ~/.cache/cabas), outside the clone; only
# `dist/` and `e2e/node_modules/` stand inside.

cache := env("CABAS_CACHE", env("XDG_CACHE_HOME", env("HOME") / ".cache") / "cabas")

export CABAS_CACHE := cache
export CARGO_TARGET_DIR := env("CARGO_TARGET_DIR", cache / "target")
export PATH := env("CARGO_HOME", env("HOME") / ".cargo") / "bin:" + env("PATH") + ":" + cache / "tools/bin"

# Where `up` serves and keeps its data; the environment may say otherwise.

bind := env("CABAS_BIND", "127.0.0.1:8080")
data := env("CABAS_DATA_DIR", justfile_directory() / "data")
server := CARGO_TARGET_DIR / "release/cabas"

# This list
[private]
default:
    @{{ quote(just_executable()) }} --justfile {{ quote(justfile()) }} --list --unsorted

# Install what is missing, build everything, fill the demo town on the first run, serve it and say how to sign in
up: (_setup "up") wasm
    #!/bin/sh
    set -eu
    cargo build --release --locked --bin cabas
    export CABAS_BIND={{ quote(bind) }} CABAS_DATA_DIR={{ quote(data) }}
    export CABAS_BASE_URL="${CABAS_BASE_URL:-http://$CABAS_BIND}"
    export CABAS_MAIL="${CABAS_MAIL:-dir:$CABAS_DATA_DIR/mail}"
    export CABAS_LOG="${CABAS_LOG:-text}"
    mkdir -p "$CABAS_DATA_DIR"
    sign_in=$CABAS_DATA_DIR/demo-sign-in.txt
    if [ -e "$sign_in" ]; then
        cat "$sign_in"
    elif ! {{ quote(server) }} demo; then
        echo "The database in $CABAS_DATA_DIR is not the demo's: sign in with an account of yours."
    fi
    if [ -e "$sign_in" ]; then echo "The demo's mails: $CABAS_BASE_URL/demo/mails"; fi
    echo "Serving on $CABAS_BASE_URL (stop with Ctrl+C)"
    exec {{ quote(server) }} serve

# Everything that must hold; ends with the line "N passed, N failed". Arguments keep some stages: just test clippy unit
[no-exit-message]
test *stages: _xtask
    @cargo xtask test {{ stages }}

# Format check, clippy, dependency law, house rules
[no-exit-message]
lint: _xtask
    @cargo xtask test format clippy law house

# Ask the network for advisories about what Cargo.lock holds, and for versions that were withdrawn
[no-exit-message]
advisories: (_setup "test")
    cargo deny --locked check advisories

# Lay out all Rust files
fmt:
    cargo fmt --all

# Compile, bind, optimise and lay out the interface in dist/
wasm: (_setup "up") _xtask
    @cargo xtask wasm

# Write openapi/openapi.json from the code
openapi: _xtask
    @cargo xtask openapi --write

# Run a command with a throw-away PostgreSQL: just postgres cargo nextest run -p cabas
[no-exit-message]
[positional-arguments]
postgres *command: _xtask
    @cargo xtask postgres "$@"

# Browser journeys only; arguments go to Playwright: just e2e --project phone rounds
[no-exit-message]
[positional-arguments]
e2e *arguments: (_setup "test") wasm
    cargo build --locked --bin cabas
    cd e2e && CABAS_BIN="$CARGO_TARGET_DIR/debug/cabas" npx playwright test "$@"

# Measure, beside two peers where there are any (docs/benchmarks.md); ratios, bytes and counts decide: just bench sealed
[no-exit-message]
bench *arguments: (_setup "bench") wasm
    cargo build --release --locked --bin cabas
    CABAS_BIN={{ quote(server) }} python3 benches/run {{ arguments }}

# The pictures of the documentation, from the demo town
screenshots: (_setup "test") wasm
    cargo build --release --locked --bin cabas
    cd e2e && CABAS_BIN={{ quote(server) }} npx playwright test --config screenshots.config.ts

# Forget the demo town, so that `just up` makes a new one around today; refuses any other data
demo-reset:
    #!/bin/sh
    set -eu
    folder={{ quote(data) }}
    [ -d "$folder" ] || { echo "There is no data in $folder."; exit 0; }
    [ -e "$folder/demo-sign-in.txt" ] || { echo "$folder does not hold the demo town: nothing was removed." >&2; exit 1; }
    rm -rf "$folder"
    echo "The demo town is gone. \`just up\` makes a new one."

# Install what is missing for all recipes, then print the versions in use
doctor: (_setup "test")
    @rustc --version && cargo nextest --version | head -n 1 && cargo deny --version
    @node --version | sed 's/^/node /' && "${CHROMIUM:-chromium}" --version 2>/dev/null
    @ls -d /usr/lib/postgresql/*/bin
    @[ ! -x /usr/bin/rustc ] || /usr/bin/rustc --version | sed 's/^/for WebAssembly, where rustup has no such target: /'

_setup what:
    @sh xtask/bootstrap.sh {{ what }}

# Built with its progress shown; `cargo xtask` itself is quiet.
_xtask: _turn
    @cargo build --locked --package xtask

# Clones share what is built, and cargo goes by the age of files: what another clone built last looks newer than sources
# here that differ from it.
_turn:
    #!/bin/sh
    set -eu
    here={{ quote(justfile_directory()) }}
    turn=$CARGO_TARGET_DIR/last-clone
    mkdir -p "$CARGO_TARGET_DIR"
    [ "$(cat "$turn" 2>/dev/null)" != "$here" ] || exit 0
    if [ -e "$CARGO_TARGET_DIR/debug" ] || [ -e "$CARGO_TARGET_DIR/release" ]; then
        echo "setup: the cache was last used by another clone, so our crates are built anew"
        cd "$here"
        find . \( -name .git -o -name target -o -name node_modules -o -path ./dist -o -path ./data -o -path ./benches/results \) \
            -prune -o -type f -exec touch -c {} +
    fi
    printf '%s\n' "$here" > "$turn"
