"""Commands on the search: ``inward search rebuild``."""

import sys

from inward.tickets.index_tasks import index_all


def rebuild() -> None:
    """Ask for every ticket to be indexed anew; the worker does it, newest first."""
    index_all()
    sys.stdout.write("The worker indexes every ticket anew, the newest first.\n")
