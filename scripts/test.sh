#!/usr/bin/env bash
# Every check of the project: `make test`. Runs all of them even when one fails, and ends with one line: `N passed, N failed`.
set -uo pipefail
. "$(dirname "$0")/lib.sh"

passed=0
failed=0
failures=()
logs=target/test-logs
mkdir -p "$logs"

count() {
  passed=$((passed + $1))
  failed=$((failed + $2))
}

# `check NAME COMMAND…`: one check that passes or fails as a whole.
check() {
  local name=$1 started=$SECONDS
  shift
  say "$name"
  if "$@"; then
    count 1 0
  else
    count 0 1
    failures+=("$name")
  fi
  say "$name took $((SECONDS - started)) s"
}

# The Rust tests: cargo's own words go to a log, the screen gets one line for each test program and the failures whole.
# `rust_tests NAME COMMAND…`
rust_tests() {
  local name=$1 log=$logs/${1// /-}.log status ok=0 bad=0
  shift
  say "$name"
  "$@" >"$log" 2>&1
  status=$?
  read -r ok bad < <(awk '/^test result:/ { ok += $4; bad += $6 } END { print ok + 0, bad + 0 }' "$log")
  if [ "$status" -ne 0 ]; then
    failures+=("$name: see $log")
    [ "$bad" -gt 0 ] || bad=1
    grep -E '^(error|warning: unused)|^ +--> ' "$log" | head -40
    sed -n '/^failures:$/,/^test result:/p' "$log" | head -400
  fi
  echo "    $ok passed, $bad failed"
  count "$ok" "$bad"
}

browser_tests() {
  local report=$root/$logs/playwright.json ok=0 bad=0 status
  say "browser tests"
  rm -f "$report"
  PLAYWRIGHT_JSON_OUTPUT_FILE=$report scripts/e2e.sh --reporter=list,json
  status=$?
  if [ -s "$report" ]; then
    read -r ok bad < <(node -p "const s = require('$report').stats; (s.expected + s.flaky) + ' ' + s.unexpected")
  fi
  if [ "$status" -ne 0 ]; then
    failures+=("browser tests")
    [ "$bad" -gt 0 ] || bad=1
  fi
  count "$ok" "$bad"
}

# The wasm of a first visit: at most 350 kB of brotli.
size_budget() {
  local size budget=350000
  size=$(wc -c <target/site/pkg/bmm_bg.wasm.br) || return 1
  echo "    $size of $budget bytes"
  [ "$size" -le "$budget" ]
}

scripts/setup.sh test || exit 1
check "build" scripts/build.sh
check "size budget of the wasm" size_budget
check "build with hydration checks" scripts/build-web.sh wasm-checks
check "lints" scripts/lint.sh

# One set of packages for every cargo call below, so that the same features are on and nothing is compiled twice.
host=(--release --workspace --exclude frontend --exclude bindgen)
rust_tests "Rust tests" cargo test "${host[@]}" --no-fail-fast
# The server's tests run on both databases by themselves; the use cases run a second time.
check "build with-postgres and the stand-ins" cargo build --quiet "${host[@]}" --bin with-postgres --bin anthropic-stand-in --bin stripe-stand-in
rust_tests "use cases on PostgreSQL" target/release/with-postgres cargo test "${host[@]}" --test use_cases
browser_tests

echo
for failure in "${failures[@]}"; do printf 'failed: %s\n' "$failure"; done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
