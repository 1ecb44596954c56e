#!/usr/bin/env bash
# Builds what changed and starts the platform: `make run`. BMM_ADDR and BMM_DATA choose address and data folder.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

scripts/setup.sh run
scripts/build.sh
export BMM_ADDR=${BMM_ADDR:-127.0.0.1:3000}
port=${BMM_ADDR##*:}
cat <<TEXT

  Build My MCP starts on ${BMM_PUBLIC_URL:-http://localhost:$port}

    1. Open it and sign in with any e-mail address.
    2. The link arrives in the development mailbox: ${BMM_PUBLIC_URL:-http://localhost:$port}/dev/mail
    3. Describe your first server: ${BMM_PUBLIC_URL:-http://localhost:$port}/servers/new

  Data: ${BMM_DATA:-./data}.  Headless: target/release/bmm admin create-key --email you@example.com
  Stop with Ctrl-C.

TEXT
exec target/release/bmm serve
