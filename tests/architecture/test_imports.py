"""What may be imported, and where: read from the syntax trees, for what a linter cannot name."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import DOORS, functions, imports, sources, within

HTTP = frozenset({"django.http", "django.shortcuts", "django.urls", "django.views", "ninja"})
# Receivers that fire behind the caller's back. Down: call; up or sideways: an event.
SIGNALS = frozenset({"django.dispatch", "django.db.models.signals", "django.core.signals"})
# Loads commands, each when it is called: ``inward report`` stays free of Django.
LATE_IMPORTS = frozenset({"config/cli.py"})
# Modules named by text: what an import by name would hide from every check above.
IMPORTS_BY_NAME = frozenset({"sqlite.py", "config/cli.py", "config/apps.py"})
ENGINE = ("ibis", "duckdb", "pyarrow", "pandas", "scipy", "numpy")


def test_the_domain_knows_no_http() -> None:
    found = [
        f"{source.name}:{line} imports {name}"
        for source in sources()
        if source.slice not in DOORS
        for name, line in imports(source.tree)
        if within(name, HTTP)
    ]
    assert found == []


def test_nothing_is_imported_inside_a_function() -> None:
    found = [
        f"{source.name}:{node.lineno} in {function.name}()"
        for source in sources()
        if source.name not in LATE_IMPORTS
        for function in functions(source.tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_modules_are_loaded_by_name_only_where_it_is_agreed() -> None:
    found = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        if source.name not in IMPORTS_BY_NAME and source.slice != "config"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _imports_by_name(node)
    ]
    assert found == []


def _imports_by_name(node: ast.Call) -> bool:
    called = ast.unparse(node.func)
    return called in {"import_module", "importlib.import_module", "import_string", "__import__"}


def test_no_slice_declares_or_hears_a_django_signal() -> None:
    found = [
        f"{source.name}:{line} imports {name}"
        for source in sources()
        for name, line in imports(source.tree)
        if within(name, SIGNALS)
    ]
    assert found == []


def test_imports_are_absolute() -> None:
    found = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert found == []


def test_a_serving_process_never_loads_the_analytic_engine(tmp_path: Path) -> None:
    """The linter follows imports; this follows what Django loads by name too."""
    script = (
        "import sys, inward.config.wsgi\n"
        "from django.urls import get_resolver\n"
        "len(get_resolver().url_patterns)\n"
        f"print(*[name for name in {ENGINE!r} if name in sys.modules])\n"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"INWARD_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.split() == []
