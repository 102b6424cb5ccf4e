"""Stored files: whole or not at all, under names nobody can guess or abuse."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.kernel import files, shelves
from inward.kernel.clock import now
from inward.kernel.errors import Invalid, NotFound
from inward.kernel.models import StoredFile

pytestmark = pytest.mark.django_db


def _store(content: bytes = b"hello", name: str = "note.txt") -> StoredFile:
    return files.store([content], name=name, created_by_id=3, at=now())


def test_a_file_is_read_as_it_was_stored() -> None:
    stored = files.store([b"hel", b"lo"], name="note.txt", created_by_id=3, at=now())
    with files.opened(stored) as file:
        assert file.read() == b"hello"
    assert (stored.size, stored.name, stored.created_by_id) == (5, "note.txt", 3)
    assert stored.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


def test_its_name_on_the_disk_is_random_and_has_no_extension() -> None:
    path = shelves.Directory(shelves.directory()).path(_store(name="evil.php").token)
    assert path.exists()
    assert path.suffix == ""
    assert "evil" not in str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(shelves.directory().stat().st_mode) == 0o700


def test_a_file_larger_than_25_megabytes_is_refused_and_leaves_nothing() -> None:
    chunk = b"x" * 1_048_576
    with pytest.raises(Invalid, match="25 MB"):
        files.store((chunk for _ in range(26)), name="a", created_by_id=None, at=now())
    assert not [path for path in shelves.directory().rglob("*") if path.is_file()]
    assert not StoredFile.objects.exists()


def test_an_upload_that_breaks_off_leaves_nothing() -> None:
    def broken() -> object:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.store(broken(), name="a", created_by_id=None, at=now())  # type: ignore[arg-type]
    assert not [path for path in shelves.directory().rglob("*") if path.is_file()]


def test_a_file_sent_again_by_the_same_person_is_kept_once_if_asked() -> None:
    def again(name: str = "note.txt", created_by_id: int = 3) -> StoredFile:
        return files.store([b"hello"], name=name, created_by_id=created_by_id, at=now(), once=True)

    first = _store()
    assert again() == first
    assert again(name="other.txt") != first
    assert again(created_by_id=4) != first
    assert _store() != first  # not asked
    assert len(list(shelves.shelf().listed())) == 4


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Invalid, match="empty"):
        _store(b"")


def test_a_file_gone_from_the_disk_is_not_found() -> None:
    stored = _store()
    shelves.Directory(shelves.directory()).path(stored.token).unlink()
    with pytest.raises(NotFound):
        files.opened(stored)


def test_all_files_on_the_disk_are_listed() -> None:
    tokens = {_store().token for _ in range(3)}
    assert {kept.token for kept in shelves.shelf().listed()} == tokens


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\eve\\plan.docx", "plan.docx"),
        ("\u200b.htaccess", "htaccess"),
        ("..", None),
        ("", None),
        ("   ", None),
        ("CON", None),
        ("nul.txt", None),
        ("a\x00b", None),
        ("\ud800", None),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("Ärger mit Größe.xlsx", "Ärger mit Größe.xlsx"),
        ('quo"te<a>.txt', "quo_te_a_.txt"),
        ("line\nbreak.txt", "linebreak.txt"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("．．／secret", "secret"),
    ],
)
def test_names_are_cleaned_first_and_checked_then(sent: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(Invalid):
            files.clean_name(sent)
    else:
        assert files.clean_name(sent) == kept


@given(st.text(max_size=300))
def test_any_name_kept_is_short_plain_and_stable(sent: str) -> None:
    try:
        kept = files.clean_name(sent)
    except Invalid:
        return
    assert 0 < len(kept) <= 150
    assert not set(kept) & set('/\\\x00\n\r"<>|:*?')
    assert not kept.startswith(".")
    assert files.clean_name(kept) == kept


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"<svg onload=x>", "application/octet-stream"),
        (b"<html>", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_kind_is_what_the_content_says(head: bytes, kind: str) -> None:
    assert files.content_type(head) == kind
