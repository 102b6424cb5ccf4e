"""Built assets (`make assets`): their hashed names and the icons, read once a process."""

import json
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

BUILT = Path(__file__).resolve().parent / "static" / "inward"


def asset_url(name: str) -> str:
    """The address of a built asset, by the name it has in the source (`app.css`)."""
    try:
        return static(f"inward/{_read('manifest.json')[name]}")
    except KeyError:
        raise ImproperlyConfigured(f"no asset named {name!r} was built") from None


def icon_paths(name: str) -> str:
    """The inner SVG of an icon listed in `frontend/icons.txt`."""
    try:
        return _read("icons.json")[name]
    except KeyError:
        raise ImproperlyConfigured(f"no icon {name!r}: add it to frontend/icons.txt") from None


def _read(name: str) -> dict[str, str]:
    """A built table; read again after a build, which gives the file another time."""
    path = BUILT / name
    try:
        return _parsed(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise ImproperlyConfigured("the front end is not built: run `make assets`") from None


@lru_cache(maxsize=4)
def _parsed(path: Path, _built_at: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names
