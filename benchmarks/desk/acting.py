"""The actions alone: two processes that ask and answer as fast as they can, without pages.

python -m benchmarks.desk.acting, in the surroundings that INWARD_HOME and INWARD_DATABASE_URL name.
"""

import argparse
import multiprocessing
import os
import random
import time
import uuid
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inward.config.settings")

import django

django.setup()

from django.db import connection  # noqa: E402

from benchmarks.desk.words import Speech  # noqa: E402
from inward.catalogue.models import Offering  # noqa: E402
from inward.directory.models import Membership  # noqa: E402
from inward.kernel.clock import now  # noqa: E402
from inward.tickets import actions  # noqa: E402
from inward.tickets.models import Ticket  # noqa: E402

WARM = 20


class Acting:
    """One process's people, offerings and tickets; its tickets are nobody else's."""

    def __init__(self, number: int, of: int) -> None:
        self.rng, self.speech = random.Random(number), Speech()
        seats = Membership.objects.select_related("person").order_by("pk")
        self.members = [seat.person for seat in seats.filter(role="member")[:400]]
        self.agents = {seat.department_id: seat.person for seat in seats.filter(role="agent")}
        self.offerings = list(Offering.objects.select_related("service__supplier"))
        newest = Ticket.objects.filter(supplier__in=list(self.agents)).order_by("-pk")[:8_000]
        self.tickets = [ticket for ticket in newest if ticket.pk % of == number]

    def submit(self) -> None:
        """Somebody asks."""
        actions.submit(
            actor=self.rng.choice(self.members), offering=self.rng.choice(self.offerings),
            title=self.speech.title(self.rng), text=self.speech.text(self.rng),
            answers={"what": self.speech.text(self.rng)}, idempotency_key=str(uuid.uuid4()),
            now=now(),
        )  # fmt: skip

    def reply(self) -> None:
        """Somebody answers."""
        ticket = self.tickets.pop()
        actions.reply(
            actor=self.agents[ticket.supplier_id or 0], ticket=ticket,
            text=self.speech.text(self.rng), idempotency_key=str(uuid.uuid4()), now=now(),
        )  # fmt: skip


def timed(do: Callable[[], None], times: int) -> tuple[float, float]:
    """Seconds, and seconds of the processor, that so many took."""
    for _ in range(WARM):
        do()
    began, used = time.perf_counter(), time.process_time()
    for _ in range(times):
        do()
    return time.perf_counter() - began, time.process_time() - used


def process(number: int, of: int, times: int) -> dict[str, tuple[float, float]]:
    """What one process does."""
    acting = Acting(number, of)
    found = {kind: timed(getattr(acting, kind), times) for kind in ("submit", "reply")}
    connection.close()
    return found


def main() -> None:
    """Two processes at once, then one alone; rates are of all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=300)
    given = parser.parse_args()
    connection.close()
    context = multiprocessing.get_context("spawn")
    for of in (1, 2):
        with context.Pool(of) as pool:
            jobs = [pool.apply_async(process, (number, of, given.times)) for number in range(of)]
            done = [job.get() for job in jobs]
        for kind in ("submit", "reply"):
            rate = sum(given.times / each[kind][0] for each in done)
            used = 1_000 * sum(each[kind][1] for each in done) / given.times / of
            print(f"{kind:7} {of} process(es) {rate:6.0f}/s  {used:5.1f} ms of a processor each")


if __name__ == "__main__":
    main()
