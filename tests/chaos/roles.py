"""What a process of the chaos test does, by its role.

Producers write a thing and its job in one transaction; workers run jobs that write one effect and
one audit entry each. Whatever is killed where, each thing must end with exactly one effect.
"""

import signal
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from inward.kernel import audit, checks, invariants, jobs, leases, outbox, worker
from inward.kernel.clock import now
from inward.kernel.events import Event
from inward.kernel.models import AuditEntry, Job

LEASE = timedelta(seconds=1.5)
leases.FIRST_BACKOFF = timedelta(seconds=0.1)


@dataclass(frozen=True)
class ThingMade(Event):
    """A thing was made."""

    thing: int
    at: datetime


def on_thing_made(event: ThingMade, *, now: datetime) -> None:
    """Heard through the outbox."""
    _effect(event.thing, now)


@jobs.task("chaos.short")
def short(payload: dict[str, Any], *, job: jobs.Running) -> None:
    """Runs in the transaction of its finish; every sixth thing fails at the first try."""
    _effect(payload["thing"], now())
    if payload["thing"] % 2 == 0 and job.tries == 1:
        raise RuntimeError("the first try fails")


@jobs.task("chaos.long", atomic=False)
def long(payload: dict[str, Any], *, job: jobs.Running) -> None:
    """Works outside of any transaction, then writes and finishes in one."""
    time.sleep(0.02)
    with job.finishing():
        _effect(payload["thing"], now())


outbox.subscribe(ThingMade, on_thing_made)
assert callable(checks.database)  # imported for the checks that it registers


def _effect(thing: int, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO chaos_effect (thing) VALUES (%s)", [thing])
    audit.record(
        actor_id=None, action="effect", subject="thing", subject_id=thing, detail={}, at=at
    )


def prepare() -> None:
    """Make the tables."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE chaos_thing (n integer PRIMARY KEY)")
        cursor.execute("CREATE TABLE chaos_effect (thing integer NOT NULL)")


def produce(wanted: int) -> None:
    """Make things with their jobs until there are as many as wanted."""
    for n in range(_count("chaos_thing"), wanted):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO chaos_thing (n) VALUES (%s)", [n])
            if n % 3 == 0:
                outbox.publish(ThingMade(n, now()))
            else:
                jobs.enqueue("chaos.short" if n % 3 == 1 else "chaos.long", {"thing": n})


def work() -> None:
    """A worker until SIGTERM. Exit 1 when it could not finish what it had begun."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    pace = worker.Pace(lease=LEASE, idle=0.05, drain=5, threads=2)
    raise SystemExit(0 if worker.run(stop, pace=pace) else 1)


def look() -> dict[str, Any]:
    """What is in the database."""
    states = [job.state for job in Job.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT thing, COUNT(*) FROM chaos_effect GROUP BY thing")
        effects = {str(thing): times for thing, times in cursor.fetchall()}
    return {
        "open": bool({"pending", "running"} & set(states)),
        "things": _count("chaos_thing"),
        "states": {state: states.count(state) for state in set(states)},
        "effects": effects,
        "taken_over": Job.objects.filter(fence__gt=1).count(),
        "errors": list(Job.objects.filter(state="dead").values_list("error", flat=True)),
        "entries": AuditEntry.objects.count(),
        "faults": _faults(),
    }


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _faults() -> list[str]:
    """What the doctor's checks of the kernel find; the test server's fsync is off on purpose."""
    found = {name: entry.run() for name, entry in invariants.CHECKS.items()}
    if connection.vendor == "postgresql":
        del found["database"]
    return [f"{name}: {each.words}" for name, each in found.items() if each.level]
