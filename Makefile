# Everything a newcomer must know. It needs Python 3.11, 3.12 or 3.13 and make; the rest goes into .venv.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup play play-teams teams-manifest test test-crash test-soak golden pictures check fix bench lock

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
PINNED := $(INSTALL) --require-hashes --only-binary :all: --requirement
PACKAGES := $(patsubst %/__init__.py,%,$(wildcard */__init__.py))

help: ## Show this list.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | while IFS=$$'\t' read -r name words; do printf '  make %-14s %s\n' "$$name" "$$words"; done

setup: $(VENV)/.everything ## Make .venv with everything that running, testing and checking need.

play: $(VENV)/.run-part ## Run the whole bot on this machine with no workspace (ARGS="--fresh --no-open").
	@$(BIN)/csops play $(ARGS)

play-teams: setup ## Run it against Microsoft's Agents Playground, where Node is there (ARGS="--accept-license").
	@$(BIN)/python -m tools.play_teams $(ARGS)

test: setup ## Run all tests but the long runs, on every core (ARGS="tests/rules -k overdue -n 0").
	@$(BIN)/python -m pytest -n auto $(ARGS)

test-crash: setup ## Kill the bot a few hundred times and count what was lost or doubled.
	@$(BIN)/python -m pytest tests/crash -m crash $(ARGS)

test-soak: setup ## Let people do ten thousand things, and see that memory stays flat.
	@$(BIN)/python -m pytest -m soak -s $(ARGS)

golden: setup ## Write tests/golden anew: every card and form as Slack and Teams are sent it. Look at what it changed.
	@$(BIN)/python -m pytest -q tests/golden --write-golden

pictures: setup ## Take the README's pictures again, from a playground that this starts.
	@$(BIN)/python -m tests.page.screenshots docs/pictures --readme

check: setup ## Formatting, lint, types, import contracts, dependencies, dead code, spelling.
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)
	@echo "All checks passed."

# Each check can be run alone (`make check-lint`); `make check` runs every one of them even when one before it failed.
CHECKS := check-format check-lint check-types check-libraries check-imports check-dependencies check-dead-code check-spelling
.PHONY: $(CHECKS)
check-format: setup
	@echo "== formatting (ruff format; make fix)"; $(BIN)/ruff format --check .
check-lint: setup
	@echo "== lint (ruff)"; $(BIN)/ruff check .
check-types: setup
	@echo "== types (mypy)"; $(BIN)/mypy $(PACKAGES)
check-libraries: setup
	@echo "== types as the libraries' source has them (basedpyright)"; $(BIN)/basedpyright $(PACKAGES)
check-imports: setup
	@echo "== import contracts (import-linter)"; $(BIN)/lint-imports --no-logo
check-dependencies: setup
	@echo "== dependencies (deptry)"; $(BIN)/deptry .
check-dead-code: setup
	@echo "== dead code (vulture)"; $(BIN)/python -m tools.dead_code
check-spelling: setup
	@echo "== spelling (codespell)"; $(BIN)/codespell

fix: setup ## Format, and mend what lint can mend (ARGS="bot tests/bot").
	@$(BIN)/ruff check --fix-only --show-fixes $(or $(ARGS),.)
	@$(BIN)/ruff format $(or $(ARGS),.)

bench: setup ## Measure, print, and write benchmarks/results.json.
	@$(BIN)/python -m benchmarks $(ARGS)

teams-manifest: setup ## Write teams_manifest/ anew, from the registered commands.
	@$(BIN)/python -m tools.teams_manifest

lock: setup ## Resolve pyproject.toml into requirements.lock (ARGS="--upgrade" takes newer versions).
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tools.lock $(ARGS)

# The part of the lock above the divider is what running needs; the project itself is linked in, not copied.
$(VENV)/.run-part: requirements.lock pyproject.toml
	@$(if $(PYTHON),,$(error No Python found: install Python 3.11, 3.12 or 3.13, or say make PYTHON=/path/to/python))
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] < (3, 14) else f"$(PYTHON) is Python {sys.version.split()[0]}; csops needs 3.11, 3.12 or 3.13. Say make PYTHON=/path/to/python.")'
	@test -x $(BIN)/python || { echo "Making $(VENV) with $(PYTHON)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what running needs"
	@$(PINNED) <(sed '/^# ---- development/,$$d' requirements.lock)
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.everything: $(VENV)/.run-part
	@echo "Installing what tests and checks need"
	@$(PINNED) requirements.lock
	@touch $@
