"""`inward clock check FILE` as an administrator meets it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

INWARD = Path(sys.executable).with_name("inward")
OFFICE = {"id": "office", "timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}}
OPEN = {
    "id": "open",
    "kind": "is_open",
    "calendar": "office",
    "at": "2024-06-10T09:00Z",
    "expected": True,
}


def clock_check(path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [INWARD, "clock", "check", path],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={"PATH": "/usr/bin:/bin", **environment},
    )


def file_with(tmp_path: Path, *cases: dict[str, Any]) -> Path:
    """A file of cases on one calendar."""
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"calendars": [OFFICE], "cases": cases}))
    return path


def test_all_passed(tmp_path: Path) -> None:
    done = clock_check(file_with(tmp_path, OPEN))
    assert (done.returncode, done.stdout) == (0, "1 passed, 0 failed\n")


def test_each_failure_is_printed_and_the_count_comes_last(tmp_path: Path) -> None:
    wrong = OPEN | {"id": "wrong", "expected": False}
    done = clock_check(file_with(tmp_path, OPEN, wrong))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "FAILED wrong (is_open): expected False, found True.",
        "1 passed, 1 failed",
    ]


def test_a_file_that_cannot_be_read_exits_with_two(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text("{")
    done = clock_check(path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "not JSON, line 1" in done.stderr


def test_text_of_the_file_cannot_play_with_the_terminal(tmp_path: Path) -> None:
    hostile = OPEN | {"id": "\x1b[2Ja\nb\ud800\u202e" + "x" * 5000, "expected": False}
    for encoding in ("utf-8", "ascii"):
        done = clock_check(file_with(tmp_path, hostile), PYTHONIOENCODING=encoding)
        assert done.returncode == 1
        assert done.stdout.splitlines()[0].startswith(r"FAILED \x1b[2Ja\nb\ud800\u202exx")
        assert len(done.stdout.splitlines()) == 2
        assert len(done.stdout) < 1500


def test_it_needs_neither_django_nor_numpy() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, inward.calendars.commands;"
            "print(*{'django', 'numpy', 'duckdb'}.intersection(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
