"""The source tree as the architecture tests see it: slices, files, syntax trees, imports."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "inward"
# Doors and the roof: all else is the domain, which knows no HTTP.
DOORS = frozenset({"config", "web", "api", "mail"})


@dataclass(frozen=True)
class Source:
    """One Python file of the package."""

    path: Path

    @property
    def name(self) -> str:
        """Its path below ``src/inward``, for messages and for lists of exceptions."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def slice(self) -> str:
        """The package right under ``inward`` that holds it; '' for files beside the packages."""
        parts = self.path.relative_to(PACKAGE).parts
        return parts[0] if len(parts) > 1 else ""

    @property
    def text(self) -> str:
        """Its text."""
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return _parsed(self.path)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file under ``src/inward`` but the migrations, which Django writes."""
    files = sorted(PACKAGE.rglob("*.py"))
    return tuple(Source(path) for path in files if "migrations" not in path.parts)


def packages() -> list[str]:
    """Names of the packages right under ``inward`` that hold a file."""
    return sorted({source.slice for source in sources() if source.slice})


@cache
def pyproject() -> dict[str, Any]:
    """The parsed ``pyproject.toml``."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contract(identifier: str) -> dict[str, Any]:
    """One import-linter contract of ``pyproject.toml``."""
    contracts: list[dict[str, Any]] = pyproject()["tool"]["importlinter"]["contracts"]
    return next(entry for entry in contracts if entry["id"] == identifier)


@cache
def levels() -> dict[str, int]:
    """Height of every package in the layers: kernel 0, config the highest."""
    layers: list[str] = contract("layers")["layers"]
    return {
        name.strip(): height
        for height, layer in enumerate(reversed(layers))
        for name in layer.split("|")
    }


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every absolute module or name that the tree imports, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of the tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def within(name: str, modules: frozenset[str]) -> bool:
    """Whether a dotted name is one of the modules or lies inside one."""
    return any(name == module or name.startswith(f"{module}.") for module in modules)
