#!/usr/bin/env bash
# The browser tests, against the binary that is built already. Arguments go to Playwright.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

export BMM_BIN=${BMM_BIN:-$root/target/release/bmm}
[ -x "$BMM_BIN" ] || die "$BMM_BIN is missing: run make build first"
projects=()
[[ " $* " == *" --project"* ]] || projects=(--project=product)
cd end2end
exec node node_modules/@playwright/test/cli.js test "${projects[@]}" "$@"
