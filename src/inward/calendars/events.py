"""What calendars tell others."""

from dataclasses import dataclass
from datetime import datetime

from inward.kernel.events import Event


@dataclass(frozen=True)
class CalendarPublished(Event):
    """A calendar says something new; running clocks keep the version they are pinned to."""

    calendar_id: int
    version_id: int
    number: int
    at: datetime
