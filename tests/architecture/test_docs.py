"""Documents agree with the code: what they name exists, what exists is named."""

import ast
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

import inward
from inward.config.cli import COMMANDS
from inward.config.environment import NAMES
from scripts.map import TARGET as MAP
from scripts.map import render
from tests.architecture.tree import ROOT, pyproject, sources

DOCS = ROOT / "docs"
GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")
UNUSED = "## Words we do not use"
# Read by the surroundings' own convention; `up` documents it.
OTHERS_NAMES = frozenset({"PORT"})
# Says at which named point a process under test is to die; no installation sets these.
FOR_TESTS = frozenset({"INWARD_TESTING", "INWARD_CRASH_AT"})


def rows(text: str, columns: int) -> list[list[str]]:
    """The cells of every table row in a Markdown text that has so many columns."""
    lines = [line for line in text.splitlines() if line.startswith("|") and "|---" not in line]
    split = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [cells for cells in split if len(cells) == columns]


def terms() -> list[tuple[str, str]]:
    """Every word of the glossary with each name in the code that it points to."""
    defined = rows(GLOSSARY.partition(UNUSED)[0], 3)
    return [
        (word, name)
        for word, _, code in defined
        if word != "word"
        for name in re.findall(r"`([^`]+)`", code) or [""]
    ]


@pytest.mark.parametrize(("word", "name"), terms())
def test_a_word_of_the_glossary_names_what_exists(word: str, name: str) -> None:
    assert name, f"{word} names nothing in the code"
    assert pkgutil.resolve_name(f"inward.{name}") is not None


def test_a_word_has_one_meaning() -> None:
    words = [cells[0].lower() for cells in rows(GLOSSARY.partition(UNUSED)[0], 3)]
    assert sorted({word for word in words if words.count(word) > 1} - {"word"}) == []


@pytest.mark.parametrize("word", ["event", "policy", "stage", "target"])
def test_the_words_in_dispute_are_decided(word: str) -> None:
    decided = GLOSSARY.partition("## Four words")[2].partition("\n## ")[0]
    assert word in [cells[0] for cells in rows(decided, 3)]


def test_words_that_we_do_not_use_name_no_class_and_no_table() -> None:
    unused = {cells[0].strip("`").lower() for cells in rows(GLOSSARY.partition(UNUSED)[2], 3)}
    classes = {
        node.name: source.name
        for source in sources()
        for node in source.tree.body
        if isinstance(node, ast.ClassDef)
    }
    tables = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("inward.") and unused & _words(model.__name__)
    ]
    assert {name: where for name, where in classes.items() if name.lower() in unused} == {}
    assert tables == []


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z][a-z]*", name)} | {name.lower()}


def test_the_map_is_what_the_slices_say() -> None:
    assert MAP.read_text(encoding="utf-8") == render(), "docs/map.md is old: make map"


def test_every_setting_is_documented_and_no_other() -> None:
    text = (DOCS / "operate" / "settings.md").read_text(encoding="utf-8")
    documented = {name: meaning for name, meaning in rows(text, 2) if name != "variable"}
    assert documented == {f"`{name}`": meaning for name, meaning in NAMES.items()} | {
        f"`{name}`": documented.get(f"`{name}`") for name in OTHERS_NAMES
    }


def test_every_setting_that_the_code_reads_is_listed() -> None:
    read = {name for source in sources() for name in re.findall(r"INWARD_[A-Z_]+", source.text)}
    assert read - FOR_TESTS == set(NAMES)


def test_every_command_is_documented() -> None:
    text = (DOCS / "operate" / "install.md").read_text(encoding="utf-8")
    missing = [command.words for command in COMMANDS if _shown(command.words) not in text]
    assert missing == []


def _shown(words: tuple[str, ...]) -> str:
    return f"`inward {' '.join(words)}"


def _requirement_names(requirements: list[object]) -> set[str]:
    names = [entry for entry in requirements if isinstance(entry, str)]
    return {re.split(r"[^A-Za-z0-9_.-]", name, maxsplit=1)[0].lower() for name in names}


def test_every_dependency_has_its_reason() -> None:
    text = (DOCS / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    reasons = {name.strip("`"): why for name, why in rows(text, 2) if name.startswith("`")}
    groups: dict[str, list[object]] = pyproject()["dependency-groups"]
    declared = _requirement_names(list(pyproject()["project"]["dependencies"]))
    for requirements in groups.values():
        declared |= _requirement_names(requirements)
    assert set(reasons) == declared
    assert all(reasons.values())


@pytest.mark.parametrize(
    ("lock", "groups"),
    [("requirements.txt", []), ("requirements-build.txt", ["build"]),
     ("requirements-dev.txt", ["build", "dev"])],
)  # fmt: skip
def test_the_locks_pin_what_is_declared_with_hashes(lock: str, groups: list[str]) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9_.-]+)==", text, re.MULTILINE))
    declared = set() if groups == ["build"] else set(pyproject()["project"]["dependencies"])
    for group in groups:
        entries = pyproject()["dependency-groups"][group]
        declared |= {entry for entry in entries if isinstance(entry, str)}
    assert _requirement_names(list(declared)) <= pinned
    assert text.count("==") - text.count("=='") <= text.count("--hash=sha256:")
    assert "://" not in text


def test_what_is_tested_is_what_is_run() -> None:
    pins = {
        lock: dict(
            re.findall(r"^([a-z0-9_.-]+)==(.+?) \\$", (ROOT / lock).read_text("utf-8"), re.M)
        )
        for lock in ("requirements.txt", "requirements-build.txt", "requirements-dev.txt")
    }
    tested = pins["requirements-dev.txt"]
    for lock in ("requirements.txt", "requirements-build.txt"):
        assert pins[lock].items() <= tested.items(), lock


def test_the_version_is_one() -> None:
    assert pyproject()["project"]["version"] == inward.__version__


def test_the_changelog_has_the_version_or_what_comes_next() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {inward.__version__}" in text or "## Unreleased" in text


@pytest.mark.parametrize("number", range(1, 9))
def test_the_costly_choices_are_written_down_on_a_page_each(number: int) -> None:
    [decision] = (DOCS / "decisions").glob(f"{number:04}-*.md")
    text = decision.read_text(encoding="utf-8")
    assert text.startswith(f"# {number}. ")
    assert len(text.splitlines()) <= 80


def documents() -> list[Path]:
    """Every Markdown file of the project's own."""
    return sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    broken = [link for link in _links(path) if not (path.parent / link).exists()]
    assert broken == []


def _links(path: Path) -> Iterator[str]:
    """Relative targets of links and pictures, without their fragments."""
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        target = link.partition("#")[0]
        if target and "://" not in target and not target.startswith("mailto:"):
            yield target


def test_make_targets_named_in_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {
        word
        for path in documents()
        for word in re.findall(r"`make ([a-z]+)", path.read_text(encoding="utf-8"))
    }
    assert named <= targets
