# make refresh: the main job. make test: the tests. Each does the set-up that it needs.

PYTHON ?= python3
# A process for each core; the tests of a file stay together.
SHARED = -n auto --dist loadfile --no-loadscope-reorder
export DO_NOT_TRACK = 1
export DBT_SEND_ANONYMOUS_USAGE_STATS = False
export GX_ANALYTICS_ENABLED = false
export SCARF_ANALYTICS = false
export AIRFLOW__USAGE_DATA_COLLECTION__ENABLED = False

.PHONY: help refresh test test-quick up bi down setup lint lock
.DEFAULT_GOAL := help

help:
	@echo "make refresh     import all sources, build, gate, publish, brief, mail"
	@echo "make test        all tests            make test-quick   those that take seconds"
	@echo "make up          Airflow and Superset make down         stop what was started"
	@echo "make bi          Superset alone       (installs it once, 630 MB, as make up does)"
	@echo "make lint        style, types, SQL    make lock         resolve the dependencies again"

setup:
	@PYTHON="$(PYTHON)" sh scripts/setup.sh

refresh: setup
	@.venv/bin/sress refresh

test: setup
	@.venv/bin/python -m pytest $(SHARED)

test-quick: setup
	@.venv/bin/python -m pytest $(SHARED) -m "not slow"

# Airflow starts also where Superset cannot be installed.
up: setup
	@PYTHON="$(PYTHON)" sh scripts/superset.sh || echo "Superset could not be installed: Airflow starts without it" >&2
	@.venv/bin/sress up

bi: setup
	@PYTHON="$(PYTHON)" sh scripts/superset.sh
	@.venv/bin/sress bi up

down:
	@if [ -x .venv/bin/sress ]; then .venv/bin/sress down; else echo "nothing was started here"; fi

lint: setup
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/sqlfluff lint -q dbt_project/models

lock: setup
	@sh scripts/lock.sh
