#!/usr/bin/env bash
# Measures the figures of bench/README.md on this machine and writes bench/results/*.json. Every part runs, even when one
# breaks its budget; the last line says which did.
set -uo pipefail
. "$(dirname "$0")/../scripts/lib.sh"

broken=()
part() {
  say "$1"
  "${@:2}" || broken+=("$1")
}

# FastMCP in a virtual environment of its own. Without it, the comparison is left out and says so.
peer=target/bench-peer
version=fastmcp==4.1.2
if [ "$(cat "$peer/.version" 2>/dev/null)" != "$version" ]; then
  say "installing $version for the comparison"
  rm -rf "$peer"
  python3 -m venv "$peer" && "$peer/bin/pip" install --quiet --disable-pip-version-check "$version" && echo "$version" >"$peer/.version"
fi
if [ -f "$peer/.version" ]; then
  export BMM_BENCH_PYTHON=$root/$peer/bin/python
else
  say "$version could not be installed (python3 with venv and pip, and a package index, are needed): the comparison is skipped"
fi

webhooks() {
  local figures
  figures=$(mktemp)
  BMM_BENCH_FIGURES=$figures cargo test --quiet --release --workspace --exclude frontend --exclude bindgen --test it -- --ignored --nocapture billing::bench
  local status=$?
  [ ! -s "$figures" ] || node bench/record.mjs webhooks <"$figures"
  rm -f "$figures"
  return $status
}

part "product" scripts/e2e.sh --project=bench --workers=1
part "webhooks" webhooks
part "documents" bench/documents.sh
part "Lighthouse" node bench/lighthouse.mjs
if [ ${#broken[@]} -gt 0 ]; then
  die "over budget or not measured: ${broken[*]}"
fi
say "all figures are within their budgets"
