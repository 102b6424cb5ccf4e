"""The chaos test's own process: ``python -m tests.chaos.process`` prints what was left, as JSON.

It loads the application once and never opens the database itself; every process of the plan is
forked from it, so that starting one costs milliseconds.
"""

import importlib
import json
import os
import sys

import django

import inward

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.chaos.settings"
    assert inward.__version__  # imported for its choice of a safe SQLite, before Django's
    django.setup()
    left = importlib.import_module("tests.chaos.plan").run()
    sys.stdout.write(json.dumps(left))
