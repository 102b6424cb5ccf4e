"""A shelf in a bucket that speaks S3. Needs the extra ``inward[s3]``; loaded only where it is used.

Every content is written whole by one request that returns when the bucket has it, with its length
checked; reading copies it through a temporary file, so that a slow reader holds no connection.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.store import S3Store

from inward.kernel import clock
from inward.kernel.shelves import Kept

_IN_MEMORY = 1024 * 1024


class Bucket:
    """Files as objects ``<prefix>/ab/abcdef…`` of one bucket."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    @classmethod
    def of(cls, url: str) -> "Bucket":
        """The bucket of ``s3://key:secret@host:port/bucket/prefix?region=…&tls=0``.

        Without TLS only where ``tls=0`` says so. Raises ValueError for anything else.
        """
        parts = urlsplit(url)
        bucket, _slash, prefix = parts.path.strip("/").partition("/")
        if parts.scheme != "s3" or not parts.hostname or not bucket:
            raise ValueError("INWARD_FILES_URL: expected s3://key:secret@host/bucket")
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        plain = options.get("tls") == "0"
        port = f":{parts.port}" if parts.port else ""
        store = S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=f"{'http' if plain else 'https'}://{parts.hostname}{port}",
            access_key_id=unquote(parts.username or ""),
            secret_access_key=unquote(parts.password or ""),
            region=options.get("region", "us-east-1"),
            virtual_hosted_style_request=False,
            client_options={"allow_http": plain, "timeout": "60s", "connect_timeout": "5s"},
            retry_config=cast(Any, {"max_retries": 2}),
        )
        return cls(store)

    def keep(self, temporary: Path, token: str) -> None:
        """Put the object; a put that was cut off leaves none."""
        obstore.put(self._store, _place(token), temporary)

    def opened(self, token: str) -> BinaryIO:
        """The content, copied to a temporary file that goes when it is closed."""
        copy = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the caller's)
        for chunk in obstore.get(self._store, _place(token)).stream():
            copy.write(bytes(chunk))
        copy.seek(0)
        return cast(BinaryIO, copy)

    def drop(self, token: str) -> None:
        """Delete the object."""
        with contextlib.suppress(FileNotFoundError):
            obstore.delete(self._store, _place(token))

    def listed(self) -> Iterator[Kept]:
        """All objects, listed in pages."""
        now = clock.now()
        for page in obstore.list(self._store):
            for entry in page:
                token = entry["path"].rpartition("/")[2]
                age = (now - entry["last_modified"]).total_seconds()
                yield Kept(token, entry["size"], age)


def _place(token: str) -> str:
    return f"{token[:2]}/{token}"
