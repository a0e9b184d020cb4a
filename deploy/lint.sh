#!/bin/sh
# Every check of `make lint`; goes on after a failure, so that one run shows all.
set -u
failed=""
check() {
  name=$1
  shift
  printf '%s … ' "$name"
  if output=$("$@" 2>&1); then echo ok; else
    echo FAILED
    printf '%s\n' "$output"
    failed="$failed $name"
  fi
}
drift() {
  folder=$(mktemp -d)
  WRITERS_DATA_DIR="$folder" WRITERS_DATABASE_URL="sqlite:///$folder/drift.db"
  export WRITERS_DATA_DIR WRITERS_DATABASE_URL
  python -m alembic upgrade head && python -m alembic check
  code=$?
  rm -rf "$folder"
  return $code
}
check style ruff check .
check format ruff format --check .
check types mypy
check contracts lint-imports
check migrations drift
if command -v shellcheck >/dev/null; then
  # shellcheck disable=SC2046  # names without spaces, one per line
  check shell shellcheck $(git ls-files '*.sh' .ci/run 2>/dev/null)
fi
[ -z "$failed" ] || { echo "Failed:$failed"; exit 1; }
