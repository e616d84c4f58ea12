# make demo    take payments with no hardware and no account      make demo SCRIPT=1   play the list
# make test    everything a change must pass                      make lint, deb, bench, simulate, mutants, fuzz, screens, page-pictures, vm-test
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SCRIPT ?=

.PHONY: demo test lint unit slow bench simulate mutants fuzz screens page-pictures deb vm-test clean

$(VENV)/.installed: pyproject.toml
	@sh tools/make-venv.sh $(PYTHON) $(VENV) run
	@touch $@

$(VENV)/.installed-dev: pyproject.toml
	@sh tools/make-venv.sh $(PYTHON) $(VENV) dev
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed
	@$(BIN)/terminal-daemon demo $(if $(SCRIPT),--script)

test: lint unit
	@if [ -n "$$CI" ]; then $(MAKE) --no-print-directory slow; fi
	@if [ -n "$$VM" ]; then $(MAKE) --no-print-directory vm-test; fi

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.installed-dev
	PYTHONASYNCIODEBUG=1 $(BIN)/pytest -q -n auto

slow: $(VENV)/.installed-dev
	PYTHONASYNCIODEBUG=1 $(BIN)/pytest -q -m slow --timeout 300

# ONLY="scan start": some of it; SOAK=3600: so many seconds of back-to-back sales at the end
ONLY ?=
SOAK ?= 30
bench: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --editable '.[bench]'
	$(BIN)/python -m tests.bench --soak $(SOAK) $(if $(ONLY),--only $(ONLY))

SEEDS ?= 2000
FIRST ?= 0
simulate: $(VENV)/.installed-dev
	$(BIN)/python -m tests.simulation.simulate --seeds $(SEEDS) --first $(FIRST)

screens: $(VENV)/.installed
	$(BIN)/terminal-daemon screens --out build/screens
	for sheet in build/screens/contact-sheet-*.png; do \
		cp $$sheet docs/images/screens-$${sheet##*-}; \
	done

page-pictures: $(VENV)/.installed-dev
	TZ=UTC $(BIN)/python -m tests.system.page_pictures

deb: $(VENV)/.installed
	sh tools/make-deb.sh $(BIN)/python

mutants: $(VENV)/.installed-dev
	$(BIN)/python -m tests.mutants

SECONDS ?= 60
fuzz: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz.run --seconds $(SECONDS)

CASES ?=
vm-test: $(VENV)/.installed-dev
	$(BIN)/python -m tests.vm $(CASES)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
