# Helpers that the scripts share. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
exec </dev/null # nothing here asks a question, and cargo passes its stdin on to rustc

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

die() {
  printf '\033[31merror:\033[0m %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or by sudo where it asks for no password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif have sudo && sudo -n true 2>/dev/null; then
    sudo "$@"
  else
    die "this needs root. Please run it yourself, then start again:  sudo $*"
  fi
}

# Installs Debian packages; says exactly what to do where that is not possible.
apt_install() {
  have apt-get || die "please install these with your package manager, then start again: $*"
  say "installing $* (Debian packages)"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Installs the npm packages of a folder exactly as its lock file says, once per lock file.
npm_install() {
  local folder=$1
  have npm || die "Node.js 20 or newer with npm is needed: https://nodejs.org"
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock" && return
  say "installing the npm packages of $folder"
  (cd "$folder" && npm ci --silent --no-audit --no-fund)
  cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock"
}
