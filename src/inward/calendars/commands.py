"""`inward clock check FILE`: check golden cases. Needs neither database nor settings."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from inward.calendars.golden import UnreadableFileError, check_file

LONGEST_LINE = 1_000


def clock_check(
    file: Annotated[Path, typer.Argument(help="JSON file of calendars and expected answers.")],
) -> None:
    """Check a file of business-time cases.

    Prints each failure, then as the last line of standard output 'N passed, M failed'. Exit code 0
    if all passed, 1 if one failed, 2 if the file cannot be read (the reason on standard error).
    """
    try:
        report = check_file(file)
    except UnreadableFileError as error:
        typer.echo(f"inward clock check: {_one_safe_line(error.detail)}", err=True)
        raise typer.Exit(2) from error
    for warning in report.warnings:
        typer.echo(_one_safe_line(f"warning: {warning}"), err=True)
    for failure in report.failures:
        typer.echo(_one_safe_line(f"FAILED {failure}"))
    typer.echo(f"{report.passed} passed, {report.failed} failed")
    if report.failures:
        raise typer.Exit(1)


def _one_safe_line(text: str) -> str:
    """Text of a file that anybody may have written, fit for any terminal: ASCII escapes for what
    is not printable there, one line, not endless."""
    shown = text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + "..."
    printable = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown
    )
    encoding = sys.stdout.encoding or "utf-8"
    return printable.encode(encoding, "backslashreplace").decode(encoding)
