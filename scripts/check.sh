#!/bin/sh
# The fast part of the tests: lint, format, types, layers, architecture.
set -eu
cd "$(dirname "$0")/.."
. scripts/steps.sh

step lint ruff check .
step format ruff format --check --quiet .
step types mypy
step pages-types python scripts/assets.py --types
step layers lint-imports
step architecture python -m pytest tests/architecture -q
finish
