"""``inward import LOG``: another system's log into the application."""

import json as json_text
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from inward.analytics import engine
from inward.exchange import importing
from inward.exchange.exit_codes import exit_code
from inward.exchange.importing import ImportResult
from inward.exchange.reject_file import replacing, write_rejects
from inward.exchange.stopping import interruptible
from inward.kernel.clock import now
from inward.kernel.errors import InwardError
from inward.logs.batches import Progress as Told
from inward.logs.guess import guess_mapping
from inward.logs.guesses import Guess
from inward.logs.loading import LoadedLog, load
from inward.logs.mapping import Mapping, load_mapping
from inward.logs.reading import open_log
from inward.logs.toml_text import guess_table, guess_toml, to_toml

Log = Annotated[Path, typer.Argument(help="CSV, TSV, XES or Parquet, also .gz", metavar="LOG")]
Map = Annotated[
    str | None,
    typer.Option(
        "--map", help="How to read the columns, or a shipped map's name.", metavar="FILE.toml"
    ),
]
Name = Annotated[
    str | None,
    typer.Option(
        "--name", help="Name of the source; the same one finds its tickets again.", metavar="SOURCE"
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and show all, write nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Say the result as JSON.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before writing.")]
Rejects = Annotated[
    Path | None,
    typer.Option(
        "--rejects",
        help="Where rows go that cannot be read (else beside the log).",
        metavar="FILE.csv",
    ),
]
WriteMap = Annotated[
    Path | None,
    typer.Option("--write-map", help="Write the map used, to correct it.", metavar="FILE.toml"),
]


def import_log(
    log: Log,
    mapping: Map = None,
    name: Name = None,
    dry_run: DryRun = False,
    json: Json = False,
    yes: Yes = False,
    rejects: Rejects = None,
    write_map: WriteMap = None,
) -> None:
    """Import another system's log: people, departments, services, tickets and their events.

    Nobody is mailed, nothing escalates, imported people cannot sign in. Repeating it changes
    nothing; a broken import goes on where it stopped.
    """
    try:
        with engine.scratch() as connection:
            guess, chosen = _mapping(log, mapping)
            _show(guess, chosen, quiet=json)
            _save(write_map, guess, chosen)
            _ask(yes=yes or dry_run or json)
            with _progress("Reading", log.name, quiet=json) as bar:
                loaded = interruptible(
                    connection,
                    lambda told: load(connection, log, chosen, progress=told, titles=True),
                    bar,
                )
            listed = _list_rejects(connection, loaded, log, rejects)
            result = _bring_in(connection, log, loaded, name, dry_run=dry_run, quiet=json)
    except (InwardError, OSError) as error:
        sys.stderr.write(f"inward import: {error}\n")
        raise typer.Exit(exit_code(error)) from error
    shown_map = _map_text(guess, chosen) if dry_run else None
    told = (
        _as_json(result, chosen, guess, listed, dry_run)
        if json
        else _told(result, listed, shown_map)
    )
    sys.stdout.write(told + "\n")


def _mapping(log: Path, named: str | None) -> tuple[Guess | None, Mapping]:
    """The mapping to use, completed by a guess where it allows one."""
    given = load_mapping(named) if named else Mapping()
    if not given.guess:
        return None, given
    guess = guess_mapping(open_log(log, given.encoding), given).under(given)
    # Complete now: reading it again must not guess again.
    return guess, replace(guess.mapping, guess=False)


def _show(guess: Guess | None, mapping: Mapping, *, quiet: bool) -> None:
    if quiet:
        return
    console = Console(stderr=True)
    if guess is None:
        columns = [f"{role}: {', '.join(names)}" for role, names in mapping.columns.items()]
        console.print(f"Read as the mapping says: {'; '.join(columns)}", markup=False)
        return
    console.print(guess_table(guess))
    for note in guess.notes:
        console.print(note, markup=False)


def _save(target: Path | None, guess: Guess | None, mapping: Mapping) -> None:
    if target is None:
        return
    with replacing(target) as part:
        part.write_text(_map_text(guess, mapping), encoding="utf-8")


def _map_text(guess: Guess | None, mapping: Mapping) -> str:
    return to_toml(mapping) if guess is None else guess_toml(guess)


def _ask(*, yes: bool) -> None:
    """Ask a person; a script that did not say --yes has said it by running the command."""
    if not yes and sys.stdin.isatty() and sys.stderr.isatty():
        typer.confirm("Import it so?", abort=True, err=True)


@contextmanager
def _progress(verb: str, name: str, *, quiet: bool) -> Iterator[Told | None]:
    """A progress bar on a terminal; nothing where nobody looks."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (TextColumn(f"{verb} {{task.description}}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=1.0)
        yield lambda done: bar.update(task, completed=done)


def _list_rejects(
    connection: duckdb.DuckDBPyConnection, loaded: LoadedLog, log: Path, target: Path | None
) -> Path | None:
    """Write the rejects file if there is a reject, or if a place for it was named."""
    if loaded.rejected == 0 and target is None:
        return None
    place = target or log.with_name(f"{log.name}.rejects.csv")
    write_rejects(connection, place)
    return place


def _bring_in(
    connection: duckdb.DuckDBPyConnection,
    log: Path,
    loaded: LoadedLog,
    name: str | None,
    *,
    dry_run: bool,
    quiet: bool,
) -> ImportResult:
    source = name or loaded.source
    if dry_run:
        return importing.planned(loaded, connection, source)
    with _progress("Importing", log.name, quiet=quiet) as told:
        return importing.import_log(
            connection, log, loaded, source=source, now=now(), progress=told
        )


def _as_json(
    result: ImportResult, mapping: Mapping, guess: Guess | None, rejects: Path | None, dry_run: bool
) -> str:
    said = importing.as_json(result)
    said |= {"dry_run": dry_run, "mapping": to_toml(mapping)}
    said |= {"guess": [asdict(role) for role in guess.roles] if guess else None}
    said |= {"rejects_file": str(rejects) if rejects else None}
    return json_text.dumps(said, ensure_ascii=False, indent=2)


def _told(result: ImportResult, rejects: Path | None, shown_map: str | None) -> str:
    """The result in words; ``shown_map`` of a dry run, None where it was written."""
    dry_run = shown_map is not None
    lines = [
        f"{result.source}: {result.tickets:,} tickets, {result.events:,} events of"
        f" {result.departments:,} departments and {result.people:,} people"
        + (" would come in." if dry_run else ".")
    ]
    if not dry_run:
        lines.append(
            f"Tickets: {result.tickets_new:,} new, {result.tickets_changed:,} changed,"
            f" {result.tickets_same:,} the same. Events: {result.events_new:,} new,"
            f" {result.events_corrected:,} corrected, {result.events_same:,} the same."
        )
    if result.resumed_at:
        lines.append(f"Went on after {result.resumed_at:,} tickets of a broken import.")
    if rejects is not None:
        lines.append(f"{result.rejected:,} of {result.rows:,} rows rejected: {rejects}")
    lines += result.warnings
    if shown_map is not None:
        lines.append(f"\nThe map, to correct and pass by --map:\n\n{shown_map}")
    return "\n".join(lines)
