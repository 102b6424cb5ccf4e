"""Built assets: there, compressed, within the budget, free of foreign hosts."""

import json
import re
from pathlib import Path

import pytest

from inward.web import assets

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
TEMPLATES = Path(assets.__file__).parent / "templates"
COLD = 250_000


@pytest.fixture(scope="module")
def manifest() -> dict[str, str]:
    path = assets.BUILT / "manifest.json"
    assert path.exists(), "run `make assets`"
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def transferred(name: str) -> int:
    path = assets.BUILT / name
    packed = path.with_name(f"{name}.br")
    return (packed if packed.exists() else path).stat().st_size


def test_a_page_without_charts_stays_within_its_budget(manifest: dict[str, str]) -> None:
    names = [name for name in manifest if name != "charts.js"]
    assert sum(transferred(manifest[name]) for name in names) < COLD - 30_000  # its HTML


def test_charts_stay_within_theirs(manifest: dict[str, str]) -> None:
    assert transferred(manifest["charts.js"]) < COLD


def test_styles_and_scripts_are_compressed_at_build(manifest: dict[str, str]) -> None:
    for name in manifest.values():
        if name.endswith((".css", ".js")):
            assert (assets.BUILT / f"{name}.br").exists()
            assert (assets.BUILT / f"{name}.gz").exists()


def test_names_carry_hashes(manifest: dict[str, str]) -> None:
    assert all(re.search(r"-[A-Z0-9]{8}\.\w+$", name) for name in manifest.values())


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, one in lock["packages"].items() if "resolved" in one]
    given = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", one) for one in given["devDependencies"].values())


def test_templates_hold_neither_inline_style_nor_inline_script() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|hx-on", text), path
        for attributes in re.findall(r"<script([^>]*)>", text):
            assert "src=" in attributes or "application/json" in attributes, path


def test_htmx_is_switched_to_what_the_policy_needs() -> None:
    head = (TEMPLATES / "components/head.html").read_text(encoding="utf-8")
    content = re.search(r"name=\"htmx-config\" content='([^']+)'", head)
    assert content
    config = json.loads(content[1])
    assert config["allowEval"] is False
    assert config["allowScriptTags"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    assert config["selfRequestsOnly"] is True


def test_every_icon_named_is_built() -> None:
    for path in TEMPLATES.rglob("*.html"):
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8")):
            assert assets.icon_paths(name)
