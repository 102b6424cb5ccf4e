"""What `pip install` brings works by itself: the wheel, in an environment with nothing else."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOG = """\
number,state,changed,group,location
T1,New,2024-03-04 08:00,IT,Sales
T1,Resolved,2024-03-04 10:00,IT,Sales
T1,Closed,2024-03-05 10:00,IT,Sales
T2,New,2024-03-04 09:00,Finance,Sales
T2,Active,2024-03-04 09:30,IT,Sales
T2,Closed,2024-03-04 12:00,IT,Sales
"""

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree by the locked build backend."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the run lock and the wheel; its directory of programs."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input"]
    lock = ["--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "requirements.txt")]
    subprocess.run([*pip, *lock], check=True, capture_output=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, capture_output=True)
    return folder / "bin"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Surroundings that know nothing of this tree."""
    return {"PATH": os.defpath, "HOME": str(tmp_path), "INWARD_HOME": str(tmp_path / "home")}


def run(
    program: Path, *words: str, environment: dict[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder; shows what it said where it fails."""
    done = subprocess.run(
        [program, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_the_wheel_brings_pages_assets_and_examples(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.startswith("inward/web/templates/") for name in names)
    assert any(name.startswith("inward/web/static/inward/") and ".js" in name for name in names)
    assert any(name.startswith("inward/web/static/inward/") and ".css" in name for name in names)
    assert any(name.startswith("inward/logs/examples/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "frontend/")) for name in names)


def test_the_installed_application_is_sound(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    program = installed / "inward"
    run(program, "migrate", environment=environment, folder=tmp_path)
    run(program, "doctor", environment=environment, folder=tmp_path)


def test_the_installed_application_reports_on_a_log(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    words = ("report", "log.csv", "-o", "report.html", "--json", "report.json")
    run(installed / "inward", *words, environment=environment, folder=tmp_path)
    figures = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (figures["tickets"], figures["events"], figures["rejected"]) == (2, 6, 0)
    assert "<html" in (tmp_path / "report.html").read_text(encoding="utf-8")
