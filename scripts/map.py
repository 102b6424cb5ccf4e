"""Writes docs/map.md: what stands where, from the slices' own docstrings and models.

scripts/map.py          writes the file
scripts/map.py --check  exit 1 where the file is not what would be written
"""

import ast
import os
import sys
import tempfile
import tomllib
from pathlib import Path

import django
from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "inward"
TARGET = ROOT / "docs" / "map.md"
HEAD = """\
# Map

What stands where. Written by `make map` from the docstrings and models of the slices; a test
keeps it true. The rules of the house, and why, are in [decision 0003](decisions/0003-layers.md);
the words in the [glossary](glossary.md).

A package imports itself and what stands below it; packages in one line do not know each other.
"""


def layers() -> list[list[str]]:
    """The packages from the top, those of one height together."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = read["tool"]["importlinter"]["contracts"]
    [found] = [contract["layers"] for contract in contracts if contract["id"] == "layers"]
    return [[name.strip() for name in layer.split("|")] for layer in found]


def render() -> str:
    """The text of the map. Django must be set up."""
    picture = "\n".join(" | ".join(names) for names in layers())
    sections = [_section(name) for names in layers() for name in names]
    return f"{HEAD}\n```\n{picture}\n```\n\n" + "\n".join(sections)


def _section(name: str) -> str:
    parts = [f"## {name}\n\n{_docstring(PACKAGE / name / '__init__.py')}\n"]
    tables = [f"| `{model.__name__}` | {_first_line(model)} |" for model in _models(name)]
    if tables:
        parts.append("\n".join(("| table | what a row is |", "|---|---|", *tables)) + "\n")
    events = [f"| `{event}` | {meaning} |" for event, meaning in _events(name)]
    if events:
        parts.append("\n".join(("| event | when it is published |", "|---|---|", *events)) + "\n")
    return "\n".join(parts)


def _docstring(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").strip()


def _models(name: str) -> list[type[Model]]:
    module = f"inward.{name}."
    found = [model for model in apps.get_models() if f"{model.__module__}.".startswith(module)]
    return sorted(found, key=lambda model: model.__name__)


def _first_line(model: type[Model]) -> str:
    return _cell(model.__doc__ or "")


def _events(name: str) -> list[tuple[str, str]]:
    """The events in a slice's events.py with the first paragraph of their docstrings.

    A class that derives from Event, directly or not; those that only pass on fields are left out.
    """
    path = PACKAGE / name / "events.py"
    if not path.exists():
        return []
    body = ast.parse(path.read_text(encoding="utf-8")).body
    bases: dict[str, set[str]] = {"Event": set()}
    meanings: dict[str, str] = {}
    for node in body:
        if isinstance(node, ast.ClassDef) and bases.keys() & _names(node):
            bases[node.name] = _names(node)
            meanings[node.name] = _cell(ast.get_docstring(node) or "")
    passed_on = set().union(*bases.values())
    return sorted((event, text) for event, text in meanings.items() if event not in passed_on)


def _names(node: ast.ClassDef) -> set[str]:
    """The last names of a class's bases."""
    return {ast.unparse(base).rpartition(".")[2] for base in node.bases}


def _cell(text: str) -> str:
    """The first paragraph as one table cell."""
    paragraph = " ".join(text.strip().partition("\n\n")[0].split())
    return paragraph.replace("|", "\\|")


def main() -> int:
    """Write the map, or check it; the exit code."""
    os.environ["INWARD_HOME"] = tempfile.mkdtemp()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inward.config.settings")
    django.setup()
    text = render()
    if "--check" in sys.argv[1:]:
        return int(not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
