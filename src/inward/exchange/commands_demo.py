"""``inward demo``: fill an empty database with the demo company."""

import time

import typer
from rich.console import Console

from inward.analytics.tasks import soon
from inward.exchange.demo.company import halden_works
from inward.exchange.demo.loading import load
from inward.kernel.clock import now
from inward.kernel.errors import InwardError
from inward.kernel.worker import drain


def demo() -> None:
    """Fill an empty database with Halden Works: 200 people, twelve months, four things to find.

    Exits with 1, having changed nothing, if the database is not empty.
    """
    console = Console(stderr=True)
    started = time.monotonic()
    try:
        loaded = load(now=now(), say=console.print)
        console.print("Computing who serves whom …")
        soon()
        drain()
    except InwardError as refused:
        console.print(refused.detail, style="red")
        raise typer.Exit(1) from None
    seconds = time.monotonic() - started
    typer.echo(
        f"Demo company: {loaded.people} people, {loaded.tickets:,} tickets, "
        f"{loaded.events:,} events, {loaded.ratings:,} ratings, in {seconds:.0f} s."
    )
    company = halden_works()
    for one in company.sign_ins:
        typer.echo(f"  {one.email:<28} {company.password}   {one.says}")
