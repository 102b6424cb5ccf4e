"""Measures a filled installation: python -m benchmarks.desk.measure, in the surroundings that

INWARD_HOME and INWARD_DATABASE_URL name. Prints a table, and statements and memory below it.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inward.config.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.desk.asking import KINDS, Asking, Request  # noqa: E402
from benchmarks.desk.driving import drive  # noqa: E402
from benchmarks.desk.serving import (  # noqa: E402
    await_rest,
    memory,
    pages_of,
    processor_seconds,
    serving,
)
from inward.kernel.clock import now  # noqa: E402
from inward.kernel.models import Job  # noqa: E402

WARM = 40


def statements(asking: Asking) -> dict[str, int]:
    """The most SQL statements that one request of each kind took, of eight."""
    return {kind: max(_statements(request) for request in asking.many(kind, 8)) for kind in KINDS}


def _statements(request: Request) -> int:
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies.load(request.cookie)
    with CaptureQueriesContext(connection) as asked:
        if request.form:
            client.post(request.path, request.form)
        else:
            client.get(request.path)
    return sum(not each["sql"].startswith(_FRAMES) for each in asked.captured_queries)


def _await_jobs(seconds: float = 600) -> None:
    """Wait until the worker has done what earlier measurements left to it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if Job.objects.filter(state=Job.State.PENDING, run_at__lte=now()).count() < 5:
            break
        time.sleep(2)
    connection.close()


_FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200, help="of each kind, one at a time")
    parser.add_argument("--only", nargs="*", default=list(KINDS))
    given = parser.parse_args()
    asking = Asking()
    counted = statements(asking)
    connection.close()
    with tempfile.NamedTemporaryFile() as log, serving(Path(log.name)) as (port, pid):
        _await_jobs()
        await_rest(pid)
        pages = pages_of(pid)
        for kind in given.only:
            drive(port, list(asking.many(kind, WARM)), 4)
        print("            p50     p95      a second   processor  statements")
        for kind in given.only:
            for at_once in (1, 8):
                requests = list(asking.many(kind, given.requests * (1 if at_once == 1 else 2)))
                before = processor_seconds(pages)
                times = drive(port, requests, at_once)
                used = 1_000 * (processor_seconds(pages) - before) / len(requests)
                print(
                    f"{kind:8} x{at_once} {times} {used:6.1f} ms {counted[kind]:4} SQL", flush=True
                )
        held = memory(pid)
    for name, mebibytes in held.items():
        print(f"{mebibytes:7.0f} MiB  {name}")
    print(f"{sum(held.values()):7.0f} MiB  together (PSS)")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
