#!/usr/bin/env bash
# Every fuzz target for SECONDS of processor time, each in a process of its own. The output is kept in bench/fuzz.txt; inputs that failed, or
# that were running when their process ended, in target/fuzz.
# Usage: scripts/fuzz.sh SECONDS [TARGET…]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

seconds=${1:-600}
targets=("${@:2}")
fuzz() { cargo test --quiet --release --workspace --exclude frontend --exclude bindgen --test fuzz -- "$@"; }
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(fuzz --list | sed -n 's/: test$//p' | grep -v '^an_input')
{
  echo "# $(date -u +%Y-%m-%dT%H:%MZ), commit $(git rev-parse --short HEAD), $seconds s of processor time for each target"
  for target in "${targets[@]}"; do
    BMM_FUZZ_SECONDS=$seconds fuzz --exact "$target" --nocapture 2>&1 | grep -E '^[a-z]+: ([0-9]+ inputs|comes to no end)|panicked|overflowed|signal|the input is'
  done
} | tee bench/fuzz.txt
