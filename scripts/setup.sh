#!/usr/bin/env bash
# Installs what is missing and only that.  Usage: scripts/setup.sh [run|test]
#   run    a compiler for wasm, and the npm packages that finish the browser's half (wasm-opt, esbuild)
#   test   that, plus Chromium, Redis, PostgreSQL and the npm packages of end2end/
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. scripts/wasm-env.sh

# Rustup's wasm target, or else Debian's compiler with a standard library that is built here once (about a minute).
install_wasm() {
  wasm_ready && return
  if have rustup; then
    say "adding the wasm target to the Rust toolchain"
    timeout 60 rustup target add wasm32-unknown-unknown >/dev/null 2>&1 && compiles_wasm rustc && return
    say "rustup could not download it: falling back to Debian's compiler"
  fi
  [ -d /usr/share/doc/rust-web-src ] && [ -x "$debian_cargo" ] || apt_install rustc-web cargo-web rust-web-src
  compiles_wasm "$debian_rustc" || build_wasm_library
  . scripts/wasm-env.sh
  wasm_ready || die "there is still no compiler for wasm. Please run: rustup target add wasm32-unknown-unknown"
}

build_wasm_library() {
  say "building the standard library for wasm (once, about a minute)"
  local cache target library
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/bmm/wasm-std-$("$debian_rustc" -V | cut -d' ' -f2)
  target=$cache/target/wasm32-unknown-unknown/release/deps
  library=$("$debian_rustc" --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib
  mkdir -p "$cache/src"
  : >"$cache/src/lib.rs"
  printf '%s\n' '[package]' 'name = "empty"' 'version = "0.1.0"' 'edition = "2021"' '[profile.release]' 'panic = "abort"' '[workspace]' >"$cache/Cargo.toml"
  (cd "$cache" && RUSTC=$debian_rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$cache/target "$debian_cargo" build --quiet --release \
    --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort,proc_macro)
  as_root mkdir -p "$library"
  find "$target" -name '*.rlib' ! -name 'libempty-*' -print0 | as_root xargs -0 cp -t "$library"
}

install_test_programs() {
  local missing=()
  have chromium || have google-chrome || missing+=(chromium fonts-noto-color-emoji)
  have redis-server || missing+=(redis-server)
  have Xvfb || missing+=(xvfb)
  have postgres || [ -n "$(compgen -G '/usr/lib/postgresql/*/bin/postgres')" ] || missing+=(postgresql)
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
}

have cargo || die "Rust is needed: https://rustup.rs"
have cc || apt_install gcc libc6-dev
install_wasm
npm_install tools/web
if [ "${1:-run}" = test ]; then
  install_test_programs
  npm_install end2end
fi
