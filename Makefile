# make run    sets up, fills a demo company where the database is empty, serves at PORT (8000)
# make test   sets up and passes everything; says what this machine cannot have
# make check  the fast part: lint, format, types, layers, architecture
# make bench  measures; make assets builds what pages load; make setup is what all do first
# make lock   pins newer packages (a maintainer's target)

.DEFAULT_GOAL := help
.PHONY: help run setup test check bench assets lock map

help:
	@sed -n 's/^# //p' Makefile

run:
	@scripts/setup.sh run
	@.venv/bin/inward up --demo

setup:
	@scripts/setup.sh dev

test:
	@scripts/setup.sh dev
	@scripts/test.sh

check:
	@scripts/setup.sh dev
	@scripts/check.sh

bench:
	@scripts/setup.sh dev
	@scripts/bench.sh

assets:
	@scripts/setup.sh run
	@.venv/bin/python scripts/assets.py --force

map:
	@.venv/bin/python scripts/map.py

lock:
	@scripts/setup.sh dev
	@scripts/lock.sh --upgrade
