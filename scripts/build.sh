#!/usr/bin/env bash
# Builds the whole product.  Usage: scripts/build.sh [release|dist]
#   release  what `make run` starts and `make test` tests: quick to build
#   dist     what is shipped: fat LTO, slow to build
set -euo pipefail
. "$(dirname "$0")/lib.sh"

profile=${1:-release}
web=wasm
[ "$profile" = release ] || web=wasm-dist

# The browser's half first: the server embeds it in release binaries.
scripts/build-web.sh "$web"
say "building the server ($profile)"
cargo build --quiet --profile "$profile" --package bmm
say "ready: $(pwd)/target/$profile/bmm and $(pwd)/target/site"
