#!/usr/bin/env bash
# The long tests: generated cases by the ten thousand, ignored tests too, and every browser test three times.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

scripts/build.sh
scripts/build-web.sh wasm-checks
say "Rust tests with PROPTEST_CASES=${PROPTEST_CASES:-10000}"
PROPTEST_CASES=${PROPTEST_CASES:-10000} cargo test --quiet --release --workspace --exclude frontend --exclude bindgen --no-fail-fast -- --include-ignored --skip billing::bench
say "fuzz targets, ${BMM_FUZZ_SECONDS:-600} s each"
mkdir -p target/test-logs
BMM_FUZZ_SECONDS=${BMM_FUZZ_SECONDS:-600} cargo test --quiet --release -p authoring --test fuzz -- --test-threads=1 --nocapture | tee target/test-logs/fuzz.log
say "browser tests, three times"
scripts/e2e.sh --repeat-each=3
