#!/usr/bin/env bash
# Builds the whole product.  Usage: scripts/build.sh [release|dist]
#   release  what `make run` starts and `make test` tests: quick to build
#   dist     what is shipped: fat LTO, the site embedded; slow to build
set -euo pipefail
. "$(dirname "$0")/lib.sh"

profile=${1:-release}
case $profile in
  release) web=wasm features=() ;;
  dist) web=wasm-dist features=(--features embed) ;;
  *) die "unknown profile $profile: use release or dist" ;;
esac

# The browser's half first: the `dist` binary embeds it.
scripts/build-web.sh "$web"
say "building the server ($profile)"
cargo build --quiet --profile "$profile" --package bmm "${features[@]}"
say "ready: $(pwd)/target/$profile/bmm and $(pwd)/target/site"
