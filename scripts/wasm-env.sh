# Sourced: defines `wasm_rustc` and `wasm_cargo`, the compiler that builds the browser's half, and `wasm_ready`,
# which says whether there is one. Rustup's own is preferred; Debian's rustc-web is the fallback where rustup
# cannot download the standard library for wasm (scripts/setup.sh prepares it).

debian_rustc=/usr/bin/rustc
debian_cargo=/usr/bin/cargo
rustup_sysroot=$(rustc --print sysroot 2>/dev/null || true)

# Compiles a line against the standard library: a library that is missing or of another version fails here.
compiles_wasm() {
  local folder status=0
  folder=$(mktemp -d)
  echo 'pub fn f() -> std::vec::Vec<u8> { std::vec![1] }' |
    "$1" --crate-name probe --crate-type lib --emit metadata --target wasm32-unknown-unknown --out-dir "$folder" - >"$folder/log" 2>&1 || status=$?
  rm -rf "$folder"
  return "$status"
}

if compiles_wasm rustc; then
  wasm_toolchain=rustup
elif [ -x "$debian_rustc" ] && [ -x "$debian_cargo" ] && compiles_wasm "$debian_rustc"; then
  wasm_toolchain=debian
else
  wasm_toolchain=none
fi

wasm_ready() { [ "$wasm_toolchain" != none ]; }

wasm_rustc() {
  case $wasm_toolchain in
    rustup) rustc "$@" ;;
    debian) "$debian_rustc" "$@" ;;
    *) return 1 ;;
  esac
}

wasm_cargo() {
  case $wasm_toolchain in
    rustup) cargo "$@" ;;
    debian)
      # Debian's package brings no linker for wasm; rustup's toolchain does.
      local host lld
      host=$(rustc -vV | sed -n 's/^host: //p')
      lld=$rustup_sysroot/lib/rustlib/$host/bin/rust-lld
      [ -x "$lld" ] || lld=$(command -v wasm-ld || command -v lld || true)
      RUSTC=$debian_rustc CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$lld "$debian_cargo" "$@"
      ;;
    *) return 1 ;;
  esac
}
