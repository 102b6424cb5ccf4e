"""Cuts text of a delimited file into blocks of whole records, each with its line number.

Quoting follows RFC 4180: a quote opens a quoted cell only at the cell's start; inside, two quotes
are one; line ends inside quotes belong to the cell. Blocks where all quotes pair up in this sense
(nearly all) are cut by counting; the others are walked record by record: a quote that is never
closed costs its own line, not the rest of the file.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from inward.logs.batches import Reject

MAX_RECORD = 8 << 20
NEWLINE, RETURN = 10, 13

Lines = NDArray[np.int64]


@dataclass(frozen=True)
class Quoting:
    """How cells are divided and quoted: one ASCII character each; escape may be a backslash."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""

    @cached_property
    def record(self) -> re.Pattern[bytes]:
        """Matches one whole record, line end included. Atomic: linear in its length."""
        cell = self._cell
        return re.compile(cell + b"(?:" + self._delimiter + cell + b")*+\n", re.DOTALL)

    @cached_property
    def unfinished(self) -> re.Pattern[bytes]:
        """Matches a record whose last cell is quoted and not yet closed at the text's end."""
        ahead = b"(?:" + self._cell + self._delimiter + b")*+"
        return re.compile(ahead + self._quote + self._inside + rb"\Z", re.DOTALL)

    @property
    def _delimiter(self) -> bytes:
        return re.escape(self.delimiter.encode())

    @property
    def _quote(self) -> bytes:
        return re.escape(self.quote.encode())

    @property
    def _inside(self) -> bytes:
        """What stands between the quotes of a cell."""
        q = self._quote
        if self.escape:
            return b"(?:[^" + q + rb"\\]++|" + q + q + rb"|\\.)*+"
        return b"(?:[^" + q + b"]++|" + q + q + b")*+"

    @property
    def _cell(self) -> bytes:
        """A quoted cell; a sloppily quoted one within its line; a plain one."""
        d, q = self._delimiter, self._quote
        whole = q + self._inside + q + b"(?=" + d + rb"|\r?\n)"
        sloppy = q + b"(?:[^" + q + rb"\n]++|" + q + q + b")*+" + q + b"[^" + d + rb"\n]*+"
        plain = b"(?!" + q + b")[^" + d + rb"\n]*+"
        return b"(?>" + whole + b"|" + sloppy + b"|" + plain + b")"


@dataclass(frozen=True)
class Chunk:
    """Whole records: their text, the line each starts at, and lines that are no records."""

    text: bytes
    lines: Lines
    rejects: tuple[Reject, ...] = ()


