#!/usr/bin/env bash
# The product beside a stand-in for Stripe, with data of its own. BMM_ADDR, BMM_DATA and BMM_DEMO_STRIPE choose addresses and folder.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

say "building the stand-in"
cargo build --quiet --release --workspace --exclude frontend --exclude bindgen --bin demo-billing
export BMM_DATA=${BMM_DATA:-./data-demo} BMM_SIGNUP=${BMM_SIGNUP:-open}
exec target/release/demo-billing target/release/bmm
