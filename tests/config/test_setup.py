"""Set-up on machines that lack something: it goes on, or says the one line to type."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "setup.sh"
# A Python of Debian without its package of virtual environments.
WITHOUT_ENSUREPIP = """\
case "$2" in
  *version_info*3,*11*) exit 0 ;;
  *ensurepip*) exit 1 ;;
  *venv*) echo python3.13-venv ;;
esac
"""
# What version managers leave on the path for a Python that is not chosen.
STAND_IN = "echo 'python3.14: command not found' >&2; exit 127\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of its own, with the set-up script and nothing else."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    (tmp_path / "programs").mkdir()
    return tmp_path


def program(project: Path, name: str, body: str) -> None:
    """Put a program first on the path."""
    path = project / "programs" / name
    path.write_text(f"#!/bin/sh\n{body}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def set_up(project: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run the script as somebody who is not root."""
    program(project, "id", "echo 1000\n")
    path = f"{project / 'programs'}{os.pathsep}{os.defpath}"
    return subprocess.run(
        ["sh", str(project / "scripts" / "setup.sh"), "run"],
        env={"PATH": path} | surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_newest_python_that_runs_is_asked_and_the_line_to_type_is_said(project: Path) -> None:
    program(project, "python3.14", STAND_IN)
    program(project, "python3.13", WITHOUT_ENSUREPIP)
    done = set_up(project)
    assert done.returncode == 1
    assert "python3.13 cannot make a virtual environment" in done.stderr
    assert "sudo apt-get install python3.13-venv\n" in done.stderr


def test_a_machine_without_python_is_told_which(project: Path) -> None:
    done = set_up(project, PYTHON="no-such-python")
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "sudo apt-get install python3 python3-venv" in done.stderr


def test_an_unknown_purpose_is_refused(project: Path) -> None:
    done = subprocess.run(
        ["sh", str(project / "scripts" / "setup.sh"), "fly"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "unknown purpose 'fly'" in done.stderr
