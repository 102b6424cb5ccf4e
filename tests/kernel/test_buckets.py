"""Files in a bucket: the same promises as in a directory, against a real server."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inward.kernel import files, shelves
from inward.kernel.checks import stored_files
from inward.kernel.clock import now
from inward.kernel.errors import InwardError, NotFound
from inward.kernel.invariants import Level
from inward.kernel.models import StoredFile
from tests.support import bucket

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(bucket.binary() is None, reason="no S3 server for this kind of machine"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a bucket of a real server."""
    with bucket.serving(tmp_path_factory.mktemp("s3")) as url:
        yield url


@pytest.fixture(autouse=True)
def in_a_bucket(server: str, settings: Any, tmp_path: Path) -> None:
    """Keep files there, each test under a prefix of its own."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_URL = server.replace("/inward?", f"/{secrets.token_hex(4)}?")


def test_a_file_is_read_as_it_was_stored() -> None:
    content = [b"x" * 1_000_000, b"y" * 1_500_000]
    stored = files.store(content, name="note.txt", created_by_id=3, at=now())
    with files.opened(stored) as file:
        assert file.read() == b"".join(content)
    assert [(kept.token, kept.size) for kept in shelves.shelf().listed()] == [
        (stored.token, 2_500_000)
    ]


def test_nothing_stays_on_the_machine() -> None:
    files.store([b"hello"], name="note.txt", created_by_id=3, at=now())
    assert not [path for path in shelves.directory().rglob("*") if path.is_file()]


def test_a_file_the_bucket_lost_is_not_found_and_the_doctor_says_so() -> None:
    stored = files.store([b"hello"], name="note.txt", created_by_id=3, at=now())
    assert stored_files().level is Level.FINE
    shelves.shelf().drop(stored.token)
    shelves.shelf().drop(stored.token)
    with pytest.raises(NotFound):
        files.opened(stored)
    assert stored_files().level is Level.WRONG


def test_a_bucket_out_of_reach_leaves_no_row(settings: Any) -> None:
    settings.FILES_URL = "s3://k:s@127.0.0.1:9/files?tls=0"
    with pytest.raises(Exception) as error:
        files.store([b"hello"], name="note.txt", created_by_id=3, at=now())
    assert not isinstance(error.value, InwardError)
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("url", ["file:///tmp", "s3://k:s@host", "s3:///bucket"])
def test_an_address_that_names_no_bucket_is_refused(settings: Any, url: str) -> None:
    settings.FILES_URL = url
    with pytest.raises(ValueError, match="INWARD_FILES_URL"):
        shelves.shelf()
