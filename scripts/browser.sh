#!/bin/sh
# Prints the path of a Chromium or Chrome that runs; as root on Debian, installs one where there is
# none. Exit 1 where none can be had.
set -eu

# Names may be stand-ins that only say how to install the real one: try them.
find_browser() {
  for candidate in "${INWARD_CHROMIUM:-chromium}" chromium chromium-browser google-chrome \
    google-chrome-stable "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if "$candidate" --version >/dev/null 2>&1; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

find_browser && exit 0
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || exit 1
echo "Installing Chromium for the browser tests …" >&2
DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 || true
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium \
  >/dev/null 2>&1 || exit 1
find_browser
