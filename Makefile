# make run    sets up, fills a demo company where the database is empty, serves at PORT (8000)
# make test   sets up and passes everything; says what this machine cannot have
# make check  the fast part: lint, format, types, layers, architecture
# make bench  measures (make bench-desk: the service desk at scale); make assets builds what pages
#             load; make setup is what all do first
# make lock   pins newer packages (a maintainer's target)

.DEFAULT_GOAL := help
.PHONY: help run setup test check bench bench-desk assets lock map

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

# The service desk at 100,000 and a million tickets on both databases: half an hour, 20 GB of disk.
bench-desk:
	@scripts/setup.sh dev
	@.venv/bin/python -m benchmarks.desk.run

assets:
	@scripts/setup.sh run
	@.venv/bin/python scripts/assets.py --force

map:
	@.venv/bin/python scripts/map.py

lock:
	@scripts/setup.sh dev
	@scripts/lock.sh --upgrade
