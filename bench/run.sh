#!/usr/bin/env bash
# Measures the figures of bench/README.md on this machine and writes bench/results.json.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/e2e.sh --project=bench --workers=1
cargo test --quiet --release --workspace --exclude frontend --exclude bindgen --test it -- --ignored --nocapture billing::bench
exec node bench/lighthouse.mjs
