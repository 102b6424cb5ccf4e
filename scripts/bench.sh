#!/bin/sh
# Runs every benchmark, one after the other, so that none disturbs another. A word after it runs
# that one alone: scripts/bench.sh report
set -eu
cd "$(dirname "$0")/.."
for file in benchmarks/${1:-*}.py; do
  name=$(basename "$file" .py)
  case $name in _*) continue ;; esac
  printf '\n== %s\n' "$name"
  .venv/bin/python -m "benchmarks.$name"
done
