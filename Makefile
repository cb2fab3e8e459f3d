# Developers' commands. Everything runs in the interpreter given by PYTHON (a virtual environment with the extra dev).
PYTHON ?= python3
GO_ALL  = GOESCAPE_ALL=1
export PYTHONPATH := $(CURDIR)/src

.PHONY: check lint types test quick compiled test-compiled bless schema bench exactness docs clean

check: lint types quick

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check tests src/goescape/cli src/goescape/explain src/goescape/check src/goescape/report src/goescape/result src/goescape/gc

types:
	MYPYPATH=src $(PYTHON) -m mypy --strict -p goescape

quick:
	$(PYTHON) -m pytest -n 2 -m quick

test:
	$(PYTHON) -m pytest -n 2

# A compiled wheel in build/compiled, never beside the sources: a stale .so there would win over the .py silently.
compiled:
	rm -rf build/copy build/compiled
	mkdir -p build/copy
	cp -R src setup.py pyproject.toml README.md LICENSE build/copy/
	cd build/copy && PYTHONPATH= GOESCAPE_COMPILE=1 $(PYTHON) -m pip install --no-deps --no-build-isolation -q --target ../compiled .
	PYTHONPATH=build/compiled $(PYTHON) -m goescape --version | grep ' compiled)'

test-compiled: compiled
	PYTHONPATH=build/compiled GOESCAPE_EXPECT=compiled $(PYTHON) -m pytest -n 2

# Expectations from the real compiler, never from our own output. Review the diff.
bless:
	PYTHONPATH=src:tests $(PYTHON) -m support.bless $(CASE)

# The published schema of the JSON report.
schema:
	$(PYTHON) -c 'import json; from goescape.result.schema import report_schema; print(json.dumps(report_schema(), indent=1, ensure_ascii=False))' > docs/schema/report-1.json

# Compares all corpora with the compiler and writes docs/exactness.md; an hour on two cores the first time.
exactness: compiled
	PYTHONPATH=build/compiled:tests $(PYTHON) -m support.exactness --write

# The documentation as a site that needs no network: build/site/index.html.
docs:
	NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build -q --strict

bench: compiled
	$(PYTHON) benchmarks/bench.py --compiled build/compiled

clean:
	rm -rf build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache
