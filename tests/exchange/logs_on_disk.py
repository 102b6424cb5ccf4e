"""Small logs written to disk, for tests of the report."""

import csv
from collections.abc import Sequence
from pathlib import Path

from inward.logs.mapping import Mapping

COLUMNS = (
    "number",
    "updated_at",
    "state",
    "assignment_group",
    "assigned_to",
    "location",
    "made_sla",
)

MAPPING = Mapping(
    columns={
        "case": ("number",),
        "at": ("updated_at",),
        "state": ("state",),
        "department": ("assignment_group",),
        "person": ("assigned_to",),
        "customer": ("location",),
        "sla": ("made_sla",),
    }
)


def write_log(path: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    """A CSV log of the given rows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return path


def tickets(names: list[str], *, each: int = 8) -> list[tuple[str, ...]]:
    """``each`` tickets between every two neighbours of ``names``, half of them late, with a
    hand-off there and back."""
    rows: list[tuple[str, ...]] = []
    for place, supplier in enumerate(names):
        customer = names[(place + 1) % len(names)]
        other = names[(place + 2) % len(names)]
        for number in range(each):
            key = f"T{place:03}-{number:03}"
            day = f"2024-03-{1 + number % 28:02}"
            kept = "false" if (place + number) % 2 else "true"
            steps = (("New", supplier, 0), ("Active", other, 3), ("Active", supplier, 5),
                     ("Awaiting User Info", supplier, 7), ("Resolved", supplier, 9 + place),
                     ("Closed", supplier, 20))  # fmt: skip
            rows += [
                (key, f"{day} {hour:02}:15:00", state, group, f"Person {number}", customer, kept)
                for state, group, hour in steps
            ]
    return rows
