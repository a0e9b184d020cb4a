#!/bin/sh
# Starts a worker: called by the supervisor of `make run`, and in containers. Settings come from the environment.
set -eu
cd "$(dirname "$0")/.."
# Its processes count for Prometheus in one folder, the supervisor's or one of its own.
PROMETHEUS_MULTIPROC_DIR=${PROMETHEUS_MULTIPROC_DIR:-$(mktemp -d)}
export PROMETHEUS_MULTIPROC_DIR
exec python -m worker "$@"
