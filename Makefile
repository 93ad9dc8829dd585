# Everything a newcomer and the CI do. Needs Python ≥ 3.11 with pip and venv, and make; `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The package itself is installed without build isolation, so that nothing comes in beside the pins. The warning is
# setuptools' own, about what an editable installation is.
INSTALL_SELF := PYTHONWARNINGS="ignore:Editable installation" $(PIP) install --no-deps --no-build-isolation --editable .

# Where it is set, as in many images of containers, each process compiles the sources anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
# The documentation is built anew when what it is made of has changed.
SITE := schema/documentation/site/scripts.txt
SITE_SOURCES := $(shell find docs documentation -name '*.pyc' -prune -o -type f -print) app.py core/settings.py core/settings_sections.py \
	core/plugins/hookspecs.py schema/schema.graphql README.md README.zh.md CHANGELOG.md

.PHONY: help run test acceptance property check audit bench codegen docs schema pins console browser newcomer chromium

help: ## what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1	\2/' | expand -t 16

run: $(VENV)/.run-stamp $(SITE) ## set-up, migrations, sample data, and the server on http://127.0.0.1:8000
	@$(MAKE) --no-print-directory console || echo "The console could not be built (see above). The server runs without it; make console tries again."
	$(BIN)/linli migrate
	$(BIN)/linli sample
	$(BIN)/linli serve

WORKERS ?= auto
test: $(VENV)/.dev-stamp console ## set-up and all tests, on SQLite and on a real PostgreSQL brought by pip (WORKERS=, ARGS=)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

EXAMPLES ?= 2000
property: $(VENV)/.dev-stamp ## random questions to both databases and to a plain executor, others each time (EXAMPLES=, SEED=)
	@seed=$(or $(SEED),$$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')); \
	echo "To ask the same again: make property EXAMPLES=$(EXAMPLES) SEED=$$seed"; \
	LINLI_PROPERTY_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/schema/engine/test_property.py \
		--hypothesis-seed=$$seed $(ARGS)

# A package of its own, with its own contract about what it imports.
EXAMPLE := examples/linli-night-pharmacy
acceptance: $(VENV)/.dev-stamp ## what takes minutes: a new plugin, the tutorial, a partner's plugin, each installed by pip beside the platform
	$(BIN)/python -m pytest -m acceptance --numprocesses $(WORKERS) --dist loadfile $(ARGS) \
		$$(grep --recursive --files-with-matches --include='test_*.py' pytest.mark.acceptance tests)

check: $(VENV)/.dev-stamp ## style, strict types, layers, no missing migration, schema.graphql current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd $(EXAMPLE) && $(CURDIR)/$(BIN)/lint-imports
	$(BIN)/linli check --migrations
	$(BIN)/linli schema --check

NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm
CONSOLE := schema/console/built/.stamp
AUDIT := tests/http_audit
audit: $(VENV)/.dev-stamp $(AUDIT)/node_modules/.stamp ## GraphQL over HTTP, by the audit of the npm package graphql-http
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.http_audit.run

CODEGEN := examples/typed-client
codegen: $(VENV)/.dev-stamp $(CODEGEN)/node_modules/.stamp ## the example of a typed client: generate, compile, and ask a server of its own
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm run --prefix $(CODEGEN) --silent generate
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm run --prefix $(CODEGEN) --silent build
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.docs.typed_client

console: $(CONSOLE) ## build the console for browsers, unless it is current

# The server and its database are the run's own.
browser: $(VENV)/.dev-stamp $(CONSOLE) $(SITE) chromium ## the console and the front page in a headless Chromium, other hosts blocked; pictures in web/shots
	$(NPM) --prefix web run --silent check
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.browser.run $(ARGS)

newcomer: $(VENV)/.dev-stamp chromium ## what takes minutes: a new clone, make run in it, and a newcomer's path in a headless Chromium
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.browser.newcomer

# That of the system, else Debian's.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; } \
		|| { echo "The tests in a browser need Chromium: install the package chromium of your system."; exit 1; }

bench: $(VENV)/.dev-stamp ## the five questions beside hand-written SQL and the usual way; see benchmarks/README.md (ARGS=--help)
	$(BIN)/python -m benchmarks $(ARGS)

docs: $(VENV)/.run-stamp ## build the documentation anew, which the server shows at /docs
	@rm -rf $(dir $(SITE))
	@$(MAKE) --no-print-directory $(SITE)

schema: $(VENV)/.run-stamp ## write schema/schema.graphql anew
	$(BIN)/linli schema --output schema/schema.graphql

COMPILE := $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
pins: $(VENV)/.dev-stamp ## compile the pins from pyproject.toml anew (ARGS=--upgrade for newer versions)
	$(COMPILE) $(ARGS) --build-deps-for editable --output-file requirements.txt pyproject.toml
	$(COMPILE) $(ARGS) --build-deps-for editable --extra dev --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml
	$(COMPILE) $(ARGS) --extra docs --constraint requirements-dev.txt --output-file requirements-docs.txt pyproject.toml
	$(COMPILE) $(ARGS) --output-file requirements-node.txt requirements-node.in

# Set-up. A stamp is newer than the pins that it was installed from; the development set holds the other.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Linli needs Python 3.11 or newer, and $(PYTHON) is older. Say: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Could not make $(VENV): is the module venv installed?"; exit 1; }

$(VENV)/.run-stamp: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the server needs (once; about a minute) …"
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(INSTALL_SELF)
	@touch $@

$(VENV)/.dev-stamp: requirements-dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what development needs (once; a minute or two) …"
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@$(INSTALL_SELF)
	@touch $(VENV)/.run-stamp $@

$(SITE): $(SITE_SOURCES) requirements-docs.txt | $(VENV)/.run-stamp
	@echo "Building the documentation (a few seconds) …"
	@$(PIP) install --require-hashes --requirement requirements-docs.txt
	@$(BIN)/python -m documentation

# Node of the system if it is new enough for the console's builder, else from the package index, into the same environment.
$(VENV)/.node-stamp: requirements-node.txt | $(VENV)/.run-stamp
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
		&& npm --version >/dev/null 2>&1 || $(PIP) install --require-hashes --requirement requirements-node.txt
	@touch $@

%/node_modules/.stamp: %/package-lock.json $(VENV)/.node-stamp
	@echo "Fetching what $* needs of npm (once) …"
	@$(NPM) --prefix $* ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(CONSOLE): web/node_modules/.stamp web/index.html web/vite.config.ts web/tsconfig.json $(shell find web/src web/builder -type f 2>/dev/null)
	@echo "Building the console …"
	@$(NPM) --prefix web run --silent build -- --logLevel warn
	@touch $@
