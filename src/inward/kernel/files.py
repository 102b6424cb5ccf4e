"""Attachments on disk: random names, no extension, outside any web root, written before their row.

A file is written to a temporary name, flushed to the disk and renamed before its row commits, so a
row never points at nothing; a crash leaves at worst a file without row, which ``inward doctor``
finds. Who may read one is asked of its parent by the one download view.
"""

import hashlib
import os
import re
import secrets
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from inward.kernel.errors import Invalid, NotFound
from inward.kernel.models import StoredFile

LARGEST = 25 * 1024 * 1024
_CHUNK = 65_536

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
    25 MB or has no usable name. Cost: one pass, one flush to disk.
    """
    cleaned = clean_name(name)
    token = secrets.token_hex(16)
    temporary, size, digest, head = _written(chunks)
    try:
        same = {"created_by_id": created_by_id, "sha256": digest, "name": cleaned}
        if once and (before := StoredFile.objects.filter(**same).first()):
            return before
        _settled(temporary, path_of(token))
    finally:
        temporary.unlink(missing_ok=True)
    return StoredFile.objects.create(
        token=token,
        name=cleaned,
        size=size,
        sha256=digest,
        content_type=content_type(head),
        created_at=at,
        created_by_id=created_by_id,
    )


def opened(file: StoredFile) -> BinaryIO:
    """The content, for reading; the caller closes it. Raises NotFound when the disk lacks it."""
    try:
        return path_of(file.token).open("rb")
    except FileNotFoundError as error:
        raise NotFound("This file is no longer on the disk.") from error


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


def path_of(token: str) -> Path:
    """Where the file of this token lies: 256 folders by the first two characters."""
    return root() / token[:2] / token


def root() -> Path:
    """The directory of all stored files (setting FILES_ROOT, in the home)."""
    return Path(settings.FILES_ROOT)


def on_disk() -> Iterator[str]:
    """The tokens of all files on the disk."""
    for folder in sorted(root().glob("[0-9a-f][0-9a-f]")):
        yield from sorted(entry.name for entry in folder.iterdir() if entry.is_file())


def _refused(words: str) -> Invalid:
    return Invalid(words, fields={"file": [words]})


def _written(chunks: Iterable[bytes]) -> tuple[Path, int, str, bytes]:
    """Write to a temporary file, counting; returns path, size, digest and the first bytes."""
    folder = root()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, path = tempfile.mkstemp(prefix="incoming-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            size, digest, head = _copied(chunks, file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise
    return Path(path), size, digest, head


def _copied(chunks: Iterable[bytes], file: BinaryIO) -> tuple[int, str, bytes]:
    size, digest, head = 0, hashlib.sha256(), b""
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise _refused("This file is larger than 25 MB.")
        head = head or chunk[:16]
        digest.update(chunk)
        file.write(chunk)
    if size == 0:
        raise _refused("This file is empty.")
    return size, digest.hexdigest(), head


def _settled(temporary: Path, final: Path) -> None:
    """Rename, then flush the folder, so that the name too survives a power cut."""
    final.parent.mkdir(mode=0o700, exist_ok=True)
    temporary.rename(final)
    descriptor = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
