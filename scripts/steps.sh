# Sourced by check.sh and test.sh: runs steps one after the other, all of them, and says at the end
# what passed, what failed and what this machine could not do.
report=""
failed=0
began=$(date +%s)
PATH="$PWD/.venv/bin:$PATH"
export PATH

note() { report="$report$(printf '  %-8s %-14s %s' "$1" "$2" "$3")
"; }

# step NAME COMMAND…
step() {
  name=$1
  shift
  printf '\n== %s\n' "$name"
  start=$(date +%s)
  if "$@"; then outcome=passed; else outcome=FAILED; failed=1; fi
  note "$outcome" "$name" "$(($(date +%s) - start)) s"
}

# skip NAME REASON
skip() {
  printf '\n== %s: skipped: %s\n' "$1" "$2"
  note skipped "$1" "$2"
}

finish() {
  printf '\n== summary (%s s)\n%s' "$(($(date +%s) - began))" "$report"
  exit "$failed"
}
