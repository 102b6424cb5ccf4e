"""Small views: a state, a clock, a figure, a tab, a message. Colour never says it alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Tone(StrEnum):
    """The five meanings, and none."""

    ONTIME = "ontime"
    RISK = "risk"
    LATE = "late"
    YOU = "you"
    REST = "rest"
    PLAIN = "plain"


TONE_WORDS: Final[dict[str, Text]] = {
    Tone.ONTIME: _("on time"),
    Tone.RISK: _("at risk"),
    Tone.LATE: _("late"),
    Tone.YOU: _("waiting on you"),
    Tone.REST: _("at rest"),
    Tone.PLAIN: "",
}
TONE_ICONS: Final[dict[str, str]] = {
    Tone.ONTIME: "circle-check",
    Tone.RISK: "alert-triangle",
    Tone.LATE: "urgent",
    Tone.YOU: "hand-stop",
    Tone.REST: "player-pause",
    Tone.PLAIN: "info-circle",
}


@dataclass(frozen=True)
class Trend:
    """Change against the period before; `better` None where more is neither good nor bad."""

    text: str
    up: bool
    better: bool | None = None

    @property
    def tone(self) -> Tone:
        """Meaning of the change."""
        if self.better is None:
            return Tone.REST
        return Tone.ONTIME if self.better else Tone.LATE

    @property
    def words(self) -> Text:
        """Direction and judgement for those who see neither arrow nor colour."""
        if self.better is None:
            return _("up") if self.up else _("down")
        good = _("up, better") if self.up else _("down, better")
        bad = _("up, worse") if self.up else _("down, worse")
        return good if self.better else bad


@dataclass(frozen=True)
class Kpi:
    """A figure that opens: `href` leads to the tickets behind it, `why` to its recipe."""

    label: Text
    value: str
    unit: str = ""
    href: str = ""
    trend: Trend | None = None
    note: Text = ""
    why: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab or saved view: a link, perhaps with how many stand there."""

    label: Text
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Crumb:
    """A step of the way here; the last one has no address."""

    label: Text
    href: str = ""


@dataclass(frozen=True)
class Clock:
    """A promise and how it stands: 'Resolve', '3 h 10 left, due Fri 12:00'."""

    name: Text
    tone: Tone
    words: Text
    detail: Text = ""
    why: str = ""


@dataclass(frozen=True)
class Slack:
    """How much of a budget is used (percent, capped at 100), in a list."""

    percent: float
    tone: Tone
    words: Text

    @property
    def width(self) -> str:
        """Length of the bar as an SVG attribute; a sliver stays visible."""
        return f"{max(3.0, min(100.0, self.percent)):.1f}%"


@dataclass(frozen=True)
class Attached:
    """A file under a message: where it is saved from; ``look``: of a picture, its small copy."""

    name: str
    href: str
    size: str
    look: str = ""


@dataclass(frozen=True)
class Message:
    """One line of a conversation: 'reply', 'note' (only the supplier sees it) or 'event'.

    `html` is the output of kernel.markdown.render, or what `web.tickets.marking` makes of it;
    never anything else. `fresh`: it came after the reader looked.
    """

    kind: str
    by: str
    at: datetime
    html: SafeString = field(default_factory=lambda: SafeString(""))
    meta: Text = ""
    only: Text = ""
    icon: str = "transfer"
    anchor: str = ""
    files: Sequence[Attached] = ()
    fresh: bool = False
    # What can be done with it: (address, words).
    menu: Sequence[tuple[str, Text]] = ()
