# Two commands matter: `make run` is the product, `make test` proves it. All of them install what they need.
PYTHON ?= python3
focal = @$(PYTHON) -m focal.toolchain

.PHONY: help run test check soak bench screens demo doctor format install clean
.DEFAULT_GOAL := help

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

run: ## install what is missing, start everything, print the address
	$(focal) run

test: ## everything: checks, real LiveKit, real Chromium
	$(focal) test

check: ## the fast part of it, under a minute
	$(focal) check

soak: ## the long forms of the tests
	$(focal) exec -m pytest -m slow

bench: ## the figures, as ratios from one run
	$(focal) exec -m bench

screens: ## pictures of every page, for looking at
	$(focal) exec -m bench.screens

demo: ## example people and rooms
	$(focal) exec manage.py demo

doctor: ## which part is broken, and what to do
	$(focal) exec manage.py doctor

format: ## put Python and templates into form
	$(focal) exec -m ruff format .
	$(focal) exec -m ruff check --fix .
	$(focal) exec -m djlint --reformat --quiet templates

install: ## everything `make run` needs, without starting it
	$(focal) install

clean: ## what can be installed again; data/ stays
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
