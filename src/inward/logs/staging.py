"""Rows of a log into one narrow DuckDB table: names as numbers, dates as instants.

Arrow batches stream through Python (one step per distinct name and batch, none per row) into one
CREATE TABLE; memory is bounded by the batches, the names and the narrow table.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import compute

from inward.logs.batches import Batch, Progress, Reader, Reject
from inward.logs.changes import new_values
from inward.logs.dates import instant_sql, readable, sql_text
from inward.logs.mapping import Mapping
from inward.logs.names import Names, tidy, unknown_words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Role → the table of names it is numbered in. Customers are departments too.
NAMED = {
    "department": "departments", "customer": "departments", "person": "people", "actor": "people",
    "requester": "people", "service": "services", "label": "labels", "role": "roles",
    "kind": "kinds", "priority": "priorities", "channel": "channels", "sla": "flags",
}  # fmt: skip
INSTANTS = ("at", "submitted", "deadline", "ended")
COUNTERS = {"ordinal": "BIGINT", "handoffs": "INTEGER", "reopens": "INTEGER"}
SHORTEN_AFTER = 100_000  # rejects; later ones keep 100 characters of their text


class Staging:
    """One pass over a log. After `run`: names, counts and rejects of what was read."""

    def __init__(
        self,
        reader: Reader,
        mapping: Mapping,
        progress: Progress | None = None,
        *,
        titles: bool = False,
    ) -> None:
        unknown = unknown_words(mapping.unknown)
        self.title = mapping.column("title") if titles else None
        self.reader = reader
        self.mapping = mapping
        self.progress = progress
        meant = {
            "labels": mapping.states,
            "roles": mapping.roles,
            "flags": (*mapping.met, *mapping.missed),
        }
        self.names = {
            table: Names(unknown - {tidy(word).casefold() for word in meant.get(table, ())})
            for table in dict.fromkeys(NAMED.values())
        }
        self.parents: dict[int, int] = {}
        self.rejects: list[Reject] = []
        self.rows = 0
        self.constants: dict[str, int] = {}
        self._unknown = unknown
        self._failure: Exception | None = None

    def run(self, connection: "DuckDBPyConnection") -> None:
        """Fill ``log_staging``. Raises LogUnreadable; nothing is left behind then."""
        schema = pa.schema(list(self._fields()))
        feed = pa.RecordBatchReader.from_batches(schema, self._feed(schema))
        connection.register("log_feed", feed)
        zone = connection.execute("SELECT current_setting('TimeZone')").fetchall()[0][0]
        try:
            connection.execute(f"SET TimeZone = {sql_text(self.mapping.zone)}")
            connection.execute(f"CREATE OR REPLACE TEMP TABLE log_staging AS {self._select()}")
        except Exception:
            if self._failure is not None:
                raise self._failure from None
            raise
        finally:
            connection.execute(f"SET TimeZone = {sql_text(zone)}")
            connection.unregister("log_feed")

    @property
    def moments(self) -> list[str]:
        """Date columns of a log with one row a ticket; the submission's is the first."""
        if self.mapping.semantics != "rows":
            return []
        submitted = self.mapping.column("submitted")
        return list(dict.fromkeys([*([submitted] if submitted else []), *self.mapping.moments]))

    @property
    def staged(self) -> list[str]:
        """Columns of the staging table."""
        read = [f"{name}_" for name in (*self._instants(), *self._counters())]
        title = ["title"] if self.title is not None else []
        return ["line", "case_key", *self._numbered(), *read, *title, "bad"]

    def used(self) -> tuple[str, ...]:
        """The columns that are read: all that are mapped, titles only for those who keep them."""
        left_out = () if self.title is not None else self.mapping.columns.get("title", ())
        return tuple(name for name in self.mapping.used() if name not in left_out)

    def _instants(self) -> dict[str, str]:
        """Instant columns of the staging table → column of the log."""
        found = {role: self.mapping.column(role) for role in INSTANTS}
        return {
            **{role: column for role, column in found.items() if column is not None},
            **{f"moment_{n}": column for n, column in enumerate(self.moments)},
        }

    def _counters(self) -> dict[str, str]:
        found = {role: self.mapping.column(role) for role in COUNTERS}
        return {role: column for role, column in found.items() if column is not None}

    def _numbered(self) -> list[str]:
        roles = [role for role in NAMED if role in self.mapping.columns]
        if self._is_change_log():
            roles += [role for role in ("department", "person") if role not in roles]
        return [*roles, "label"] if "state" in self.mapping.columns else roles

    def _is_change_log(self) -> bool:
        return {"field", "state"} <= set(self.mapping.columns)

    def _fields(self) -> Iterator[pa.Field]:
        yield pa.field("line", pa.int64())
        yield pa.field("case_key", pa.string())
        for role in self._numbered():
            yield pa.field(role, pa.int32())
        for name in (*self._instants(), *self._counters()):
            yield pa.field(f"{name}_text", pa.string())
        if self.title is not None:
            yield pa.field("title", pa.string())

    def _feed(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self.reader.batches(self.used()):
                self._account(batch)
                yield pa.RecordBatch.from_arrays(list(self._arrays(batch)), schema=schema)
        except Exception as error:
            self._failure = error  # DuckDB hides what went wrong inside its source
            raise

    def _account(self, batch: Batch) -> None:
        self.rows += len(batch) + len(batch.rejects)
        for reject in batch.rejects:
            if len(self.rejects) >= SHORTEN_AFTER:
                reject = Reject(reject.line, reject.reason, reject.raw[:100])
            self.rejects.append(reject)
        if self.progress:
            self.progress(batch.done)

    def _arrays(self, batch: Batch) -> Iterator[pa.Array]:
        yield batch.lines
        yield self._keys(batch.columns[self.mapping.columns["case"][0]])
        for role in self._numbered():
            yield self._numbers(role, batch)
        for column in self._instants().values():
            text = self._date_text(column, batch)
            yield readable(text, self.mapping.date_formats(column))
        for column in self._counters().values():
            yield batch.columns[column]
        if self.title is not None:
            yield batch.columns[self.title]

    def _date_text(self, column: str, batch: Batch) -> pa.Array:
        """A date's text; date and time of day in columns of their own are joined by a blank."""
        for role in ("at", "submitted"):
            columns = self.mapping.columns.get(role, ())
            if len(columns) > 1 and columns[0] == column:
                parts = [batch.columns[name] for name in columns]
                return compute.binary_join_element_wise(*parts, " ", null_handling="replace")
        if column in self.mapping.clocks:
            parts = [batch.columns[column], batch.columns[self.mapping.clocks[column]]]
            return compute.binary_join_element_wise(*parts, " ", null_handling="replace")
        return batch.columns[column]

    def _keys(self, column: pa.Array) -> pa.Array:
        """Case ids; the rare ones with blanks around or unseen characters are tidied."""
        column = compute.utf8_trim_whitespace(column)
        if _is_plain(column):
            return column
        encoded = column.dictionary_encode()
        clean = pa.array([tidy(key) for key in encoded.dictionary.to_pylist()], pa.string())
        return clean.take(encoded.indices)

    def _numbers(self, role: str, batch: Batch) -> pa.Array:
        table = self.names[NAMED[role]]
        if role == "label" and not self._is_change_log():
            return table.numbers(self._labels(batch))
        if role not in self.mapping.columns:
            return table.numbers(self._told_by_field(role, batch))
        columns = [batch.columns[name] for name in self.mapping.columns[role]]
        if len(columns) == 1:
            return table.numbers(columns[0])
        path = compute.binary_join_element_wise(*columns, "\x1f", null_handling="replace")
        return self._paths(role, table, path)

    def _told_by_field(self, role: str, batch: Batch) -> pa.Array:
        fields = batch.columns[self.mapping.columns["field"][0]]
        return new_values(fields, batch.columns[self.mapping.columns["state"][0]], role)

    def _labels(self, batch: Batch) -> pa.Array:
        state = batch.columns[self.mapping.columns["state"][0]]
        if "substate" not in self.mapping.columns:
            return state
        sub = batch.columns[self.mapping.columns["substate"][0]]
        return compute.binary_join_element_wise(state, sub, "/", null_handling="replace")

    def _paths(self, role: str, table: Names, path: pa.Array) -> pa.Array:
        """Several columns as one name 'division / team'; of departments, the division is known."""
        encoded = path.dictionary_encode()
        numbers = [0]
        for value in encoded.dictionary.to_pylist():
            parts = [tidy(part) for part in value.split("\x1f")]
            known = [part for part in parts if part.casefold() not in self._unknown]
            chain = [table.number(" / ".join(known[: n + 1])) for n in range(len(known))]
            if role == "department":
                self.parents.update(zip(chain[1:], chain, strict=False))
            numbers.append(chain[-1] if chain else 0)
        codes = np.array(numbers, np.int32)[encoded.indices.to_numpy(zero_copy_only=False) + 1]
        return pa.array(codes, mask=codes == 0)

    def _select(self) -> str:
        """The staging table; ``bad`` counts filled optional dates of a row that were not read."""
        unknown = ", ".join(sql_text(word) for word in sorted(self._unknown))
        written = {form for word in self._unknown for form in (word, word.upper(), word.title())}
        known = ", ".join(sql_text(word) for word in sorted(written))
        parts = ["line", f"CASE WHEN case_key IN ({known}) THEN NULL ELSE case_key END AS case_key"]
        parts += self._numbered()
        bad: list[str] = []
        for name, column in self._instants().items():
            formats = self.mapping.date_formats(column) or ("iso",)
            text = f"trim({name}_text)"
            parts.append(f"{instant_sql(text, formats, self.mapping.zone)} AS {name}_")
            if name != "at":
                filled = f"lower({text}) NOT IN ({unknown})"
                bad.append(f"(CASE WHEN {name}_ IS NULL THEN {filled} ELSE false END)::UTINYINT")
        for name, kind in COUNTERS.items():
            if name in self._counters():
                parts.append(f"try_cast(trim({name}_text) AS {kind}) AS {name}_")
        if self.title is not None:
            parts.append("title")
        summed = " + ".join(f"coalesce({part}, 0::UTINYINT)" for part in bad)
        parts.append(f"({summed or '0'})::UTINYINT AS bad")
        return f"SELECT {', '.join(parts)} FROM log_feed"


def _is_plain(column: pa.Array) -> bool:
    """Whether a text column holds printable ASCII only: one look at its bytes."""
    data = column.buffers()[2]
    if data is None:
        return True
    codes = np.frombuffer(data, np.uint8)
    return not len(codes) or bool((codes >= 0x20).all() and (codes < 0x7F).all())
