#!/usr/bin/env bash
# The recorded prompts against the real model. Without a key they are reported as not run.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

cargo test --quiet --release -p bmm --test it -- --ignored --nocapture authoring::cases::eval | grep -E '^(pass|FAIL|score|[0-9]+ prompts)'
