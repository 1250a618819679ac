# The commands needed to run, check and change this software.
# Every tool is called as a module of .venv's Python, so that a checkout still works after it was moved.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DEMO ?= 1
export HOST PORT

PY := .venv/bin/python
FLASK := $(PY) -m flask --app wsgi
PIP := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes
BABEL := $(PY) -m babel.messages.frontend --quiet
LOCK := $(PY) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command 'make lock' $(UPGRADE)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

.NOTPARALLEL:
.PHONY: help run setup bucket pdf test check bench audit campaign cluster screens strings lock dev machine

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s  %s\n", $$1, $$2 }' Makefile

run: setup  ## serve the demonstration (HOST= PORT= DATABASE_URL=), or with DEMO=0 start for real
	@$(FLASK) migrate
	@$(FLASK) $(if $(filter 0,$(DEMO)),set-up-link --if-nobody,demo --if-empty)
	@exec $(PY) -m gunicorn

setup: .venv/runtime $(CATALOGUES)  ## make .venv and compile the catalogues, once
	@:

bucket: setup  ## add the library for photos in a bucket (PHOTO_STORE=s3://...)
	@$(PIP) -r requirements-bucket.txt

pdf: setup  ## add the library for PDF files of papers (Pango and fonts: docs/operations.md)
	@$(PIP) -r requirements-pdf.txt

# One process more than processors: tests spend a sixth of their time waiting for servers, browsers and databases.
PARALLEL = --numprocesses $$($(PY) -c 'import os; print(min(4, 1 + (os.cpu_count() or 1)))') --dist worksteal

# Each process reads every test. What one has compiled serves all, even if Python is told to keep nothing.
test: export PYTHONDONTWRITEBYTECODE :=
test: export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
test: dev machine  ## run every test (ARGS= for pytest)
	@$(PY) -m pytest $(PARALLEL) $(ARGS)

check: dev  ## format, lint, types, import contracts and templates; then every test
	@$(PY) -m ruff format --check
	@$(PY) -m ruff check
	@$(PY) -m mypy
	@$(PY) .venv/bin/lint-imports --no-logo
	@$(PY) -m djlint --quiet peoplesprocess
	@$(MAKE) --no-print-directory test

bench: dev machine  ## measure against peers and limits, side by side
	@$(PY) -m bench

audit: dev  ## ask whether installed packages have known vulnerabilities (needs the internet; no answer is a failure)
	@$(PY) -m bench.audit

campaign: dev machine  ## what `make test` leaves out; count thousands of ballots beside other software
	@$(PY) -m pytest $(PARALLEL) --campaign \
		tests/journeys tests/db tests/faults/test_container_file.py tests/house/test_every_page.py \
		tests/house/test_every_form.py tests/house/test_screens_and_paper.py
	@$(PY) -m pytest $(PARALLEL) --campaign -m one_database --database postgresql
	@$(PY) -m bench.campaign $(ARGS)

cluster: dev  ## kill a PostgreSQL cluster's leader under load: what is lost, what is doubled (ARGS=)
	@.ci/machine cluster
	@$(PY) -m bench.cluster $(ARGS)

screens: dev machine  ## take pictures of the main pages into screens/
	@$(PY) -m tests.screens

# A new date alone is not a change: the template is replaced only when a message has changed.
strings: dev  ## bring the catalogues up to date with the code
	@$(BABEL) extract --mapping-file babel.cfg --keywords '_ N_ ngettext:1,2 plural:1,2 Message:1 Plural:1,2' \
		--add-comments I18N: --strip-comments --add-location file --sort-by-file --no-wrap \
		--project peoplesprocess --copyright-holder 'the contributors to peoplesprocess' \
		--output-file translations/new.pot .
	@diff -qI '^"POT-Creation-Date:' translations/new.pot translations/messages.pot >/dev/null 2>&1 \
		|| cp translations/new.pot translations/messages.pot
	@rm translations/new.pot
	@$(BABEL) update --input-file translations/messages.pot --output-dir translations \
		--no-fuzzy-matching --no-wrap --ignore-pot-creation-date

lock: dev  ## write the locked requirements from pyproject.toml (UPGRADE=--upgrade for newer ones)
	@$(LOCK) --output-file requirements.txt pyproject.toml
	@$(LOCK) --constraints requirements.txt --extra bucket --output-file requirements-bucket.txt pyproject.toml
	@$(LOCK) --constraints requirements.txt --extra pdf --output-file requirements-pdf.txt pyproject.toml
	@$(LOCK) --constraints requirements.txt --extra dev --extra bucket --extra pdf \
		--output-file requirements-dev.txt pyproject.toml

dev: .venv/dev $(CATALOGUES)
	@:

machine: dev
	@.ci/machine

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	@$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt | .venv/bin/pip
	@echo 'Installing what peoplesprocess needs, only this once ...'
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt | .venv/bin/pip
	@echo 'Installing what its checks need, only this once ...'
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/runtime

%.mo: %.po | .venv/runtime
	@$(BABEL) compile --input-file $< --output-file $@
