"""The whole benchmark: python -m benchmarks.desk.run [--tickets N …] [--databases …].

For each database and size an installation of its own is filled (how long that took is said) and
measured. PostgreSQL is a real server started for the purpose, with durable commits.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support import postgres

SIZES = (100_000, 1_000_000)
# What is written is kept; memory as one would give a small server.
DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on", "shared_buffers=512MB",
           "max_wal_size=4GB", "work_mem=16MB")  # fmt: skip


def surroundings(database: str, home: Path, tickets: int) -> dict[str, str]:
    """The environment of one installation."""
    found = {**os.environ, "INWARD_HOME": str(home)}
    found.pop("INWARD_DATABASE_URL", None)
    if database == "postgresql":
        found["INWARD_DATABASE_URL"] = postgres.server(DURABLE).create(f"desk_{tickets}")
    return found


def run(words: list[str], environment: dict[str, str]) -> None:
    """A part of the benchmark in a process of its own; its output is ours."""
    subprocess.run([sys.executable, "-m", *words], env=environment, check=True)


def main() -> None:
    """Fill and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--requests", type=int, default=200)
    given = parser.parse_args()
    for database in given.databases:
        for tickets in given.tickets:
            print(f"\n== {tickets:,} tickets, {database}", flush=True)
            with tempfile.TemporaryDirectory(prefix="inward-desk-") as home:
                environment = surroundings(database, Path(home), tickets)
                run(["benchmarks.desk.fill", "--tickets", str(tickets)], environment)
                run(["benchmarks.desk.measure", "--requests", str(given.requests)], environment)


if __name__ == "__main__":
    main()
