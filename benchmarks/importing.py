"""How long ``inward import`` takes: python -m benchmarks.importing [--log FILE] [--runs N].

Each run is a process of its own into an empty database, then the same log again, which changes
nothing. Without a log, a synthetic one of 140,000 events is made. PostgreSQL is a real server,
started for the purpose; where none can be had, that half is left out with a line saying so.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.report import synthetic
from tests.support import postgres

INWARD = (sys.executable, "-m", "inward")
EVENTS = 140_000


def timed(surroundings: dict[str, str], *words: str) -> float:
    """Seconds that a command takes; it must succeed."""
    started = time.monotonic()
    subprocess.run([*INWARD, *words], env=surroundings, check=True, capture_output=True)
    return time.monotonic() - started


def one_run(log: Path, surroundings: dict[str, str]) -> tuple[float, float]:
    """Seconds of the first import into an empty database, and of the same again."""
    with tempfile.TemporaryDirectory() as home:
        here = {**os.environ, **surroundings, "INWARD_HOME": home}
        timed(here, "migrate")
        words = ("import", str(log), "--yes", "--rejects", str(Path(home) / "rejects.csv"))
        return timed(here, *words), timed(here, *words)


def databases() -> dict[str, dict[str, str]]:
    """The surroundings of each database that can be had here."""
    found: dict[str, dict[str, str]] = {"SQLite": {}}
    try:
        postgres.server()
        found["PostgreSQL"] = {}
    except postgres.Unavailable as reason:
        print(f"PostgreSQL left out: {reason}")
    return found


def main() -> None:
    """Measure and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = given.log or synthetic(Path(folder), EVENTS, "csv")
        for name, surroundings in databases().items():
            runs = []
            for _ in range(given.runs):
                if name == "PostgreSQL":
                    surroundings["INWARD_DATABASE_URL"] = postgres.server().create("importing")
                runs.append(one_run(log, surroundings))
            first, again = (statistics.median(column) for column in zip(*runs, strict=True))
            print(f"{name}: {first:.1f} s, the same again {again:.1f} s (median of {given.runs})")


if __name__ == "__main__":
    main()
