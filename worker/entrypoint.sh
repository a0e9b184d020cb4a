#!/bin/sh
# Starts a worker: called by the supervisor of `make run`, and in containers. Settings come from the environment.
set -eu
cd "$(dirname "$0")/.."
exec python -m worker "$@"
