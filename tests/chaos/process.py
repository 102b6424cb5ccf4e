"""One process of the chaos test: ``python -m tests.chaos.process prepare|produce|work|look``."""

import importlib
import os
import sys

import django

import inward

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.chaos.settings"
    assert inward.__version__  # imported for its choice of a safe SQLite, before Django's
    django.setup()
    importlib.import_module("tests.chaos.roles").main(*sys.argv[1:])
