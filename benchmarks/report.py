"""How fast `inward report` is, from cold process to page, and how its cost grows.

    .venv/bin/python benchmarks/report.py [--events 100000 1000000 10000000] [--repeat 3]
        [--format csv parquet] [--log FILE]

Makes synthetic service desk logs (deterministic: the same rows every time) in a temporary folder,
runs the command in a process of its own for each, and prints the median of the wall times, events
a second and the largest peak of memory. ``--log`` times a real log beside them. Bars (two cores):
141,712 events of a real log in 10 s; 10 million events in 90 s and 4 GiB.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

EVENTS_A_TICKET = 8
MEGABYTE = 1024

# A ticket's eight steps; every third waits for its customer, every fourth is handed on.
SYNTHETIC = """
COPY (
  SELECT 'T' || lpad(ticket::VARCHAR, 8, '0') AS number,
    strftime(TIMESTAMP '2023-01-02 08:00' + to_seconds(ticket * 83000000 // {tickets})
      + to_minutes((step * (7 + hash(ticket * 5) % 900))::BIGINT),
      '%Y-%m-%d %H:%M:%S') AS updated_at,
    CASE step WHEN 0 THEN 'New' WHEN 1 THEN 'Assigned' WHEN 6 THEN 'Resolved' WHEN 7 THEN 'Closed'
      WHEN 3 THEN CASE WHEN ticket % 3 = 0 THEN 'Awaiting User Info' ELSE 'Active' END
      ELSE 'Active' END AS state,
    'Group ' || CASE WHEN step > 3 AND ticket % 4 = 0 THEN hash(ticket * 13) % 80
      ELSE hash(ticket * 17) % 80 END AS assignment_group,
    'Person ' || hash(ticket * 19 + step // 3) % 3000 AS assigned_to,
    'Office ' || hash(ticket * 7) % 250 AS location,
    'Service ' || hash(ticket * 3) % 60 AS category,
    1 + hash(ticket) % 4 AS priority,
    CASE WHEN hash(ticket * 11) % 5 > 0 THEN 'true' ELSE 'false' END AS made_sla
  FROM range({tickets}) t(ticket), range(8) s(step)
  ORDER BY ticket // 50000, step, ticket
) TO '{path}' ({options})
"""


@dataclass(frozen=True)
class Run:
    """One run of the command: seconds from start to end, seconds of processor time over all cores,
    peak resident memory in MB."""

    seconds: float
    processor: float
    megabytes: float


def synthetic(folder: Path, events: int, kind: str) -> Path:
    """A log of so many events; tickets of a day are mixed, as in a real export."""
    path = folder / f"synthetic-{events}.{kind}"
    # In a process of its own: a child inherits the peak of memory of the one that starts it.
    subprocess.run([sys.executable, __file__, "--make", str(path), str(events)], check=True)
    return path


def make(path: Path, events: int) -> None:
    """Write the log; its ending says the format."""
    options = "FORMAT parquet" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
    query = SYNTHETIC.format(tickets=events // EVENTS_A_TICKET, path=path, options=options)
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{path.parent}'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(query)


def run(log: Path, folder: Path) -> Run:
    """`inward report` in a fresh process. Raises CalledProcessError if it fails."""
    command = [
        sys.executable,
        "-c",
        "from inward.config.cli import main; main()",
        "report",
        str(log),
        "-o",
        str(folder / "report.html"),
        "--json",
        str(folder / "report.json"),
    ]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    if status:
        raise subprocess.CalledProcessError(status, command)
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MEGABYTE)


def line(name: str, events: int, runs: list[Run]) -> str:
    """One line of the table."""
    seconds = statistics.median(r.seconds for r in runs)
    peak = max(r.megabytes for r in runs)
    size = f"{events:>12,}" if events else " " * 12
    rate = f"{events / seconds:>12,.0f}" if events else " " * 12
    processor = statistics.median(r.processor for r in runs)
    return f"{name:<34}{size}{seconds:>10.2f}{processor:>10.2f}{rate}{peak:>10,.0f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time `inward report`.")
    parser.add_argument("--events", type=int, nargs="*", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--format", nargs="*", default=["csv", "parquet"])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--log", type=Path, action="append", default=[])
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.make:
        make(Path(chosen.make[0]), int(chosen.make[1]))
        return
    print(f"{'log':<34}{'events':>12}{'seconds':>10}{'cpu s':>10}{'events/s':>12}{'peak MB':>10}")
    with tempfile.TemporaryDirectory(prefix="inward-bench-") as name:
        folder = Path(name)
        for log in chosen.log:
            print(line(log.name, 0, [run(log, folder) for _ in range(chosen.repeat)]), flush=True)
        for kind in chosen.format:
            for events in chosen.events:
                log = synthetic(folder, events, kind)
                runs = [run(log, folder) for _ in range(chosen.repeat)]
                print(line(log.name, events, runs), flush=True)
                log.unlink()


if __name__ == "__main__":
    main()
