"""Who may change calendars."""

from typing import Protocol


class Actor(Protocol):
    """What calendars need to know of a person (people live in a layer above)."""

    @property
    def pk(self) -> int:
        """The person's id."""
        ...

    @property
    def is_administrator(self) -> bool:
        """Whether the person administers this installation."""
        ...

    @property
    def is_active(self) -> bool:
        """Whether the person still works here."""
        ...


def can_change_calendars(actor: Actor) -> bool:
    """Administrators: a calendar is shared, a change of it moves other departments' promises."""
    return actor.is_active and actor.is_administrator
