# The two commands: `make run` starts the assistant, `make test` checks everything.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(shell for p in python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo $$p && break; done)
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3

.PHONY: run test setup setup-dev train lint types data unit requirements bench evaluate clean

run: setup train ## Start the assistant: web page, API and the messengers whose tokens are set
	@$(BIN)/troly serve

# Training keeps one core busy; what needs no model is checked on the other.
test: setup-dev lint ## Everything, browser tests included
	@$(MAKE) --no-print-directory -j 2 --output-sync=line train types data
	@$(MAKE) --no-print-directory unit

setup: $(VENV)/.runtime ## The environment to run

setup-dev: $(VENV)/.dev ## The environment to develop

$(VENV)/bin/uv: requirements-uv.txt
ifeq ($(PYTHON),)
	@echo "troly: expected Python 3.11 as python3.11 or python3, got $$(python3 --version 2>&1 || echo none)." >&2
	@echo "Next step: install Python 3.11 (Debian: apt-get install python3.11 python3.11-venv) and run make again." >&2
	@exit 1
endif
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

# --compile-bytecode: uv leaves it out, and where nothing may write it later every start of a process compiled Rasa and
# TensorFlow again (12 of 23 seconds of the processor for one `troly ask`).
$(VENV)/.runtime: requirements.txt pyproject.toml $(VENV)/bin/uv
	@echo "Setting up the environment (some minutes the first time)..."
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

train: setup ## Train a model when the newest is older than its inputs
	@$(BIN)/troly train --if-stale

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: setup-dev
	$(BIN)/mypy

data: setup-dev
	$(BIN)/troly check-data
	$(BIN)/rasa data validate --max-history 2 2>&1 | grep -vE "Warning|warn|^  " | tail -n 20; exit $${PIPESTATUS[0]}

# Two processes: more than two cores help little, as the longest files decide, and each process holds a model.
unit: setup-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: setup-dev train ## Print the figures of docs/benchmark.md
	$(BIN)/python -m tests.benchmark.turns

evaluate: setup-dev train ## Print the evaluation on held-out questions by slice
	$(BIN)/troly evaluate

requirements: ## Compile the requirement files again (needs the package index)
	$(BIN)/uv pip compile --quiet --python 3.11 --generate-hashes --no-header --no-annotate -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --python 3.11 --generate-hashes --no-header --no-annotate --extra dev -o requirements-dev.txt pyproject.toml

clean:
	rm -rf $(VENV) var .rasa
