"""Commands about people: import a file of them, make the first administrator."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from inward.directory import actions, csv_import, csv_rows
from inward.directory.models import Person
from inward.kernel.clock import now
from inward.kernel.errors import InwardError, NotFound

SHOWN = 20


def import_people(
    file: Annotated[Path, typer.Argument(help="CSV file of people, or of departments.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell, but change nothing.")] = False,
    rejects: Annotated[Path | None, typer.Option(help="Where refused rows go.")] = None,
    as_: Annotated[str | None, typer.Option("--as", help="Address of the administrator.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Import people (name,email,department,role,manager,position,employment,time_zone) or
    departments (name,code,kind,parent,head). Exit 0: all rows are in; 1: some refused; 2: none.
    """
    try:
        with file.open("rb") as opened:
            table = csv_rows.read_table(opened.read(csv_rows.LARGEST + 1))
        result = csv_import.import_table(
            actor=_administrator(as_), table=table, now=now(), dry_run=dry_run
        )
    except (OSError, InwardError) as refused:
        sys.stderr.write(f"inward: {getattr(refused, 'detail', refused)}\n")
        raise SystemExit(2) from None
    written = _write_rejects(table, result, rejects or file.with_suffix(".rejects.csv"))
    _tell(table, result, written, dry_run, as_json)
    raise SystemExit(1 if result.errors else 0)


def administrator(
    email: Annotated[str, typer.Argument(help="Address to sign in with.")],
    name: Annotated[str, typer.Option(help="Name of the person.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Make the first administrator of this installation."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        person = actions.create_first_administrator(
            name=name, email=email, password=password, now=now()
        )
    except InwardError as refused:
        words = [refused.detail, *(w for many in refused.fields.values() for w in many)]
        sys.stderr.write(f"inward: {' '.join(dict.fromkeys(words))}\n")
        raise SystemExit(1) from None
    sys.stdout.write(f"{person.name} <{person.email}> administers this installation.\n")


def _administrator(email: str | None) -> Person:
    """The administrator in whose name an import runs: the one named, else the first one."""
    people = Person.objects.filter(is_active=True, is_administrator=True).order_by("pk")
    found = people.filter(email=email.strip().lower()).first() if email else people.first()
    if found is None:
        raise NotFound(
            f"{email} is no administrator." if email else
            "There is no administrator yet: inward people administrator EMAIL --name NAME"
        )  # fmt: skip
    return found


def _write_rejects(table: csv_rows.Table, result: csv_import.Imported, path: Path) -> Path | None:
    if not result.errors:
        return None
    path.write_text(csv_rows.rejects_csv(table, result.errors), encoding="utf-8-sig", newline="")
    return path


def _tell(
    table: csv_rows.Table,
    result: csv_import.Imported,
    rejects: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    summary: dict[str, Any] = {
        "kind": table.kind,
        "rows": len(table.rows) + len(table.errors),
        "created": result.created,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "rejected": len(result.errors),
        "rejects_file": str(rejects) if rejects else None,
        "ignored_columns": list(table.ignored),
        "dry_run": dry_run,
    }
    if as_json:
        told = [(error.line, error.reason) for error in result.errors]
        summary |= {"errors": _lines(told), "notes": _lines(result.notes)}
        sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
        return
    sys.stdout.write("\n".join(_sentences(summary, result)) + "\n")


def _lines(told: list[tuple[int, str]]) -> list[dict[str, Any]]:
    return [{"line": line, "text": text} for line, text in told]


def _sentences(summary: dict[str, Any], result: csv_import.Imported) -> list[str]:
    said = [
        f"{'Would import' if summary['dry_run'] else 'Imported'} {summary['kind']}: "
        f"{summary['created']} new, {summary['changed']} changed, "
        f"{summary['unchanged']} unchanged, {summary['rejected']} refused."
    ]
    if summary["ignored_columns"]:
        said.append(f"Columns left alone: {', '.join(summary['ignored_columns'])}")
    said += [f"  line {line}: {_plain(text)}" for line, text in result.notes[:SHOWN]]
    said += [f"  line {e.line}: refused: {_plain(e.reason)}" for e in result.errors[:SHOWN]]
    if len(result.errors) > SHOWN:
        said.append(f"  … and {len(result.errors) - SHOWN} more")
    if summary["rejects_file"]:
        said.append(f"Refused rows: {summary['rejects_file']}")
    return said


def _plain(text: str) -> str:
    """Words of a file on a terminal: nothing that steers it."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
