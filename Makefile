# All that a newcomer needs. `make` alone lists it. Settings come from the environment (see .env.example).

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
export PYTHONPATH := $(CURDIR)
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run dev test test-fast lint bench migrate migration backup restore lock clean venv venv-dev

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: venv ## Run Writers: web and worker, on http://localhost:8000
	@exec $(RUN) -m deploy.run

dev: venv-dev ## Run it with hot reload, for working on the code
	@exec $(RUN) -m deploy.dev

test: venv-dev ## Run every test; installs Chromium, PostgreSQL and Redis where it may
	@$(RUN) -m deploy.requisites
	@$(RUN) -m deploy.frontend
	@exec $(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

test-fast: venv-dev ## Run the tests that need no browser
	@exec $(BIN)/pytest --ignore=tests/e2e $(ARGS)

lint: venv-dev ## Check style, types, import contracts, migration drift and shell scripts
	@exec sh deploy/lint.sh

bench: venv-dev ## Run the benchmarks against their peers (ARGS="p1 p5" for some of them)
	@exec $(RUN) -m benchmarks $(ARGS)

migrate: venv ## Bring the database up to date
	@exec $(RUN) -m alembic upgrade head

migration: venv-dev ## Write a migration for changed models: make migration NAME="add a shelf"
	@exec $(RUN) -m alembic revision --autogenerate --rev-id "$$(printf '%04d' $$(( $$(ls alembic/versions/*.py | wc -l) + 1 )))" -m "$(NAME)"

backup: venv ## Back up database, files and secrets: make backup TO=backups
	@exec $(RUN) -m deploy.backup create $(or $(TO),backups)

restore: venv ## Bring a backup back, with Writers stopped: make restore FROM=backups/writers-….tar.gz
	@exec $(RUN) -m deploy.backup restore $(FROM)

lock: venv-dev ## Write constraints.txt anew from what is installed
	@exec $(RUN) -m deploy.lock

clean: ## Remove what was built and installed; never your data
	@rm -rf .venv .web .states .run .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

venv:
	@python="$$($(PYTHON) deploy/bootstrap.py --find)" && "$$python" deploy/bootstrap.py

venv-dev:
	@python="$$($(PYTHON) deploy/bootstrap.py --find)" && "$$python" deploy/bootstrap.py --dev
