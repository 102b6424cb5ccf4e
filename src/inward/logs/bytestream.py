"""Bytes of a log file: decompressed, in UTF-8, in blocks; memory bounded by the block size.

gzip is told by its first bytes, not by the name. Encodings: UTF-8 (with or without mark), UTF-16
and UTF-32 (with mark, or told by their zeros), else Windows-1252 / Latin-1. Single bytes that are
not UTF-8 inside a UTF-8 file are read as Windows-1252, counted and noted.
"""

import codecs
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from inward.logs.errors import LogUnreadable

BLOCK = 8 << 20
GZIP_BLOCK = 1 << 20
SAMPLE = 1 << 18
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NOT_LOGS = (
    (b"PK\x03\x04", "a zip archive or a spreadsheet: unpack it, or save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or document: save it as CSV"),
    (b"%PDF", "a PDF: export the log as CSV"),
    (b"SQLite format 3", "a SQLite database: export the log as CSV"),
    (b"BZh", "bzip2-compressed: unpack it, or compress it with gzip"),
    (b"\xfd7zXZ", "xz-compressed: unpack it, or compress it with gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed: unpack it, or compress it with gzip"),
)


def _as_windows_text(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the offending bytes as Windows-1252, or Latin-1 where it has gaps."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    try:
        return bad.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return bad.decode("latin-1"), error.end


codecs.register_error("inward-windows", _as_windows_text)


@dataclass
class ByteStream:
    """One log file as blocks of UTF-8 text. ``encoding`` and ``compressed`` are told on opening.

    After a pass: ``mended`` counts blocks with bytes that were not UTF-8; ``cut_short`` says that
    the gzip stream ended before its end.
    """

    path: Path
    head: bytes = b""
    encoding: str = "utf-8"
    mark: int = 0
    compressed: bool = False
    cut_short: bool = False
    mended: int = 0
    done: float = 0.0
    size: int = 0

    def blocks(self) -> Iterator[bytes]:
        """All text of the file from its start, as UTF-8 bytes. Raises LogUnreadable on bad gzip."""
        self.cut_short, self.mended, self.done = False, 0, 0.0
        raw = self._unmarked(self._raw_blocks())
        if self.encoding == "utf-8":
            yield from raw
            return
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="inward-windows")
        if self.encoding not in {"cp1252", "latin-1"}:
            decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        for block in raw:
            yield decoder.decode(block).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")

    def valid(self, text: bytes) -> bytes:
        """The same text with bytes that are not UTF-8 mended. Text must end at a line's end."""
        if text.isascii():
            return text
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            self.mended += 1
            return text.decode("utf-8", "inward-windows").encode("utf-8")
        return text

    def _unmarked(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        first = next(blocks, b"")
        yield first[self.mark :]
        yield from blocks

    def _raw_blocks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            try:
                yield from self._inflated(file) if self.compressed else self._read(file)
            except (OSError, zlib.error) as error:
                raise LogUnreadable(f"{self.path.name}: damaged ({error}).") from error

    def _read(self, file: BufferedReader) -> Iterator[bytes]:
        while block := file.read(BLOCK):
            self.done = min(file.tell() / max(self.size, 1), 1.0)
            yield block

    def _inflated(self, file: BufferedReader) -> Iterator[bytes]:
        """Decompress member after member, never more than a block at once (bombs stay small)."""
        member = zlib.decompressobj(wbits=31)
        started = False
        for packed in iter(lambda: file.read(GZIP_BLOCK), b""):
            self.done = min(file.tell() / max(self.size, 1), 1.0)
            while packed:
                if member.eof:
                    packed = packed.lstrip(b"\0")  # tape padding after the last member
                    if not packed:
                        break
                    member, started = zlib.decompressobj(wbits=31), False
                started = True
                if block := member.decompress(packed, BLOCK):
                    yield block
                packed = member.unused_data if member.eof else member.unconsumed_tail
        while not member.eof and (block := member.decompress(b"", BLOCK)):
            yield block
        self.cut_short = started and not member.eof


def open_bytes(path: Path, encoding: str = "") -> ByteStream:
    """Open a log file: tells compression and encoding (if none is given) by its first bytes.

    Raises LogUnreadable if it is absent, empty, a folder or a kind of file that is no log.
    """
    try:
        with path.open("rb") as file:
            stream = ByteStream(path, compressed=_is_gzip(file), size=path.stat().st_size)
    except OSError as error:
        raise LogUnreadable(f"{path}: cannot be opened ({error.strerror}).") from error
    head = next(stream._raw_blocks(), b"")[:SAMPLE]
    if not head.strip():
        raise LogUnreadable(f"{path.name}: the file is empty.")
    for magic, what in NOT_LOGS:
        if head.startswith(magic):
            raise LogUnreadable(f"{path.name} is {what}.")
    stream.encoding, stream.mark = _encoding(head)
    if encoding and not stream.mark:
        stream.encoding = encoding
    stream.head = next(stream.blocks(), b"")[:SAMPLE]
    return stream


def _is_gzip(file: BufferedReader) -> bool:
    return file.read(2) == b"\x1f\x8b"


def _encoding(head: bytes) -> tuple[str, int]:
    """Encoding and length of the byte order mark."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name, len(mark)
    pairs = min(len(head), 2_000) // 2 * 2
    if pairs >= 4 and head[1:pairs:2].count(0) > pairs * 0.35:
        return "utf-16-le", 0
    if pairs >= 4 and head[0:pairs:2].count(0) > pairs * 0.35:
        return "utf-16-be", 0
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        # Bytes 80–9F are letters and quotes in Windows-1252, control characters in Latin-1.
        windows = any(0x80 <= byte <= 0x9F for byte in head)
        return ("cp1252" if windows else "latin-1"), 0
    return "utf-8", 0
