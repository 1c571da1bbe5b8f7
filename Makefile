# `make` alone says what there is. Everything is put into this checkout's own .venv.

# The first Python that is new enough; `make PYTHON=/path/to/python3` chooses another.
PYTHON ?= $(or $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(shell \
	$(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null))),python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# What tests write stays in the checkout too.
PYTEST := mkdir -p build && PYTEST_DEBUG_TEMPROOT=$(CURDIR)/build $(BIN)/python -m pytest
ARGS ?=
# Where the surroundings forbid bytecode, each process compiles everything again: hundreds of them in one run.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench nightly lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/installed ## the bot in .venv, `answerable` in .venv/bin

demo: install ## a Slack-like workspace on this machine, the bot, and traffic to click through
	@$(BIN)/answerable demo $(ARGS)

# Most of the suite waits for disks and sockets, so three run side by side on two cores; a file stays together.
# Files begin in the order of their names: xdist would keep those with the fewest tests for the end, and among them is
# the longest test of all, the demo's.
test: check ## everything: checks, then the whole suite with PostgreSQL and a browser (ARGS="-k name")
	@$(BIN)/python -m tests.ground.chromium
	@$(BIN)/python -m tests.ground.official_blocks.schema || true
	@$(PYTEST) -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: install .venv/developing ## format, lint, types, import contracts, one line of migrations
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -c 'from storage.migrate import head; head()' 2>/dev/null || \
		{ echo "Two migrations follow the same one: let yours follow the newest (storage/migrations/versions)."; exit 1; }

bench: install .venv/developing ## figures, in some two minutes
	@$(BIN)/python -m benchmarks $(ARGS)

nightly: install .venv/developing ## the long versions: more examples, longer runs
	@$(BIN)/python -m tests.ground.chromium
	@$(BIN)/python -m tests.ground.official_blocks.schema || true
	@$(PYTEST) -m "nightly or not nightly" --hypothesis-profile=nightly $(ARGS)

LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --fork-strategy fewest --extra editable
lock: install .venv/developing ## resolve the lock files again after a change in pyproject.toml (ARGS=--upgrade)
	@$(LOCK) $(ARGS) --output-file requirements.lock
	@$(LOCK) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Answerable needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo not there). Install one, or say: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) has no venv module. On Debian: sudo apt-get install -y python3-venv"; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@touch $@

# Pip takes no `-e .` together with hashes: first what is locked, then the checkout itself.
.venv/installed: .venv/python requirements.lock pyproject.toml
	@echo "Installing into .venv ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/developing: .venv/installed requirements-dev.lock
	@echo "Installing what tests need into .venv ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
