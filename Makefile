# Everything a fresh machine needs is installed by these targets: Python 3.10+ and, for the VS Code
# extension alone, Node 20+.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := .tools
READY := $(VENV)/.ready

.PHONY: help setup demo test lint unit test-editors test-client vsix vsix-bundled docs bench clean

help:
	@echo "make demo          play an LSP session against a sick example and show it being cured"
	@echo "make test          lint, types, import contracts and all quick tests"
	@echo "make test-editors  drive Neovim, Emacs, Vim and VS Code (installed if missing)"
	@echo "make test-client   check, test and package the VS Code extension"
	@echo "make vsix          package the VS Code extension, which needs a server"
	@echo "make vsix-bundled  package it with the server inside, for this platform"
	@echo "make docs          write docs/rules and docs/coverage.md from the rules, and the README's picture"
	@echo "make bench         measure the keystroke path"

$(READY): pyproject.toml
	@echo "Setting up $(VENV) (a minute or so, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(READY)

setup: $(READY)

demo: $(READY)
	@$(BIN)/python examples/demo.py

test: lint unit

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(READY)
	$(BIN)/python -m pytest -n auto -m "not editor"

test-editors: $(READY) vsix vsix-bundled
	tests/clients/install.sh
	$(BIN)/python -m pytest -n 2 -m editor
	tests/clients/vscode/install.sh $(TOOLS)
	node --test --test-concurrency=1 tests/clients/vscode/

vscode-client/node_modules: vscode-client/package-lock.json
	cd vscode-client && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

test-client: vscode-client/node_modules
	cd vscode-client && npm run check && npm test && npm run package

vsix: vscode-client/node_modules
	cd vscode-client && npm run package

# The extension with the server inside, for the platform that this runs on.
TARGET ?= linux-x64
vscode-client/cog-lsp-bundled.vsix: vscode-client/node_modules $(shell git ls-files cog_lsp vscode-client)
	vscode-client/bundle/build.sh $(PYTHON)
	cd vscode-client && npm run package:bundled -- $(TARGET)

vsix-bundled: vscode-client/cog-lsp-bundled.vsix

docs: $(READY)
	$(BIN)/python -m cog_lsp.cli.docs
	$(BIN)/python docs/picture.py

bench: $(READY)
	$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) dist vscode-client/node_modules vscode-client/dist vscode-client/bundled vscode-client/*.vsix build $(TOOLS)
