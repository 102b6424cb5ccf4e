"""Where trained models lie: files of the home named by the hash of what is in them."""

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from inward.suggestions.model import Model, Unreadable, from_bytes, to_bytes


def folder() -> Path:
    """The folder of the models."""
    return Path(settings.SUGGESTIONS_ROOT)


def any_model() -> bool:
    """Whether anything was ever trained here; no query."""
    return folder().is_dir()


def put(model: Model) -> str:
    """Write the model, whole or not at all; gives its hash."""
    raw = to_bytes(model)
    name = sha256(raw).hexdigest()
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder() / f".{name}.{os.getpid()}"
    with fresh.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(_path(name))
    return name


def get(name: str) -> Model | None:
    """The model with this hash; None where its file is gone or is not what was written.

    Kept for the three read last. Some 50 ms for a model of 20,000 words, then none.
    """
    try:
        return _read(str(folder()), name)
    except (OSError, Unreadable):
        return None


@lru_cache(maxsize=3)
def _read(root: str, name: str) -> Model:
    return from_bytes((Path(root) / f"{name}.json").read_bytes(), name)


def _path(name: str) -> Path:
    return folder() / f"{name}.json"


def keep_only(names: set[str]) -> None:
    """Remove the files of models that are no longer in use."""
    for path in folder().glob("*.json"):
        if path.stem not in names:
            path.unlink(missing_ok=True)
