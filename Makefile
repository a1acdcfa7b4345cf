# Each target does all the set-up it needs, once. Only python3 (3.11 or newer), make and, for the
# browser tests, Debian's chromium are assumed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=

.PHONY: demo test check screenshots clean

demo: $(VENV)/.studio        ## the whole journey on the sample study; ARGS=--no-serve stops the server after it
	$(BIN)/stancemark demo $(ARGS)

test: $(VENV)/.dev           ## every test; ARGS="-m 'not server and not browser'" for the quick ones
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev          ## format, lint, types, who imports whom
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_architecture.py

screenshots: $(VENV)/.dev    ## the pictures in docs/, from the demo's study and a team's week
	$(BIN)/python docs/screenshots.py
	$(BIN)/python docs/week.py

clean:                       ## the virtual environment and the demo's study
	-$(BIN)/stancemark studio stop --config demo/config.yaml
	rm -rf $(VENV) demo

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than 3.11: make PYTHON=/path/to/a/newer/python3"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip
	@touch $@

$(VENV)/.studio: $(VENV)/.python pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable '.[studio]'
	@touch $@

$(VENV)/.dev: $(VENV)/.studio
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@
