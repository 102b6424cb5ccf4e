"""Files that fit in the head, names that say where one is, docstrings that promise."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.tree import Source, functions, packages, sources

FILE_LINES = 400
FUNCTION_LINES = 50
# The rooms that ate the house in every model project.
ATTICS = frozenset({"core", "base", "common", "utils", "util", "helpers", "helper", "misc"})
SCAFFOLD = frozenset({"Meta", "Config"})


def test_files_fit_in_the_head() -> None:
    lengths = {source.name: len(source.text.splitlines()) for source in sources()}
    assert {name: length for name, length in lengths.items() if length > FILE_LINES} == {}


def test_functions_are_short() -> None:
    found = [
        f"{source.name}:{function.lineno} {function.name}() has {_length(function)} lines"
        for source in sources()
        for function in functions(source.tree)
        if _length(function) > FUNCTION_LINES
    ]
    assert found == []


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def test_no_attic_under_inward() -> None:
    names = {part for source in sources() for part in source.name.removesuffix(".py").split("/")}
    assert names & ATTICS == set()


@pytest.mark.parametrize("name", packages())
def test_a_package_says_what_it_is_for(name: str) -> None:
    [init] = [source for source in sources() if source.name == f"{name}/__init__.py"]
    assert ast.get_docstring(init.tree), f"{init.name} has no docstring"


def test_what_is_public_promises_in_a_docstring() -> None:
    found = [name for source in sources() for name in _undocumented(source)]
    assert found == []


def _undocumented(source: Source) -> Iterator[str]:
    if source.text.strip() and not ast.get_docstring(source.tree):
        yield source.name
    for name, node in _public(source.tree.body):
        if not ast.get_docstring(node):
            yield f"{source.name}:{node.lineno} {name}"


def _public(
    body: list[ast.stmt], owner: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
    """Public functions, classes and their public methods; overrides and overloads promise above."""
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if node.name.startswith("_") or node.name in SCAFFOLD or _promised_above(node):
            continue
        yield f"{owner}{node.name}", node
        if isinstance(node, ast.ClassDef):
            yield from _public(node.body, f"{node.name}.")


def _promised_above(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    decorators = {ast.unparse(decorator).split(".")[-1] for decorator in node.decorator_list}
    return bool(decorators & {"overload", "override", "setter"})
