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

# The `dist` binary embeds the browser's half, so that one comes first there. Otherwise both are built side by side: each has a
# target folder of its own, and while one optimises on one core, the other compiles.
scripts/build-web.sh "$web" &
web_build=$!
trap 'kill "$web_build" 2>/dev/null || true' EXIT
[ "$profile" = release ] || wait "$web_build"
say "building the server ($profile)"
cargo build --quiet --profile "$profile" --package bmm "${features[@]}"
wait "$web_build"
trap - EXIT
say "ready: $(pwd)/target/$profile/bmm and $(pwd)/target/site"
