"""Business time between two instants, per second: one by one, and for whole tables.

    .venv/bin/python -m benchmarks.business_time [--json]

One calendar version (Mon-Fri 9-17 and a split day, Europe/Berlin, holidays), instants at random
over ten years, integer seconds in. Medians of the runs said; the whole call is timed, checking of
bounds and the result array included. Agreement of both forms is checked first.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from inward.calendars.reading import definition_from_json
from inward.calendars.timeline import Timeline
from inward.calendars.vectors import Table

FIRST, LAST = 1_388_534_400, 1_704_067_200  # 2014 to 2023
HOURS = {
    **{day: [["09:00", "17:00"]] for day in ("mon", "tue", "thu", "fri")},
    "wed": [["08:30", "12:00"], ["13:00", "18:30"]],
}
DEFINITION = {
    "timezone": "Europe/Berlin",
    "hours": HOURS,
    "recurring_holidays": ["01-01", "05-01", "10-03", "12-25", "12-26"],
}
ODD_MINUTES = DEFINITION | {"hours": HOURS | {"sat": [["09:07", "12:41"]]}}
TARGETS = {"vectorised": 20_000_000, "scalar": 300_000}
ROWS, SCALAR_ROWS, RUNS = 5_000_000, 300_000, 7


def rate(work: Callable[[], Any], rows: int, runs: int = RUNS) -> float:
    """Median rows a second of several runs, after one to warm up."""
    work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return rows / statistics.median(taken)


def one_by_one(timeline: Timeline, rows: list[tuple[int, int]]) -> None:
    """The scalar form, as a loop of somebody who has a list."""
    between = timeline.between
    for since, until in rows:
        between(since, until)


def made_ready() -> tuple[Timeline, Table, dict[str, float]]:
    """The calendar over ten years in both forms, and what each cost in milliseconds."""
    began = time.perf_counter()
    timeline = Timeline(definition_from_json(DEFINITION))
    timeline.open_set(FIRST, LAST)
    computed = time.perf_counter()
    table = Table(timeline, since=FIRST, until=LAST)
    return (
        timeline,
        table,
        {
            "milliseconds to make ten years ready": (computed - began) * 1_000,
            "milliseconds to tabulate them": (time.perf_counter() - computed) * 1_000,
        },
    )


def measured() -> dict[str, float]:
    """All figures, by name: rows a second, and milliseconds for making ready."""
    random = np.random.default_rng(20260101)
    since = random.integers(FIRST, LAST, ROWS)
    until = np.minimum(since + random.integers(0, 90 * 86_400, ROWS), LAST)
    rows = list(zip(since[:SCALAR_ROWS].tolist(), until[:SCALAR_ROWS].tolist(), strict=True))
    timeline, table, figures = made_ready()
    agreed = table.between(since[:SCALAR_ROWS], until[:SCALAR_ROWS]).tolist()
    assert agreed == [timeline.between(a, b) for a, b in rows], "the two forms disagree"
    odd = Table(Timeline(definition_from_json(ODD_MINUTES)), since=FIRST, until=LAST)
    starts, lengths = since[: ROWS // 10], random.integers(0, 40 * 3600, ROWS // 10)
    return figures | {
        "vectorised": rate(lambda: table.between(since, until), ROWS),
        "vectorised, hours at odd minutes": rate(lambda: odd.between(since, until), ROWS),
        "vectorised add": rate(lambda: table.add(starts, lengths), ROWS // 10),
        "scalar": rate(lambda: one_by_one(timeline, rows), SCALAR_ROWS),
        "scalar add": rate(lambda: [timeline.add(a, 28_800) for a, _ in rows], SCALAR_ROWS),
    }


def main() -> None:
    """Print the figures; exit 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    as_json = parser.parse_args().json
    figures = measured()
    if as_json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            target = f"   (target {TARGETS[name]:,})" if name in TARGETS else ""
            print(f"{name:<40} {figure:>15,.0f}{target}")
    missed = [name for name, target in TARGETS.items() if figures[name] < target]
    if missed:
        raise SystemExit(f"target missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
