"""``inward report``, as it is called: a process without Django, files, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange.logs_on_disk import tickets, write_log

RUN = "import sys; from inward.config.cli import main; sys.argv[0] = 'inward'; main()"


def report(*arguments: object, script: str = RUN) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, "report", *map(str, arguments)],
        capture_output=True, text=True, check=False, env=os.environ | {"NO_COLOR": "1"},
    )  # fmt: skip


def small_log(folder: Path) -> Path:
    return write_log(folder / "log.csv", tickets(["IT", "HR", "Legal", "Sales", "Lab", "Mail"]))


def test_it_writes_the_page_and_the_figures(tmp_path: Path) -> None:
    page, figures = tmp_path / "out.html", tmp_path / "out.json"
    done = report(small_log(tmp_path), "-o", page, "--json", figures)
    assert done.returncode == 0, done.stderr
    assert page.read_text().startswith("<!doctype html>")
    assert json.loads(figures.read_text())["tickets"] == 48
    assert "48 tickets, 288 events" in done.stdout
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["log.csv", "out.html", "out.json"]


def test_it_never_sets_django_up(tmp_path: Path) -> None:
    script = (
        "import atexit, sys\n"
        "atexit.register(lambda: print([m for m in sys.modules if m.startswith('django')"
        " or m.startswith('inward') and m.endswith('models')]))\n" + RUN
    )
    done = report(small_log(tmp_path), "-o", tmp_path / "out.html", script=script)
    assert done.stdout.splitlines()[-1] == "[]"


def test_rejected_rows_are_listed_safely_and_the_others_are_in(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    with log.open("a") as file:
        file.write("=cmd|' /C calc'!A0,not a date,New,IT,,HR,true\n")
    rejects, figures = tmp_path / "rejects.csv", tmp_path / "out.json"
    done = report(log, "-o", tmp_path / "o.html", "--json", figures, "--rejects", rejects)
    assert done.returncode == 0, done.stderr
    data = json.loads(figures.read_text())
    assert (data["events"], data["rejected"]) == (288, 1)
    lines = rejects.read_text().splitlines()
    assert lines[0] == "line,reason,text"
    assert len(lines) == 2
    assert not any(cell.strip('"').startswith("=") for cell in lines[1].split(","))
    assert "1 row rejected" in done.stdout


def test_a_missing_log_is_said_in_words(tmp_path: Path) -> None:
    done = report(tmp_path / "none.csv", "-o", tmp_path / "out.html")
    assert done.returncode == 2
    assert "none.csv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.html").exists()


def test_what_is_no_log_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "noise.csv"
    path.write_bytes(os.urandom(5000))
    done = report(path, "-o", tmp_path / "out.html")
    assert done.returncode == 2
    assert done.stderr.startswith("inward report: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('colums = "x"', "Unknown key 'colums'"),
        ('[columns]\nstate = "stat"', "no column 'stat'. Near: 'state'"),
    ],
)
def test_a_wrong_mapping_is_said_in_words_and_code_2(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text)
    done = report(small_log(tmp_path), "-o", tmp_path / "out.html", "--map", path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert word in done.stderr
    assert not (tmp_path / "out.html").exists()


def test_a_page_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    done = report(small_log(tmp_path), "-o", tmp_path / "absent" / "out.html")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
