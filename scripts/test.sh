#!/bin/sh
# Everything that can be checked: what check.sh checks, then the whole suite on SQLite, what touches
# the database again on PostgreSQL, pages in a real browser. What this machine cannot have is
# skipped with a line that says so. Words after it go to pytest: scripts/test.sh -x
set -eu
cd "$(dirname "$0")/.."
. scripts/steps.sh

chromium=$(scripts/browser.sh) || chromium=""
[ -z "$chromium" ] || export INWARD_CHROMIUM="$chromium"

# Two processes on two cores; a file's tests stay together, so that its module fixtures run once.
# Properties draw the same examples each time and no clock runs against them; a plain pytest draws
# new ones.
suite() {
  python -m pytest -q --numprocesses 2 --dist loadfile --hypothesis-profile ci "$@"
}

on_postgres() {
  INWARD_TEST_DATABASE=postgres suite -p tests.support.both_databases -m "not browser and not wheel" "$@"
}

step lint ruff check .
step format ruff format --check --quiet .
step types mypy
step pages-types python scripts/assets.py --types
step layers lint-imports
step sqlite suite -m "not browser" "$@"
if reason=$(python -m tests.support.both_databases); then
  step postgresql on_postgres "$@"
else
  skip postgresql "$reason"
fi
if [ -n "$chromium" ]; then
  step browser python -m pytest -q -m browser "$@"
else
  skip browser "no Chromium here; as root it would be installed: apt-get install chromium"
fi
finish
