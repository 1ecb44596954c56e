#!/usr/bin/env bash
# Compiles seven large public OpenAPI documents as the shipped program does, checks what comes out, and times FastMCP's `from_openapi` on
# the same files. Then makes a request with every tool, for Prism to judge. Writes bench/results/documents.json and requests.json.
# BMM_BENCH_PYTHON: a Python that has FastMCP; without it, the comparison is left out.
set -euo pipefail
. "$(dirname "$0")/../scripts/lib.sh"
. bench/fetch-documents.sh

say "tools from seven documents"
cargo build --quiet --profile dist --package authoring --example coverage
target/dist/examples/coverage --json "$work"/files/*.json >"$work/ours.jsonl"
: >"$work/theirs.jsonl"
if [ -n "${BMM_BENCH_PYTHON:-}" ]; then
  say "the same with FastMCP"
  "$BMM_BENCH_PYTHON" bench/fastmcp_documents.py "$work"/files/*.json >"$work/theirs.jsonl" 2>/dev/null
fi
node bench/documents.mjs "$work/ours.jsonl" "$work/theirs.jsonl" "$work/files"

say "requests of every tool, judged by Prism"
# DocuSign's circular schemas are more than Prism can load.
mapfile -t judged < <(ls "$work"/files/*.json | grep -v docusign)
cargo build --quiet --release --workspace --exclude frontend --exclude bindgen --example requests
target/release/examples/requests "${judged[@]}" >"$work/requests.jsonl"
node bench/requests.mjs "$work/requests.jsonl" "$work/files"
