# The whole vocabulary: run, check, test (everything, what CI runs), bench, messages.
PYTHON := .venv/bin/python

.PHONY: help run check test bench dev browser messages lint

help:
	@echo "make run    start the playground and print its address"
	@echo "make check  format, lint, types and the quick tests"
	@echo "make test   everything: also the slow, browser and load tests"
	@echo "make bench  our engine against its peers, as ratios"

run:
	@sh scripts/bootstrap.sh run
	@exec $(PYTHON) -m streamlit run app.py

dev:
	@sh scripts/bootstrap.sh dev

browser: dev
	@sh scripts/browser.sh

lint: dev
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy

check: lint
	$(PYTHON) -m pytest -q -m "not slow and not browser"

test: lint browser
	$(PYTHON) -m pytest --durations=15

# Every marked text into the catalogues; new entries start empty.
messages: dev
	$(PYTHON) -m playground.i18n.extract

# The peers have an environment of their own: see requirements-bench.txt.
bench: dev
	@sh scripts/bootstrap.sh bench
	.venv-bench/bin/python -m benchmarks.engine
	$(PYTHON) -m benchmarks.race
	$(PYTHON) -m benchmarks.live
	$(PYTHON) -m benchmarks.deep
