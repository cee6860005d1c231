# The two commands of the README are `make run` and `make test`; everything else serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv pip

.PHONY: setup dev run test test-postgres subjects check bench faults lock messages reference pictures clean

setup: $(VENV)/.runtime $(VENV)/.front

$(VENV)/.build: requirements/build.txt
	$(PYTHON) -c 'import sys; sys.exit("Dozvon needs Python 3.11 or newer: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/build.txt
	touch $@

$(VENV)/.runtime: $(VENV)/.build requirements/runtime.txt pyproject.toml
	$(UV) install -q --require-hashes -r requirements/runtime.txt
	$(UV) install -q --no-build-isolation --no-deps -e .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	$(UV) install -q --require-hashes -r requirements/dev.txt
	touch $@

# Node comes from the system or, where there is none, from a wheel; scripts/front.py decides.
FRONT_SOURCES := $(wildcard package.json package-lock.json src/dozvon/web/front/* docs/guide/* docs/pictures/*) $(shell find src/dozvon/web -path '*/static' -prune -o '(' -name '*.html' -o -name '*.js' -o -name '*.css' ')' -print)
$(VENV)/.front: $(VENV)/.runtime $(FRONT_SOURCES) $(wildcard src/dozvon/web/locale/*/LC_MESSAGES/*.po)
	$(BIN)/python scripts/front.py
	$(BIN)/python scripts/messages.py compile
	touch $@

dev: setup $(VENV)/.dev

run: setup
	$(BIN)/dozvon demo

test: dev
	$(BIN)/python scripts/browser.py
	$(BIN)/python scripts/front.py test
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

# The tests that speak to the database, on an installed PostgreSQL instead of the embedded one.
POSTGRES ?= /usr/lib/postgresql/15/bin
test-postgres: dev
	$(BIN)/python scripts/with_postgres.py $(POSTGRES) $(BIN)/python -m pytest -q -n 2 --dist loadfile tests/accounts tests/clients tests/dispatch tests/events tests/exchange tests/intake tests/orders tests/races tests/shops

# Subjects of commits, in as much history as the clone has.
subjects:
	$(PYTHON) scripts/subjects.py

check: dev
	$(BIN)/ruff format --check src tests bench scripts
	$(BIN)/ruff check src tests bench scripts
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint --quiet src/dozvon/web src/dozvon/api
	$(BIN)/python scripts/messages.py check

bench: dev
	$(BIN)/python -m bench

faults: dev
	$(BIN)/python -m bench.faults

messages: dev
	$(BIN)/python scripts/messages.py update

reference: dev
	$(BIN)/python scripts/reference.py

pictures: dev
	$(BIN)/python scripts/pictures.py

lock: $(VENV)/.build
	UV_CUSTOM_COMPILE_COMMAND="make lock" scripts/lock.sh $(UV)

clean:
	rm -rf $(VENV) node_modules src/dozvon/web/static/dist var
