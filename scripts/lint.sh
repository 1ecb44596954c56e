#!/usr/bin/env bash
# Format check, clippy for both halves with warnings as errors, and the import rules.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

say "format"
cargo fmt --all --check
say "clippy: the server's half"
cargo clippy --quiet --release --workspace --exclude frontend --all-targets -- -D warnings
# The browser's half is linted on this machine's own target: the same code with `hydrate` on, and no second standard library.
say "clippy: the browser's half"
cargo clippy --quiet --release --package frontend --package app --no-default-features -- -D warnings
say "import rules"
cargo test --quiet --release --package architecture
