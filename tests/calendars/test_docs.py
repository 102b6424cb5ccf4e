"""What the guide to golden cases says is so."""

import json
import re
from pathlib import Path

from inward.calendars.golden import check
from inward.calendars.golden_kinds import KINDS

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "operate" / "golden-cases.md"


def test_the_example_passes() -> None:
    text = GUIDE.read_text()
    [example] = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    report = check(json.loads(example))
    assert (report.passed, report.failed, report.warnings) == (1, 0, ())


def test_every_kind_is_told() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", GUIDE.read_text(), re.MULTILINE)) == set(KINDS)
