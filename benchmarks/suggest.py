"""How good suggestions are on two public logs. Run: python -m benchmarks.suggest

Reads the logs beside the project (../shared/data or INWARD_SHARED); writes nothing. What is known
when a ticket is asked is learned from the earlier tickets and judged on the later ones; where a log
has no dates, the split is stratified by label, with a fixed seed.
"""

import csv
import gzip
import io
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from inward.suggestions.features import features
from inward.suggestions.training import Example, Report, judge, split, train

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("INWARD_SHARED", ROOT.parent / "shared"))
UNKNOWN = {"", "?", "UNDEFINED"}
SEED = 20
Row = dict[str, str]


def rows_of(name: str) -> Iterator[Row]:
    """The rows of a gzipped CSV file of the shared data."""
    with gzip.open(SHARED / "data" / name, "rb") as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))


def endava() -> list[Row]:
    """Tickets of an internal IT help desk: texts with labels, without dates."""
    return list(rows_of("it_tickets_endava/all_tickets_5431.csv.gz"))


def incidents() -> list[Row]:
    """One row an incident in order of opening: what its first row knew, and its last group."""
    first: dict[str, Row] = {}
    for row in rows_of("incident_event_log/incident_event_log.csv.gz"):
        known = first.setdefault(row["number"], {**row, "last_group": ""})
        if row["assignment_group"] not in UNKNOWN:
            known["last_group"] = row["assignment_group"]
    return sorted(
        first.values(),
        key=lambda row: datetime.strptime(row["opened_at"], "%d/%m/%Y %H:%M"),  # noqa: DTZ007
    )


def said(row: Row) -> tuple[str, ...]:
    """Words of an Endava ticket."""
    return tuple(features(f"{row['title']} {row['body']}"))


def marks(*columns: str) -> Callable[[Row], tuple[str, ...]]:
    """Columns of a row as marks; unknown values are none."""

    def of(row: Row) -> tuple[str, ...]:
        known = [f"{name}={row[name]}" for name in columns if row[name] not in UNKNOWN]
        return tuple(features("", known))

    return of


def examples(
    rows: Sequence[Row], known: Callable[[Row], tuple[str, ...]], label: str
) -> list[Example]:
    """Rows with a known label."""
    return [Example(known(row), row[label]) for row in rows if row[label] not in UNKNOWN]


def stratified(found: Sequence[Example]) -> tuple[list[Example], list[Example], list[Example]]:
    """70 / 10 / 20 % of every label, shuffled by a fixed seed."""
    by_label: dict[str, list[Example]] = defaultdict(list)
    for one in found:
        by_label[one.label].append(one)
    parts: tuple[list[Example], list[Example], list[Example]] = ([], [], [])
    shuffled = random.Random(SEED)
    for label in sorted(by_label):
        group = by_label[label]
        shuffled.shuffle(group)
        for part, piece in zip(parts, split(group), strict=True):
            part.extend(piece)
    return parts


def judged(parts: tuple[list[Example], list[Example], list[Example]]) -> tuple[Report, float]:
    """The report of a model trained, calibrated and tested on the parts; seconds of training."""
    first, middle, rest = parts
    began = time.perf_counter()
    model = train(first, middle)
    return judge(model, first, rest), time.perf_counter() - began


_AT_OPENING = ("caller_id", "opened_by", "contact_type", "location", "u_symptom")
_CASES = (
    ("it_tickets_endava", "service", "business_service", None),
    ("it_tickets_endava", "group (category)", "category", None),
    ("it_tickets_endava", "priority (impact)", "impact", None),
    ("incident_event_log", "service (category)", "category", _AT_OPENING),
    ("incident_event_log", "group (first)", "assignment_group",
     (*_AT_OPENING, "category", "subcategory")),
    ("incident_event_log", "group (last)", "last_group", (*_AT_OPENING, "category", "subcategory")),
    ("incident_event_log", "priority", "priority", (*_AT_OPENING, "category", "subcategory")),
)  # fmt: skip


def main() -> None:
    """Print a row of Markdown for each target of each log."""
    logs = {"it_tickets_endava": endava(), "incident_event_log": incidents()}
    print("| log | suggested | split | n trained / tested | labels | accuracy | majority | macro-F1"
          " | majority | calibration error | confident ≥ ½ | right then | s |")  # fmt: skip
    print("|" + "---|" * 13)
    for log, target, label, columns in _CASES:
        known = said if columns is None else marks(*columns)
        found = examples(logs[log], known, label)
        by_time = columns is not None
        report, seconds = judged(split(found) if by_time else stratified(found))
        print(
            f"| {log} | {target} | {'by time' if by_time else 'stratified'} | {report.trained:,} /"
            f" {report.tested:,} | {report.labels} | {report.accuracy:.3f} |"
            f" {report.majority_accuracy:.3f} | {report.macro_f1:.3f} |"
            f" {report.majority_macro_f1:.3f} | {report.calibration:.3f} |"
            f" {report.confident:.2f} | {report.confident_accuracy:.3f} | {seconds:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
