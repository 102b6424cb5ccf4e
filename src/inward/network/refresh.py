"""The refresh: facts into the store, measures and network over it, rows into the main database.

Fills the port of `inward.analytics.tasks`; loaded when the job runs, never by a serving process.
"""

import time
from datetime import datetime
from pathlib import Path

import ibis
from django.conf import settings
from django.db import transaction

from inward.analytics import store
from inward.analytics.models import Watermark
from inward.analytics.queries import FACTS
from inward.kernel import jobs
from inward.kernel.clock import now as clock
from inward.measures import results as measures
from inward.measures.cases import cases, tables
from inward.network import results as network


def run(job: jobs.Running, rebuild: bool) -> None:
    """The job: results and the job's own end are written in one transaction."""
    found = computed(Path(settings.HOME), now=clock(), rebuild=rebuild)
    with job.finishing():
        write(found)


def refresh(*, now: datetime, rebuild: bool = False) -> Watermark:
    """The same without a job, for a command or a test. Returns the new watermark."""
    found = computed(Path(settings.HOME), now=now, rebuild=rebuild)
    with transaction.atomic():
        write(found)
    return found.watermark


class Computed:
    """All results of one refresh, not yet written."""

    def __init__(self, watermark: Watermark, figures: measures.Rows, net: network.Rows) -> None:
        self.watermark = watermark
        self.figures = figures
        self.network = net


def computed(home: Path, *, now: datetime, rebuild: bool) -> Computed:
    """Bring the store in ``home`` up to date and compute the results. Writes no rows.

    Cost: some 3 s plus 3 s a million events on two cores; a rebuild reads all facts again.
    """
    begun = time.perf_counter()
    with store.refreshed(home, now=now, rebuild=rebuild) as (connection, loaded):
        backend = ibis.duckdb.from_connection(connection)
        source = tables(backend)
        wide = backend.create_table("cases", cases(source), overwrite=True, temp=True)
        figures = measures.computed(wide)
        net = network.computed(wide, source.holds, backend.table("passes"))
    watermark = Watermark(
        name=FACTS,
        event_id=loaded.event_id,
        refreshed_at=now,
        tickets=loaded.tickets,
        events=loaded.events,
        seconds=round(time.perf_counter() - begun, 3),
    )
    return Computed(watermark, figures, net)


def write(found: Computed) -> None:
    """Replace all results and their watermark. Within the caller's transaction."""
    measures.write(found.figures)
    network.write(found.network)
    Watermark.objects.filter(name=FACTS).delete()
    found.watermark.save(force_insert=True)
