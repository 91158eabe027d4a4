# make report   set up on first use, clean data/raw, run the notebooks, render the pages, say where they are
# make test     set up on first use, run the tests
# make test-lowest  the same tests with the lowest versions that pyproject.toml allows: make test-lowest PYTHON=python3.13
# make lab      open JupyterLab at the welcome notebook
# make learn    remake what the projection knows beforehand (slow)
# make bench    measure against the peers (slow)
# make mutate   break one token at a time in some rooms and see whether their tests notice (slow): make mutate ROOMS="maths"
# make wheelhouse  everything to install without a connection, in dist/wheelhouse
# make docs     build the guide and the API reference into site/, to be read without a connection
# make clean    remove what was generated (never data/raw)

PYTHON ?= python3
BIN := .venv/bin
# What a run of `make report` covers; override on the command line: make report AREAS="陕西省" TO=2030
AREAS ?= 全国 陕西省 榆林市 榆阳区
TO ?= 2035
AREA_FLAGS := $(foreach area,$(AREAS),--area $(area))
# The lists decide what is installed; a stamp newer than both means there is nothing to do.
LISTS := pyproject.toml constraints.txt
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: report test test-all test-lowest lint lab bench learn mutate wheelhouse docs clean
.DEFAULT_GOAL := report

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; '$(PYTHON)' is $$($(PYTHON) --version). Set another: make report PYTHON=python3.12"; exit 2; }
	@echo "creating .venv ..."
	@$(PYTHON) -m venv .venv

# pip byte-compiles what it installs; our own package is installed in place and compiled by hand.
.venv/.report: .venv/bin/python $(LISTS)
	@echo "installing (once; about a minute) ..."
	@$(INSTALL) --editable .
	@$(BIN)/python -m compileall -q yq_analysis
	@touch $@

.venv/.lab: .venv/.report
	@echo "installing JupyterLab (once) ..."
	@$(INSTALL) --editable '.[lab]'
	@touch $@

.venv/.dev: .venv/.report
	@echo "installing what the tests need (once) ..."
	@$(INSTALL) --editable '.[lab,schedule,dev]'
	@touch $@

report: .venv/.report
	@$(BIN)/yq-analysis report $(AREA_FLAGS) --to $(TO)

test: .venv/.dev
	@$(BIN)/python -m pytest -q -n 2

# what CI runs on top: the slow tests and those in a browser
test-all: .venv/.dev
	@$(BIN)/python -m pytest -q -n 2 -m 'slow or browser'

# An environment of its own, so that the usual one stays as it is; uv, since pip cannot choose the lowest.
.venv-lowest/.dev: pyproject.toml
	@$(PYTHON) -m venv --clear .venv-lowest
	@.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check uv
	@.venv-lowest/bin/uv pip install --quiet --python .venv-lowest/bin/python \
	  --resolution lowest-direct --editable '.[lab,schedule,dev]'
	@touch $@

test-lowest: .venv-lowest/.dev
	@.venv-lowest/bin/python -m pytest -q -n 2

lint: .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

lab: .venv/.lab
	@$(BIN)/yq-analysis lab

bench: .venv/.dev
	@for benchmark in benchmarks/*.py; do echo "== $$benchmark"; $(BIN)/python $$benchmark || exit 1; done

# what the projection knows beforehand, from the panels of benchmarks/PANELS.md (some minutes)
learn: .venv/.dev
	@$(BIN)/python benchmarks/learn_projection.py

ROOMS ?= assessment maths indicators ledger scenarios
COUNT ?= 40
mutate: .venv/.dev
	@$(BIN)/python tests/mutate.py $(ROOMS) --count $(COUNT)

.venv/.docs: .venv/.report
	@echo "installing what the documentation needs (once) ..."
	@$(INSTALL) --editable '.[docs]'
	@touch $@

docs: .venv/.docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "site/index.html"

# For machines of the same system and Python; there:
#   python3 -m venv venv && venv/bin/pip install --no-index --find-links wheelhouse yq-analysis
# EXTRAS="lab schedule" takes these extras along.
EXTRAS ?=
empty :=
space := $(empty) $(empty)
comma := ,
WANTED := .$(if $(strip $(EXTRAS)),[$(subst $(space),$(comma),$(strip $(EXTRAS)))])
wheelhouse: .venv/bin/python
	@rm -rf dist/wheelhouse
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --constraint constraints.txt \
	  --wheel-dir dist/wheelhouse '$(WANTED)'
	@$(PYTHON) -m venv dist/.try
	@dist/.try/bin/python -m pip install --quiet --disable-pip-version-check --no-index \
	  --find-links dist/wheelhouse yq-analysis
	@dist/.try/bin/yq-analysis --help >/dev/null
	@rm -rf dist/.try
	@echo "dist/wheelhouse: $$(ls dist/wheelhouse | wc -l) wheels, $$(du -sh dist/wheelhouse | cut -f1); installed with --no-index"

clean:
	rm -rf site reports/* data/processed/* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
