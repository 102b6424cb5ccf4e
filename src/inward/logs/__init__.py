"""Foreign logs: files of other systems become canonical events, and rejects.

Reads CSV and its kin, XES and Parquet; guesses what the columns mean; leaves departments, people,
services, tickets and events as tables on a DuckDB connection that somebody else opened. Owns no
tables of the application, publishes and hears no events. Terms: log, mapping, role (of a column),
semantics, label, reject (see ``docs/guide/logs.md``).
"""

from inward.logs.errors import LogUnreadable, MappingWrong
from inward.logs.guesses import Guess
from inward.logs.loading import LoadedLog, load
from inward.logs.mapping import Mapping, load_mapping

__all__ = ["Guess", "LoadedLog", "LogUnreadable", "Mapping", "MappingWrong", "load", "load_mapping"]
