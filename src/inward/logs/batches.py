"""What every reader yields: rows of raw text with their place in the source, and rejects."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

RAW_LIMIT = 2_000  # characters of a bad row that are kept for the rejects file


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be taken in: where it stands, why, and its text (cut at 2,000)."""

    line: int
    reason: str
    raw: str

    @classmethod
    def of(cls, line: int, reason: str, raw: str | bytes) -> "Reject":
        """A reject with its text cut to the limit; bytes are read as UTF-8, leniently."""
        if isinstance(raw, bytes):
            raw = raw[: RAW_LIMIT * 4].decode("utf-8", "replace")
        return cls(line, reason, raw[:RAW_LIMIT])


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of the log in source order.

    ``lines``: int64, where each row starts (line of a text file, else number of the event or row,
    from 1). ``columns``: the columns asked for, as text, missing values null. ``done``: share of
    the file read so far, 0 to 1.
    """

    lines: pa.Array
    columns: dict[str, pa.Array]
    rejects: tuple[Reject, ...]
    done: float

    def __len__(self) -> int:
        return len(self.lines)


class Reader(Protocol):
    """A log that can be read from the start as often as needed, in bounded memory."""

    name: str
    format: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, unique, in order."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed about the file (encoding mended, header lines skipped …), so far."""

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """All rows, only these columns. Raises LogUnreadable where the file breaks off."""


Progress = Callable[[float], None]
