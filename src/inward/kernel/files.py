"""Files: random names, no extension, outside any web root, written before their row.

A file is written to a temporary name, measured, flushed and put on its shelf (`shelves`: a
directory, or a bucket) before its row commits, so a row never points at nothing; a crash leaves at
worst a file without row, which ``inward doctor`` finds. Who may read one is asked of its parent by
the one download view. What a file is, its first bytes say, never its name.
"""

import hashlib
import os
import re
import secrets
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from inward.kernel import jobs, shelves
from inward.kernel.errors import Invalid, NotFound
from inward.kernel.models import StoredFile

LARGEST = 25 * 1024 * 1024
_HEAD = 16

# What the first bytes say. Anything else is offered for download as plain bytes.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
# Programs for a machine: nobody needs them in a conversation, whatever they are called.
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\x00asm")
# Pictures of which a small copy is drawn anew (`pictures`); only that is ever shown in a page.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def store(
    chunks: Iterable[bytes],
    *,
    name: str,
    created_by_id: int | None,
    at: datetime,
    once: bool = False,
) -> StoredFile:
    """Write a file and its row in the caller's transaction; returns the row.

    With `once` the row of a file of that name and content which this person stored before is
    returned instead. Begin no transaction around an upload: on SQLite it would hold up all writers
    while the file comes in. Raises Invalid (field ``file``) when the file is empty, larger than
    25 MB, a program, or has no usable name. Cost: one pass, one flush to disk; of a picture a job
    draws the small copy.
    """
    cleaned = clean_name(name)
    with _written(chunks) as written:
        same = {"created_by_id": created_by_id, "sha256": written.digest, "name": cleaned}
        if once and (before := StoredFile.objects.filter(**same).first()):
            return before
        stored = _kept(written, cleaned, created_by_id, at)
    if stored.content_type in PICTURES:
        jobs.enqueue("files.preview", {"file": stored.pk})
    return stored


def store_preview(content: bytes, *, of: StoredFile, at: datetime) -> StoredFile:
    """Write the small copy of a picture and note it there. Raises Invalid as `store` does."""
    with _written([content]) as written:
        copy = _kept(written, "preview", None, at)
    StoredFile.objects.filter(pk=of.pk).update(preview=copy.token)
    return copy


def opened(file: StoredFile) -> BinaryIO:
    """The content, for reading; the caller closes it. Raises NotFound when its shelf lacks it."""
    try:
        return shelves.shelf().opened(file.token)
    except FileNotFoundError as error:
        raise NotFound("This file is no longer there.") from error


def clean_name(name: str) -> str:
    """The name to show and to offer for saving: the last part, cleaned first, checked then.

    Raises Invalid when nothing usable is left. Never used as an address on disk.
    """
    if "\x00" in name or any(0xD800 <= ord(c) <= 0xDFFF for c in name):
        raise _refused("This file name contains a character that cannot be stored.")
    text = unicodedata.normalize("NFKC", name)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf"})
    text = _FORBIDDEN.sub("_", text.replace("\\", "/").rsplit("/", 1)[-1])
    text = " ".join(text.split()).strip(". ")
    if not text or _RESERVED.fullmatch(text):
        raise _refused("Please give the file another name.")
    stem, dot, extension = text.rpartition(".")
    if len(text) > 150 and dot and len(extension) <= 20:
        return f"{stem[: 149 - len(extension)]}.{extension}"
    return text[:150]


def content_type(head: bytes) -> str:
    """What kind of content begins with these bytes; never what the sender said it was."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "application/octet-stream"


def _refused(words: str) -> Invalid:
    return Invalid(words, fields={"file": [words]})


@dataclass(frozen=True)
class _Written:
    """A file that came in, not yet on its shelf."""

    path: Path
    size: int
    digest: str
    head: bytes


@contextmanager
def _written(chunks: Iterable[bytes]) -> Iterator[_Written]:
    """Write to a temporary file, counting, flushed to the disk; it is gone at the end."""
    folder = shelves.directory()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, path = tempfile.mkstemp(prefix="incoming-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            size, digest, head = _copied(chunks, file)
            file.flush()
            os.fsync(file.fileno())
        yield _Written(Path(path), size, digest, head)
    finally:
        Path(path).unlink(missing_ok=True)


def _kept(written: _Written, name: str, created_by_id: int | None, at: datetime) -> StoredFile:
    token = secrets.token_hex(16)
    shelves.shelf().keep(written.path, token)
    return StoredFile.objects.create(
        token=token,
        name=name,
        size=written.size,
        sha256=written.digest,
        content_type=content_type(written.head),
        created_at=at,
        created_by_id=created_by_id,
    )


def _copied(chunks: Iterable[bytes], file: BinaryIO) -> tuple[int, str, bytes]:
    size, digest, head = 0, hashlib.sha256(), b""
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise _refused("This file is larger than 25 MB.")
        if len(head) < _HEAD:
            head += chunk[: _HEAD - len(head)]
        digest.update(chunk)
        file.write(chunk)
    if size == 0:
        raise _refused("This file is empty.")
    if head.startswith(_PROGRAMS):
        raise _refused("This file is a program; programs are not taken.")
    return size, digest.hexdigest(), head
