"""``inward report LOG``: a foreign log as one HTML page and as JSON, without a database."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from inward.analytics import engine
from inward.exchange import report as reports
from inward.exchange import report_json, report_page
from inward.exchange import report_words as words
from inward.exchange.exit_codes import exit_code
from inward.exchange.reject_file import replacing, write_rejects
from inward.exchange.report_figures import Report, Source
from inward.exchange.stopping import interruptible
from inward.kernel.errors import InwardError
from inward.logs.batches import Progress as Told
from inward.logs.loading import LoadedLog, load
from inward.logs.mapping import ROLES, load_mapping

Log = Annotated[Path, typer.Argument(help="CSV, TSV, XES or Parquet, also .gz", metavar="LOG")]
Page = Annotated[Path, typer.Option("--output", "-o", help="The page to write.", metavar="FILE")]
Figures = Annotated[
    Path | None, typer.Option("--json", help="Write the figures as JSON too.", metavar="FILE")
]
Map = Annotated[
    str | None,
    typer.Option(
        "--map", help="How to read the columns, or a shipped map's name.", metavar="FILE.toml"
    ),
]
Rejects = Annotated[
    Path | None,
    typer.Option("--rejects", help="Where rows go that cannot be read.", metavar="FILE.csv"),
]
Memory = Annotated[
    str, typer.Option(help="Memory for the engine's tables; beyond, it uses the disk.")
]


def report(
    log: Log,
    output: Page = Path("report.html"),
    json: Figures = None,
    mapping: Map = None,
    rejects: Rejects = None,
    memory: Memory = engine.MEMORY_LIMIT,
) -> None:
    """Report on another system's log, without a database."""
    try:
        with engine.scratch(memory_limit=memory) as connection:
            loaded = _loaded(connection, log, mapping)
            if rejects is not None:
                write_rejects(connection, rejects)
            source = source_of(log, loaded)
            made = interruptible(connection, lambda _: reports.gather(connection, source))
        _write(output, report_page.written(made))
        if json is not None:
            _write(json, report_json.written(made))
    except (InwardError, reports.EmptyLog, OSError) as error:
        sys.stderr.write(f"inward report: {_why(error, log)}\n")
        raise typer.Exit(exit_code(error)) from error
    sys.stdout.write(_told(made, output, json, rejects) + "\n")


def _loaded(connection: duckdb.DuckDBPyConnection, log: Path, mapping: str | None) -> LoadedLog:
    chosen = load_mapping(mapping) if mapping else None
    with _progress(log.name) as told:
        return interruptible(
            connection, lambda bar: load(connection, log, chosen, progress=bar), told
        )


@contextmanager
def _progress(name: str) -> Iterator[Told | None]:
    """A progress bar on a terminal; nothing where nobody looks."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("Reading {task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=1.0)
        yield lambda done: bar.update(task, completed=done)


def source_of(log: Path, loaded: LoadedLog) -> Source:
    """What the report says about where its figures come from."""
    columns = [
        (ROLES.get(role, role), ", ".join(names)) for role, names in loaded.mapping.columns.items()
    ]
    columns += [(f"date of: {state}", column) for column, state in loaded.mapping.moments.items()]
    return Source(
        name=log.name,
        format=loaded.mapping.semantics,
        rejected=loaded.rejected,
        customers=loaded.customers,
        suppliers=loaded.suppliers,
        columns=tuple(columns),
        notes=loaded.warnings,
    )


def _write(target: Path, text: str) -> None:
    with replacing(target) as part:
        part.write_text(text, encoding="utf-8")


def _why(error: Exception, log: Path) -> str:
    if isinstance(error, reports.EmptyLog):
        return f"{log.name} holds no ticket that was ever submitted."
    return str(error)


def _told(made: Report, output: Path, json: Path | None, rejects: Path | None) -> str:
    files = [str(output), *([str(json)] if json else [])]
    bad = f", {words.plural(made.source.rejected, 'row')} rejected" if made.source.rejected else ""
    if made.source.rejected:
        bad += f" (see {rejects})" if rejects else " (--rejects FILE lists them)"
    return f"{made.tickets:,} tickets, {made.events:,} events{bad}. Written: {', '.join(files)}"
