"""``inward people``: import a file, make the first administrator."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from inward.config import commands_people
from inward.config.cli import COMMANDS
from inward.directory.models import Department, Person
from tests.support.world import PASSWORD, World, world

__all__ = ["world"]

FILE = "name,email,department,shoe size\nNora,nora@example.org,IT,42\n=Bad,nobody,IT,=1+1\n"


def run(words: str, *arguments: str, input: str = "") -> Any:  # noqa: A002 (typer's word)
    """Run a command as the command line does."""
    [command] = [c for c in COMMANDS if c.words == ("people", words)]
    app = typer.Typer(add_completion=False)
    app.command(help=command.help)(getattr(commands_people, command.target.partition(":")[2]))
    return CliRunner().invoke(app, list(arguments), input=input)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A file with one good row and one bad one."""
    path = tmp_path / "people.csv"
    path.write_text(FILE)
    return path


def test_good_rows_are_in_and_bad_ones_told_with_exit_1(world: World, people: Path) -> None:
    done = run("import", str(people))
    assert done.exit_code == 1
    assert "Imported people: 1 new, 0 changed, 0 unchanged, 1 refused." in done.output
    assert "line 3: refused: email: 'nobody' is not an e-mail address." in done.output
    assert "Columns left alone: shoe size" in done.output
    assert Person.objects.filter(email="nora@example.org").exists()
    rejects = people.with_suffix(".rejects.csv").read_text(encoding="utf-8-sig")
    assert rejects.splitlines()[1].startswith("3,email: 'nobody'")
    assert "'=Bad" in rejects
    assert "'=1+1" in rejects


def test_the_answer_for_programs(world: World, people: Path) -> None:
    told = json.loads(run("import", str(people), "--json", "--dry-run").output)
    counts = {key: told[key] for key in ("rows", "created", "changed", "unchanged", "rejected")}
    assert counts == {"rows": 2, "created": 1, "changed": 0, "unchanged": 0, "rejected": 1}
    assert told["errors"][0]["line"] == 3
    assert told["dry_run"]
    assert not Person.objects.filter(email="nora@example.org").exists()


def test_departments_are_told_by_their_columns(world: World, tmp_path: Path) -> None:
    path = tmp_path / "departments.csv"
    path.write_text("name,code,parent\nDesk,SD,IT\n")
    assert run("import", str(path)).exit_code == 0
    assert Department.objects.get(code="SD").parent == world.it


def test_what_cannot_be_read_exits_2(world: World, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    for path in (empty, tmp_path / "missing.csv", tmp_path):
        assert run("import", str(path)).exit_code == 2
    other = run("import", str(empty), "--as", "mara@example.org")
    assert other.exit_code == 2


def test_only_administrators_are_taken_as_the_actor(world: World, people: Path) -> None:
    done = run("import", str(people), "--as", "alice@example.org")
    assert done.exit_code == 2
    assert "alice@example.org is no administrator." in done.output


@pytest.mark.django_db
def test_without_an_administrator_the_way_to_one_is_told(people: Path) -> None:
    done = run("import", str(people))
    assert done.exit_code == 2
    assert "inward people administrator EMAIL --name NAME" in done.output


@pytest.mark.django_db
def test_the_first_administrator_is_made_once() -> None:
    given = ("eva@example.org", "--name", "Eva First")
    weak = run("administrator", *given, input="short\nshort\n")
    assert weak.exit_code == 1
    assert "too short" in weak.output
    done = run("administrator", *given, "--password-stdin", input=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    eva = Person.objects.get(email="eva@example.org")
    assert eva.is_administrator
    assert eva.check_password(PASSWORD)
    again = run("administrator", "b@example.org", "--name", "B", input=f"{PASSWORD}\n" * 2)
    assert again.exit_code == 1
    assert "There is an administrator already" in again.output


def test_a_file_cannot_steer_the_terminal(world: World, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,email,department\nX,x@example.org,\x1b[2J\u202eevil\n")
    assert "\x1b" not in run("import", str(path)).output
