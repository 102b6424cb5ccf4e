"""What the kernel asks of libraries that only some processes load: `config.subscriptions` fills it.

A port left empty says so when it is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class Draw(Protocol):
    """Draws the small copy of a picture, as `kernel.pictures.draw_preview`."""

    def __call__(self, stored: Any, /, *, at: datetime) -> object:
        """Draw it, store it, note it."""


def _nobody(*_args: Any, **_said: Any) -> Any:
    raise RuntimeError("config.subscriptions fills this port")


@dataclass
class Ports:
    """``bucket``: the shelf of an address; ``draw``: the small copy of a picture."""

    bucket: Callable[[str], Any] = _nobody
    draw: Draw = _nobody


ports = Ports()
