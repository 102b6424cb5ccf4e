#!/bin/sh
# Makes .venv and the pages' assets ready; does nothing where nothing changed.
#   scripts/setup.sh run   what serving needs (requirements.txt, requirements-build.txt)
#   scripts/setup.sh dev   what checking and testing need too (requirements-dev.txt)
# PYTHON=/path/to/python chooses the interpreter; else the newest of python3.14 … python3.11.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-dev}
stamp=.venv/inward-setup

say() { printf '%s\n' "$*"; }
fail() { printf 'inward: %s\n' "$*" >&2; exit 1; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# A name may stand on the path and still not run (version managers leave such stand-ins): try it.
find_python() {
  for candidate in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
    if new_enough "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  fail "Python 3.11 or newer is needed and none of python3.14 … python3.11 runs here." \
    "On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
}

# Debian keeps ensurepip in a package of its own.
ensure_venv() {
  "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 && return
  package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    fail "$1 cannot make a virtual environment (no ensurepip). Type this, then try again:
    sudo apt-get install $package"
  fi
  say "Installing $package …"
  DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" \
    >/dev/null || fail "apt-get could not install $package"
  "$1" -c 'import ensurepip, venv' || fail "$1 has no ensurepip, even with $package installed"
}

# An environment that was moved along with its clone has scripts that point to the old place.
make_venv() {
  if [ -d .venv ] && new_enough .venv/bin/python &&
    grep -qF "$(pwd -P)/.venv" .venv/pyvenv.cfg; then
    return
  fi
  python=$(find_python)
  ensure_venv "$python"
  say "Making .venv with $("$python" -V) …"
  rm -rf .venv
  "$python" -m venv .venv
}

locks() {
  case $purpose in
    run) echo "requirements.txt requirements-build.txt" ;;
    dev) echo "requirements-dev.txt" ;;
    *) fail "unknown purpose '$purpose': run or dev" ;;
  esac
}

# What an environment was made from: the locks, the project's own table, the interpreter.
fingerprint() {
  { cat requirements*.txt pyproject.toml scripts/setup.sh; .venv/bin/python -V; } | cksum
}

is_current() {
  [ -f "$stamp" ] || return 1
  made=$(cat "$stamp")
  now=$(fingerprint)
  [ "$made" = "dev $now" ] || [ "$made" = "$purpose $now" ]
}

# Wheels only, each with the hash in the lock: nothing is built, nothing else is fetched. The
# project itself is built by the locked hatchling.
install() {
  rm -f "$stamp"
  say "Installing the locked packages into .venv (once; a minute or two) …"
  pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install --quiet --no-input"
  files=""
  for lock in $(locks); do files="$files -r $lock"; done
  # shellcheck disable=SC2086  # both are lists of words
  $pip --require-hashes --only-binary :all: $files
  # shellcheck disable=SC2086
  $pip --no-deps --no-build-isolation --editable .
  echo "$purpose $(fingerprint)" > "$stamp"
}

locks >/dev/null
make_venv
is_current || install
if [ -f scripts/assets.py ]; then
  .venv/bin/python scripts/assets.py
fi
