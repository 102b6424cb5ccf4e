#!/bin/sh
# Pins every dependency with its hashes: for running, for building, for developing.
# A maintainer's tool; users and continuous integration install what stands in the locks.
#   scripts/lock.sh            after a change of pyproject.toml
#   scripts/lock.sh --upgrade  to take newer releases
set -eu
cd "$(dirname "$0")/.."

[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet uv

compile() {
  .venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
    --no-header --no-emit-index-url --annotation-style line "$@" >/dev/null
}

compile pyproject.toml -o requirements.txt "$@"
compile --group build -c requirements.txt -o requirements-build.txt "$@"
compile pyproject.toml --group dev -c requirements.txt -c requirements-build.txt \
  -o requirements-dev.txt "$@"
