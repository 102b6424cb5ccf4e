"""What many tickets were promised, each pair of versions read once: versions never change."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from inward.agreements.queries import targets_of
from inward.calendars.queries import timeline_of, version
from inward.tickets import log
from inward.tickets.clocks import Terms
from inward.tickets.life import Entry
from inward.tickets.models import Ticket


@dataclass
class Promised:
    """Terms by pinned versions. Two statements for each pair that was not met before."""

    known: dict[tuple[int, int], Terms] = field(default_factory=dict)

    def of(self, ticket: Ticket, entries: Sequence[Entry]) -> Terms | None:
        """The terms of a ticket; None without an agreement."""
        pinned = log.pinned(ticket, entries)
        if pinned is None:
            return None
        if pinned not in self.known:
            agreement, calendar = pinned
            self.known[pinned] = Terms(targets_of(agreement), timeline_of(version(calendar)))
        return self.known[pinned]
