"""Inward: the platform for internal customers.

One organisation, one log of what its departments ask of each other, one ledger of who holds the
ball, many lenses on both. Start reading at ``docs/map.md``.

Importing this package swaps in a safe SQLite before Django can load the old one (see
`inward.sqlite`): releases 3.7.0 to 3.51.2 carry the WAL-reset corruption bug.
"""

from inward.sqlite import use_safe_sqlite

__version__ = "0.1.0"

use_safe_sqlite()
