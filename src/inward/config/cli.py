"""The command line: ``inward``. Commands are loaded from a table, each when it is called.

Loading late keeps ``inward report`` free of Django and ``inward up`` free of the analytic engine.
"""

import importlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer


@dataclass(frozen=True)
class Command:
    """One command: its words, where its function stands, whether it needs the application."""

    words: tuple[str, ...]
    target: str
    needs_django: bool
    help: str


COMMANDS: tuple[Command, ...] = (
    Command(("up",), "inward.config.up:up", True, "Serve pages and worker in one process tree."),
    Command(
        ("demo",),
        "inward.exchange.commands_demo:demo",
        True,
        "Fill an empty database with the demo company.",
    ),
    Command(
        ("clock", "check"),
        "inward.calendars.commands:clock_check",
        False,
        "Check a file of business-time cases.",
    ),
    Command(
        ("report",),
        "inward.exchange.commands_report:report",
        False,
        "Report on another system's log, without a database.",
    ),
    Command(
        ("import",),
        "inward.exchange.commands_import:import_log",
        True,
        "Import another system's log.",
    ),
    Command(
        ("people", "import"),
        "inward.config.commands_people:import_people",
        True,
        "Import people or departments from a CSV file.",
    ),
    Command(
        ("people", "administrator"),
        "inward.config.commands_people:administrator",
        True,
        "Make the first administrator.",
    ),
    Command(("worker",), "inward.config.maintenance:worker", True, "Run jobs until told to stop."),
    Command(
        ("migrate",),
        "inward.config.maintenance:migrate",
        True,
        "Bring the database to this version.",
    ),
    Command(
        ("jobs",),
        "inward.config.commands:jobs",
        True,
        "Show what waits and what failed; try again.",
    ),
    Command(
        ("search", "rebuild"),
        "inward.config.commands_search:rebuild",
        True,
        "Index every ticket for the search anew.",
    ),
    Command(("doctor",), "inward.config.doctor:doctor", False, "Check what must hold."),
)

# These bring the database to this version themselves, and say so.
MIGRATING = {("up",), ("migrate",)}


def _load(command: Command) -> Callable[..., Any]:
    if command.needs_django:
        # Whatever is written from here on (database, mails, files) is nobody else's to read.
        os.umask(0o077)
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inward.config.settings")
        django.setup()
        if command.words not in MIGRATING and "--help" not in sys.argv:
            importlib.import_module("inward.config.maintenance").prepare()
    module, _, name = command.target.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


def _chosen(arguments: list[str]) -> Command | None:
    for command in COMMANDS:
        if tuple(arguments[: len(command.words)]) == command.words:
            return command
    return None


def _overview() -> str:
    width = max(len(" ".join(command.words)) for command in COMMANDS)
    lines = [f"  inward {' '.join(c.words):<{width}}  {c.help}" for c in COMMANDS]
    return "Inward: the platform for internal customers.\n\n" + "\n".join(lines)


def main() -> None:
    """Run the command named by the arguments; without one, list them. Exit 2 if it is unknown."""
    arguments = sys.argv[1:]
    command = _chosen(arguments)
    if command is None:
        asked = not arguments or arguments[0] in {"-h", "--help", "help"}
        sys.stdout.write(_overview() + "\n") if asked else sys.stderr.write(
            f"inward: no command {' '.join(arguments)!r}.\n\n{_overview()}\n"
        )
        raise SystemExit(0 if asked else 2)
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(help=command.help)(_load(command))
    app(args=arguments[len(command.words) :], prog_name=f"inward {' '.join(command.words)}")
