# shellcheck shell=bash
# What every script here needs: the pinned versions, where tools live, and how to speak.
# Sourced, never run. Written for bash 3.2 as well, because that is the one macOS has.

# The pins. wasm-bindgen's is not here: the tool must equal the crate, so Cargo.lock is asked.
TRUNK_VERSION=0.21.14
BINARYEN_VERSION=132
AXE_VERSION=4.14.1
MERMAID_VERSION=11.12.0
MERMAID_SHA256=07e37dfa97b337ccc85365d57eddf99b9706f09db3b59b260d0333b23b343c4b
GECKODRIVER_VERSION=0.37.1
# Reads what the crate wasm_split_helpers 0.2 leaves in the module for it.
WASM_SPLIT_VERSION=0.2.4

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit

# Shared by all clones of this user, so that a second clone builds no tool again.
TOOLS=${STILLPOINT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/stillpoint}

# Ctrl-C ends the script too, and not only the program it is waiting for, whatever that program makes of it.
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '%s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }
die() { complain "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# The version Cargo.lock holds of a crate.
locked_version() {
    awk -v name="\"$1\"" '$1 == "name" { found = $3 == name } found && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}
WASM_BINDGEN_VERSION=$(locked_version wasm-bindgen)

# The folders of our own tools. Each appears by one rename when it is complete, so being there means being usable.
TRUNK_DIR=$TOOLS/trunk-$TRUNK_VERSION
BINDGEN_DIR=$TOOLS/wasm-bindgen-$WASM_BINDGEN_VERSION
BINARYEN_DIR=$TOOLS/binaryen-$BINARYEN_VERSION
AXE_DIR=$TOOLS/axe-core-$AXE_VERSION
MERMAID_DIR=$TOOLS/mermaid-$MERMAID_VERSION
GECKODRIVER_DIR=$TOOLS/geckodriver-$GECKODRIVER_VERSION
WASM_SPLIT_DIR=$TOOLS/wasm-split-$WASM_SPLIT_VERSION
# A compiler from Debian, beside rustup's, for the case where no standard library fits rustup's.
DEBIAN_RUST_DIR=$TOOLS/debian-rust

has_version() { has "$1" && case " $("$1" --version 2>/dev/null) " in *" $2 "*) true ;; *) false ;; esac; }

have_cc() { has cc; }
have_node() { has node; }
have_trunk() { [ -x "$TRUNK_DIR/bin/trunk" ] || has_version trunk "$TRUNK_VERSION"; }
have_bindgen() {
    [ -x "$BINDGEN_DIR/bin/wasm-bindgen-test-runner" ] && return
    has_version wasm-bindgen "$WASM_BINDGEN_VERSION" && has_version wasm-bindgen-test-runner "$WASM_BINDGEN_VERSION"
}
have_opt() {
    if have_node && [ -e "$BINARYEN_DIR/bin/wasm-merge" ]; then return; fi
    has_version wasm-opt "$BINARYEN_VERSION" && has_version wasm-merge "$BINARYEN_VERSION"
}
# It does not tell its version, so only ours will do.
have_split() { [ -x "$WASM_SPLIT_DIR/bin/wasm-split-cli" ]; }
have_axe() { [ -e "$AXE_DIR/node_modules/axe-core/axe.min.js" ]; }
have_mermaid() { [ -e "$MERMAID_DIR/mermaid.min.js" ]; }
have_firefox() { [ -n "$(find_firefox)" ] && [ -n "$(find_geckodriver)" ]; }
have_wasm() { holds_std "$(wasm_libdir)" || has_debian_rust; }
have_browser() { [ -n "$(find_chromium)" ] && [ -n "$(find_chromedriver)" ]; }

wasm_libdir() { rustc --print target-libdir --target wasm32-unknown-unknown; }
# Exactly one: two standard libraries in one folder are as useless as none.
holds_std() { [ "$(find "$1" -name 'libstd-*.rlib' 2>/dev/null | wc -l)" -eq 1 ]; }

# A compiler that Debian has upgraded since has no library of its version.
has_debian_rust() { [ -x "$DEBIAN_RUST_DIR/bin/rustc" ] && [ "$("$DEBIAN_RUST_DIR/bin/rustc" -V)" = "$(cat "$DEBIAN_RUST_DIR/version")" ]; }
uses_debian_rust() { ! holds_std "$(wasm_libdir)" && has_debian_rust; }

# The first of the names that is a program; Ubuntu's `chromium-browser` may be a stub that only points to a snap.
first_program() {
    local name
    for name in "$@"; do
        if has "$name" && ! grep -qs 'snap install' "$(command -v "$name")"; then
            command -v "$name"
            return
        fi
    done
}
find_chromium() {
    if [ -n "${CHROMIUM:-}" ]; then say "$CHROMIUM"; else
        first_program chromium google-chrome google-chrome-stable chrome chromium-browser \
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
            "/Applications/Chromium.app/Contents/MacOS/Chromium"
    fi
}
find_chromedriver() {
    if [ -n "${CHROMEDRIVER:-}" ]; then say "$CHROMEDRIVER"; else
        first_program chromedriver /usr/lib/chromium-browser/chromedriver
    fi
}

find_firefox() {
    if [ -n "${STILLPOINT_FIREFOX:-}" ]; then say "$STILLPOINT_FIREFOX"; else
        first_program firefox firefox-esr "/Applications/Firefox.app/Contents/MacOS/firefox"
    fi
}
find_geckodriver() {
    if [ -n "${GECKODRIVER:-}" ]; then say "$GECKODRIVER"; else
        first_program geckodriver "$GECKODRIVER_DIR/bin/geckodriver"
    fi
}

# Puts our tools on PATH, before others of the same names.
use_tools() {
    local dir
    for dir in "$TRUNK_DIR" "$BINDGEN_DIR" "$BINARYEN_DIR" "$WASM_SPLIT_DIR"; do
        if [ -d "$dir/bin" ]; then PATH=$dir/bin:$PATH; fi
    done
    CHROMIUM=$(find_chromium)
    CHROMEDRIVER=$(find_chromedriver)
    export PATH CHROMIUM CHROMEDRIVER
    if have_firefox; then
        STILLPOINT_FIREFOX=$(find_firefox)
        GECKODRIVER=$(find_geckodriver)
        export STILLPOINT_FIREFOX GECKODRIVER
    fi
    if have_mermaid; then export STILLPOINT_MERMAID=$MERMAID_DIR/mermaid.min.js; fi
    if have_axe; then export STILLPOINT_AXE=$AXE_DIR/node_modules/axe-core/axe.min.js; fi
}

# Runs a command with the compiler that has a standard library for the browser: nearly always the one in use.
for_wasm() {
    if uses_debian_rust; then
        PATH=$DEBIAN_RUST_DIR/bin:$PATH "$@"
    else
        "$@"
    fi
}

# The release build of the page, into the given folder. Crates are fetched first and Trunk is kept offline after that,
# because Trunk would otherwise download programs of its own choosing when it does not like those on PATH.
build_page() {
    fetch_crates
    for_wasm trunk build --release --offline --dist "$1"
}
fetch_crates() { for_wasm cargo fetch --locked --target wasm32-unknown-unknown --quiet; }
