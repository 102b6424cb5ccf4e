"""Who else has a ticket open: what counts as being here, and whose company one sees. Pure."""

from datetime import timedelta

from inward.tickets.models import TicketPresence
from inward.tickets.policies import Part, can_read_notes

# Pages say every 20 s that they are open; who has said nothing for so long has gone.
STALE = timedelta(seconds=60)
# Rows are of no use to anybody after that.
FORGOTTEN = timedelta(minutes=10)
WRITES_LENGTH = 20


def side_of(part: Part) -> TicketPresence.Side:
    """The company one is in: who reads the notes, or everybody else.

    The customer is not told who of the supplier sits over the ticket, nor the other way round.
    """
    if can_read_notes(part):
        return TicketPresence.Side.SUPPLIER
    return TicketPresence.Side.CUSTOMER


def writes_of(sent: str) -> str:
    """What somebody says they write, as a word that can be stored; '' for anything else."""
    known = sent.isascii() and sent.replace("_", "").isalpha() and len(sent) <= WRITES_LENGTH
    return sent if known else ""
