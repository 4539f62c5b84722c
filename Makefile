# Two commands matter: `make demo` and `make test`. Everything else helps those who develop.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export UV_NO_CONFIG := 1
# the machine's own certificates, as behind the proxy of a county
export UV_SYSTEM_CERTS := 1
LOCK := --no-emit-index-url --generate-hashes --universal --python-version 3.11 --no-header --quiet

.PHONY: demo test install install-dev lint lock catalogs clean

demo: install
	@$(BIN)/kreislotse demo $(ARGS)

test: install-dev
	@$(BIN)/python tools/run_tests.py $(ARGS)

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kreislotse braucht Python 3.11 oder neuer; $(PYTHON) ist älter. Bitte rufen Sie make PYTHON=python3.12 auf."; exit 1; }
	@echo "1/3  Umgebung wird angelegt …"
	@$(PYTHON) -m venv $(VENV) || { echo "Bitte installieren Sie das Paket python3-venv und versuchen Sie es noch einmal."; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes --disable-pip-version-check -r requirements/bootstrap.txt

$(VENV)/.installed: requirements/base.txt requirements/bootstrap.txt | $(UV)
	@if [ ! -e $(VENV)/.installed-dev ]; then echo "2/3  Pakete werden installiert …"; $(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements/base.txt; fi
	@$(BIN)/python tools/link_project.py
	@touch $@

$(VENV)/.installed-dev: requirements/dev.txt requirements/bootstrap.txt | $(UV)
	@echo "2/3  Pakete zum Entwickeln und Prüfen werden installiert …"
	@$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements/dev.txt
	@$(BIN)/python tools/link_project.py
	@touch $@ $(VENV)/.installed

lint: install-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

lock: | $(UV)
	@echo "uv" | $(UV) pip compile - $(LOCK) -o requirements/bootstrap.txt
	@$(UV) pip compile pyproject.toml $(LOCK) -o requirements/base.txt
	@$(UV) pip compile pyproject.toml $(LOCK) --extra postgres -o requirements/postgres.txt
	@$(UV) pip compile pyproject.toml $(LOCK) --extra postgres --group dev -o requirements/dev.txt
	@$(UV) pip compile pyproject.toml $(LOCK) --extra matching -o requirements/matching.txt
	@$(UV) pip compile pyproject.toml $(LOCK) --extra matching --group benchmarks -o requirements/benchmarks.txt

catalogs: install-dev
	@$(BIN)/python tools/catalogs.py

clean:
	rm -rf $(VENV) build .pytest_cache .ruff_cache