@dataclass
class RecordCutter:
    """Turns blocks into chunks. ``line`` is the number of the next line to be cut."""

    quoting: Quoting
    line: int = 1
    _rest: bytes = b""
    _skipping: bool = field(default=False)

    def chunks(self, blocks: Iterator[bytes], cut_short: Callable[[], bool]) -> Iterator[Chunk]:
        """All records of the blocks; the last line need not end with a line end.

        ``cut_short`` is asked after the last block: then an unfinished line is a reject.
        """
        for block in blocks:
            yield from self._cut(block)
        if self._rest and cut_short():
            yield self._rejected(self._take(), "the file breaks off inside this row")
        if self._rest and not self._rest.endswith(b"\n"):
            yield from self._cut(b"\n")
        if self._rest:
            yield self._walk(self._take(), final=True)

    def _rejected(self, text: bytes, why: str) -> Chunk:
        return Chunk(b"", np.empty(0, np.int64), (Reject.of(self.line, why, text[:8_000]),))

    def _take(self) -> bytes:
        text, self._rest = self._rest, b""
        return text

    def _cut(self, block: bytes) -> Iterator[Chunk]:
        text = self._take() + block
        if self._skipping:
            text = self._after_long_line(text)
        if b"\n" not in text:
            yield from self._hold_back(text)
            return
        end = text.rfind(b"\n") + 1
        if self.quoting.quote.encode() not in text[:end]:
            self._rest = text[end:]
            yield self._plain(text[:end])
        else:
            yield self._quoted(text)
        if len(self._rest) > MAX_RECORD:
            yield from self._hold_back(self._take())

    def _after_long_line(self, text: bytes) -> bytes:
        """Drop the tail of a line that was too long."""
        end = text.find(b"\n") + 1
        if end == 0:
            return b""
        self._skipping = False
        self.line += 1
        return text[end:]

    def _hold_back(self, text: bytes) -> Iterator[Chunk]:
        """Keep an unfinished record for the next block, unless it is beyond all measure."""
        if len(text) <= MAX_RECORD:
            self._rest = text
        elif b"\n" in text:
            yield self._walk(text, final=False)
        else:
            why = f"the line is longer than {MAX_RECORD >> 20} MiB"
            yield self._rejected(text, why)
            self._skipping = True

    def _plain(self, text: bytes) -> Chunk:
        """A block without quotes: every line is a record, blank lines are none."""
        count = text.count(b"\n")
        lines = np.arange(self.line, self.line + count, dtype=np.int64)
        self.line += count
        if text[0] in b"\r\n" or b"\n\n" in text or b"\n\r\n" in text:
            ends = np.flatnonzero(np.frombuffer(text, np.uint8) == NEWLINE)
            lines = lines[_not_blank(text, ends)]
        return Chunk(text, lines)

    def _quoted(self, text: bytes) -> Chunk:
        """A block with quotes: cut by parity if they pair up properly, else walked."""
        codes = np.frombuffer(text, np.uint8)
        quotes = self._structural_quotes(codes)
        newlines = np.flatnonzero(codes == NEWLINE)
        outside = np.searchsorted(quotes, newlines) % 2 == 0
        ends = newlines[outside]
        if len(ends) == 0 or not self._paired(codes, quotes[quotes < ends[-1]]):
            if len(ends) == 0 and len(text) <= MAX_RECORD:
                self._rest = text
                return Chunk(b"", np.empty(0, np.int64))
            return self._walk(text, final=False)
        cut = int(ends[-1]) + 1
        starts = self.line + np.concatenate(([0], np.flatnonzero(outside)[:-1] + 1))
        self.line += int(np.flatnonzero(outside)[-1]) + 1
        self._rest = text[cut:]
        return Chunk(text[:cut], starts[_not_blank(text, ends)])

    def _structural_quotes(self, codes: NDArray[np.uint8]) -> Lines:
        quotes = np.flatnonzero(codes == ord(self.quoting.quote))
        if self.quoting.escape and len(quotes):
            quotes = quotes[codes[quotes - 1] != ord(self.quoting.escape)]
        return quotes

    def _paired(self, codes: NDArray[np.uint8], quotes: Lines) -> bool:
        """Whether every opening quote starts a cell and every closing one ends it."""
        if len(quotes) % 2:
            return False
        opening, closing = quotes[0::2], quotes[1::2]
        allowed = [ord(self.quoting.delimiter), NEWLINE, RETURN, ord(self.quoting.quote)]
        before = codes[opening[opening > 0] - 1]
        after = codes[closing[closing + 1 < len(codes)] + 1]
        return bool(np.isin(before, allowed).all() and np.isin(after, allowed).all())

    def _walk(self, text: bytes, *, final: bool) -> Chunk:
        """Record by record: for blocks with stray quotes."""
        good: list[bytes] = []
        lines: list[int] = []
        rejects: list[Reject] = []
        at = 0
        while at < len(text):
            match = self.quoting.record.match(text, at)
            if match is None:
                end = text.find(b"\n", at) + 1
                may_grow = len(text) - at <= MAX_RECORD and not final
                if end == 0 or (may_grow and self.quoting.unfinished.match(text, at)):
                    break
                why = "a quote is opened and never properly closed"
                rejects.append(Reject.of(self.line, why, text[at : end - 1]))
                self.line += 1
            else:
                record, end = match.group(), match.end()
                if record.strip(b"\r\n"):
                    good.append(record)
                    lines.append(self.line)
                self.line += record.count(b"\n")
            at = end
        self._rest = text[at:]
        return Chunk(b"".join(good), np.array(lines, np.int64), tuple(rejects))


def _not_blank(text: bytes, ends: Lines) -> NDArray[np.bool_]:
    """Which records have any text, given where each ends (its newline)."""
    codes = np.frombuffer(text, np.uint8)
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    only_return = (lengths == 1) & (codes[np.minimum(starts, len(codes) - 1)] == RETURN)
    filled: NDArray[np.bool_] = (lengths > 0) & ~only_return
    return filled
