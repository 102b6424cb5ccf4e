"""Fills an empty database: python -m benchmarks.desk.fill --tickets N, where INWARD_HOME or

INWARD_DATABASE_URL says. Migrates first. Says how long each part took.
"""

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inward.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from benchmarks.desk import organisation  # noqa: E402
from benchmarks.desk.lives import ASSIGNEE, BASE, OTHER, SUPPLIER, Life, lives  # noqa: E402
from benchmarks.desk.rows import Bulk  # noqa: E402
from benchmarks.desk.words import Speech  # noqa: E402
from inward.calendars.queries import timeline_of  # noqa: E402
from inward.directory.folding import search_key  # noqa: E402
from inward.kernel.search import tables  # noqa: E402
from inward.tickets import words  # noqa: E402
from inward.tickets.clocks import Terms  # noqa: E402
from inward.tickets.models import (  # noqa: E402
    Ticket,
    TicketDepartment,
    TicketEvent,
    TicketSequence,
    Watcher,
)

SEED = 20_261
YEARS = 8
# One in a hundred is open: as many as fall into these weeks, times this share.
OPEN_SHARE = 0.01
OPEN_WEEKS = 8
LIVES = 3_000
AT_ONCE = 20_000


def monday(at: datetime) -> datetime:
    """The first instant of its week."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


class Filling:
    """One organisation and its tickets, oldest first."""

    def __init__(self, tickets: int, ends: datetime) -> None:
        self.rng = random.Random(SEED)
        self.speech = Speech()
        self.number = tickets
        self.ends = ends
        self.weeks = YEARS * 52
        since = ends - timedelta(weeks=self.weeks + 1)
        self.place = organisation.build(self.rng, self.speech.words, since)
        terms = Terms(organisation.TARGETS, timeline_of(self.place.calendar))
        self.ended = lives(self.rng, LIVES, terms, ended=True)
        self.open = lives(self.rng, LIVES, terms, ended=False)
        self.numbers: Counter[int] = Counter()
        self.data: dict[tuple[int, int], str] = {}

    def weekly(self) -> Iterator[tuple[datetime, list[Life]]]:
        """The lives of each week in order of submission."""
        done = 0
        for week in range(self.weeks):
            wanted = self.number * (week + 1) // self.weeks - done
            done += wanted
            left = self.weeks - week
            still = int(self.number * OPEN_SHARE / OPEN_WEEKS) if left <= OPEN_WEEKS else 0
            still = min(still, wanted)
            drawn = self.rng.choices(self.open, k=still)
            drawn += self.rng.choices(self.ended, k=wanted - still)
            # The last week's lives must have ended by now: one week's room.
            begins = self.ends - timedelta(weeks=left + 1)
            yield begins, sorted(drawn, key=lambda life: life.steps[0].at)

    def write(self) -> None:
        """All tickets with their events, departments and watchers."""
        bulk = Bulk(connection, AT_ONCE)
        pk = 0
        for begins, drawn in self.weekly():
            shift = begins - BASE
            for life in drawn:
                pk += 1
                self._ticket(bulk, pk, life, shift)
        bulk.flush()
        TicketSequence.objects.bulk_create(
            TicketSequence(department_id=one, last=last) for one, last in self.numbers.items()
        )
        bulk.restart_ids(TicketEvent, Ticket, TicketDepartment, Watcher)

    def _ticket(self, bulk: Bulk, pk: int, life: Life, shift: timedelta) -> None:
        rng, place = self.rng, self.place
        supplier = rng.choice(place.suppliers)
        other = rng.choice([one for one in place.suppliers if one != supplier])
        customer = rng.choice(list(place.members))
        requester = rng.choice(place.members[customer])
        last = other if life.columns["supplier_id"] == OTHER else supplier
        actors = {SUPPLIER: supplier, OTHER: other, ASSIGNEE: rng.choice(place.agents[last])}
        offering, form = rng.choice(place.offerings[supplier])
        self.numbers[supplier] += 1
        key = f"{place.codes[supplier]}-{self.numbers[supplier]}"
        title = f"{offering.name}: {self.speech.title(rng)}"
        columns = {
            name: actors[value]
            if name.endswith("_id") and value in actors
            else _moved(value, shift)
            for name, value in life.columns.items()
        }
        columns |= {
            "id": pk, "key": key, "title": title, "search_key": search_key(key, title),
            "kind": offering.kind, "requester_id": requester, "customer_id": customer,
            "service_id": offering.service_id, "offering_id": offering.pk,
            "form_version_id": form.pk, "priority": life.priority,
            "answers": json.dumps({"what": title, "device": f"SN{rng.randrange(10**7)}"}),
            "agreement_version_id": place.agreements[supplier].pk,
            "calendar_version_id": place.calendar.pk,
        }  # fmt: skip
        bulk.add(Ticket, columns)
        self._events(bulk, pk, life, shift, actors, requester)
        for department in {actors[s.department] for s in life.steps if s.department}:
            bulk.add(TicketDepartment, {"ticket_id": pk, "department_id": department})
        if rng.random() < 0.05:
            members = place.members[customer]
            bulk.add(Watcher, {"ticket_id": pk, "person_id": rng.choice(members)})

    def _events(
        self, bulk: Bulk, pk: int, life: Life, shift: timedelta, actors: dict[int, int],
        requester: int,
    ) -> None:  # fmt: skip
        for ordinal, step in enumerate(life.steps, start=1):
            row = {
                "ticket_id": pk, "ordinal": ordinal, "at": _moved(step.at, shift),
                "kind": step.kind, "side": step.side, "category": step.category,
                "actor_id": requester if step.side == "customer" else actors[ASSIGNEE],
                "department_id": actors[step.department] if step.department else None,
                "person_id": actors[step.person] if step.person else None,
                "waiting_on": step.waiting_on, "reason": step.reason, "outcome": step.outcome,
                "text": self.speech.text(self.rng) if step.speaks else "",
                "is_note": step.is_note, "data": "{}",
            }  # fmt: skip
            if ordinal == 1:
                row["data"] = self._given(actors[SUPPLIER], life.priority)
            bulk.add(TicketEvent, row)

    def _given(self, supplier: int, priority: int) -> str:
        found = self.data.get((supplier, priority))
        if found is None:
            found = json.dumps(
                {
                    "impact": 3, "urgency": 3, "priority": priority,
                    "agreement_version": self.place.agreements[supplier].pk,
                    "calendar_version": self.place.calendar.pk, "channel": "portal",
                }
            )  # fmt: skip
            self.data[supplier, priority] = found
        return found


def _moved(value: Any, shift: timedelta) -> Any:
    return value + shift if isinstance(value, datetime) else value


def timed(what: str, do: Callable[[], Any]) -> Any:
    """Do it and say how long it took."""
    started = time.monotonic()
    result = do()
    print(f"{what}: {time.monotonic() - started:.1f} s", flush=True)
    return result


def unsafely() -> None:
    """Bulk loading of a scratch database: nothing is promised to anybody yet."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in ("synchronous=OFF", "cache_size=-800000", "temp_store=MEMORY"):
                cursor.execute(f"PRAGMA {pragma}")


def indexed() -> None:
    """Every ticket in the index of the search."""
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with tables.filling(connection, words.INDEX):
        for first in range(1, newest + 1, AT_ONCE):
            with transaction.atomic():
                words.put_many(range(first, min(first + AT_ONCE, newest + 1)), fresh=True)


def analysed() -> None:
    """What the planner knows, as a database at work would know it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> None:
    """Migrate, fill, analyse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    given = parser.parse_args()
    timed("migrate", lambda: call_command("migrate", verbosity=0))
    if Ticket.objects.exists():
        sys.exit("There are tickets here already; the benchmark wants an empty database.")
    unsafely()
    filling = timed("organisation", lambda: Filling(given.tickets, monday(datetime.now(UTC))))
    with transaction.atomic():
        timed(f"{given.tickets:,} tickets", filling.write)
    timed("search", indexed)
    timed("analyse", analysed)


if __name__ == "__main__":
    main()
