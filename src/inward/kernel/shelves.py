"""Where the bytes of files lie: a directory of the home, or a bucket that speaks S3.

A shelf keeps what was written and checked before (`inward.kernel.files`), under a random token.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from inward.kernel.ports import ports


@dataclass(frozen=True)
class Kept:
    """What lies on a shelf: token, bytes, seconds since it came."""

    token: str
    size: int
    age: float


class Shelf(Protocol):
    """What `inward.kernel.files` asks of a place for bytes."""

    def keep(self, temporary: Path, token: str) -> None:
        """Take the file in under the token, safely before it returns; the temporary may go."""

    def opened(self, token: str) -> BinaryIO:
        """The content, for reading. Raises FileNotFoundError."""

    def drop(self, token: str) -> None:
        """Forget the content; nothing happens where there is none."""

    def listed(self) -> Iterator[Kept]:
        """All that lies here."""


class Directory:
    """256 folders by the first two characters of the token; written, flushed, renamed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, token: str) -> Path:
        """Where the file of this token lies."""
        return self.root / token[:2] / token

    def keep(self, temporary: Path, token: str) -> None:
        """Rename, then flush the folder, so that the name too survives a power cut."""
        final = self.path(token)
        final.parent.mkdir(mode=0o700, exist_ok=True)
        temporary.rename(final)
        descriptor = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def opened(self, token: str) -> BinaryIO:
        """The file itself."""
        return self.path(token).open("rb")

    def drop(self, token: str) -> None:
        """Remove the file."""
        self.path(token).unlink(missing_ok=True)

    def listed(self) -> Iterator[Kept]:
        """All files, folder by folder."""
        now = time.time()
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for entry in sorted(folder.iterdir()):
                if entry.is_file():
                    found = entry.stat()
                    yield Kept(entry.name, found.st_size, now - found.st_mtime)


def directory() -> Path:
    """The directory for files (setting FILES_ROOT, in the home); uploads pass through it."""
    return Path(settings.FILES_ROOT)


def shelf() -> Shelf:
    """The shelf of this installation: a bucket where INWARD_FILES_URL names one."""
    if not settings.FILES_URL:
        return Directory(directory())
    return _bucket(settings.FILES_URL)


@cache
def _bucket(url: str) -> Shelf:
    """Only who keeps files in a bucket has the library for it (``inward[s3]``)."""
    made: Shelf = ports.bucket(url)
    return made
