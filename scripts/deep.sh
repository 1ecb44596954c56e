#!/usr/bin/env bash
# The long tests: generated cases by the ten thousand, ignored tests too, and every browser test three times.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

scripts/build.sh
scripts/build-web.sh wasm-checks
say "Rust tests with PROPTEST_CASES=${PROPTEST_CASES:-10000}"
export BMM_AUDIT_EDITS=${BMM_AUDIT_EDITS:-1000}
PROPTEST_CASES=${PROPTEST_CASES:-10000} cargo test --quiet --release --workspace --exclude frontend --exclude bindgen --no-fail-fast -- --include-ignored --skip billing::bench
scripts/fuzz.sh "${BMM_FUZZ_SECONDS:-600}"
say "browser tests, three times"
scripts/e2e.sh --repeat-each=3
