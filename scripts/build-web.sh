#!/usr/bin/env bash
# Builds the browser's half into target/site.  Usage: scripts/build-web.sh [wasm|wasm-dist|wasm-checks]
#   wasm         thin LTO, optimised for size: `make run`, `make test`
#   wasm-dist    fat LTO: `make release`
#   wasm-checks  Leptos' hydration checks switched on, into target/site-checks
# Does nothing where nothing changed.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. scripts/wasm-env.sh

profile=${1:-wasm}
case $profile in
  wasm | wasm-dist) site=target/site ;;
  wasm-checks) site=target/site-checks ;;
  *) die "unknown profile $profile: use wasm, wasm-dist or wasm-checks" ;;
esac
wasm_ready || die "no compiler for wasm is installed: run scripts/setup.sh first"

# A target folder of its own, so that this build and the server's never wait for each other's lock.
say "building the browser's half ($profile)"
wasm_cargo build --quiet --package frontend --profile "$profile" --target wasm32-unknown-unknown --target-dir target/wasm-build
compiled=target/wasm-build/wasm32-unknown-unknown/$profile/frontend.wasm
stamp=$(sha256sum "$compiled" Cargo.lock tools/web/package-lock.json "$0" tools/bindgen/src/main.rs | sha256sum)

done_file=target/wasm-build/$(basename "$site").stamp # outside the site, which release binaries embed

# wasm-bindgen's glue and wasm-opt, only for a wasm that is new.
if [ "$(cat "$done_file" 2>/dev/null)" != "$stamp" ] || [ ! -f "$site/pkg/bmm_bg.wasm" ]; then
  cargo build --quiet --release --package bindgen --target-dir target/wasm-build
  work=target/wasm-build/pkg-$profile
  rm -rf "$work" "$done_file"
  mkdir -p "$work" "$site/pkg"
  if [ "$profile" = wasm-checks ]; then
    BINDGEN_KEEP_NAMES=1 target/wasm-build/release/bindgen "$compiled" "$work" bmm
  else
    target/wasm-build/release/bindgen "$compiled" "$work" bmm
    say "wasm-opt"
    node tools/web/node_modules/binaryen/bin/wasm-opt -Oz --converge --enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue "$work/bmm_bg.wasm" -o "$work/bmm_bg.opt.wasm"
    mv "$work/bmm_bg.opt.wasm" "$work/bmm_bg.wasm"
    node tools/web/node_modules/esbuild/bin/esbuild "$work/bmm.js" --minify --format=esm --log-level=error --outfile="$work/bmm.min.js"
    mv "$work/bmm.min.js" "$work/bmm.js"
  fi
  rm -rf "$site/pkg/snippets"
  cp -r "$work/." "$site/pkg/"
  printf '%s' "$stamp" >"$done_file"
fi

node tools/web/assets.mjs "$site"
