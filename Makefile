PYTHON ?= python3.11
VENV := .venv
WORKERS ?= 3
BIN := $(VENV)/bin
FIND_CHROMIUM := command -v chromium || command -v chromium-browser || command -v google-chrome

.PHONY: run test suite check mutation clean loops

# What was compiled once, the tests' own assertions too, serves every process that the tests start.
unexport PYTHONDONTWRITEBYTECODE

run: $(VENV)/.ready loops
	$(BIN)/streamlit run app.py

# Three processes share the tests out, beside the checks, for one of them mostly waits for a browser; `make test
# WORKERS=0` runs the tests one after the other.
test: $(VENV)/.ready-dev browser
	@$(MAKE) --no-print-directory -j2 check suite
	@echo "ruff, mypy and the tests found nothing wrong."

suite: $(VENV)/.ready-dev browser loops
	CHROMIUM=$$($(FIND_CHROMIUM)) $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --durations 5 --durations-min 20

# Compiled loops are kept beside the program: one small run makes them, so that neither the first person nor every
# process of the tests waits for them.
loops: $(VENV)/.ready
	@ls synthesis/privacy/__pycache__/*.nbi > /dev/null 2>&1 || $(BIN)/python -W ignore -c "import io, pandas; \
	  from synthesis import synthesise; from synthesis.tables import sample_csv; \
	  synthesise(pandas.read_csv(io.BytesIO(sample_csv(800))))"

check: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# An hour or more: change the program in one place at a time and see which changes no test notices.
mutation: $(VENV)/.ready-dev
	$(BIN)/python bench/mutation.py --sample 150

# The CPU build of torch comes first and alone, so that nothing brings the several gigabytes of the GPU build. What was
# installed is compiled by all processors at once, which pip does with one; what cannot be compiled is never imported.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
$(VENV)/.ready: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --no-compile $(shell grep '^torch==' requirements.txt)
	$(INSTALL) --no-compile -r requirements.txt
	$(BIN)/python -m compileall -q -j 0 -x '/tests?/' $(VENV)/lib > /dev/null || true
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	$(INSTALL) -r requirements-dev.txt
	touch $@

.PHONY: browser
browser:
	@$(FIND_CHROMIUM) > /dev/null || { \
	  apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core > /dev/null; }

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis
