"""The audit: appended to only, chained, and tampering shows."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from inward.kernel import audit, seals
from inward.kernel.clock import now
from inward.kernel.models import AuditEntry, AuditHead

pytestmark = pytest.mark.django_db
TABLE = "kernel_auditentry"


@pytest.fixture
def three() -> list[AuditEntry]:
    return [_record(thing) for thing in (1, 2, 3)]


def _record(thing: int) -> AuditEntry:
    return audit.record(
        actor_id=5,
        action="calendar.changed",
        subject="calendar",
        subject_id=thing,
        detail={"name": ["Büro", "Office\x00\ud83d"], "n": 1.0},
        at=now(),
    )


@contextmanager
def _unsealed() -> Iterator[None]:
    """As somebody who owns the database could."""
    seals.unseal(connection, TABLE)
    yield
    seals.seal(connection, TABLE)


def test_entries_follow_each_other_and_the_chain_is_whole(three: list[AuditEntry]) -> None:
    assert [entry.ordinal for entry in three] == [1, 2, 3]
    assert [entry.previous for entry in three] == ["", three[0].digest, three[1].digest]
    assert audit.verify() == []
    assert AuditHead.objects.get().digest == three[2].digest


def test_an_entry_of_a_rolled_back_action_leaves_no_gap(three: list[AuditEntry]) -> None:
    with transaction.atomic():
        _record(4)
        transaction.set_rollback(True)
    assert _record(4).ordinal == 4
    assert audit.verify() == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"UPDATE {TABLE} SET action = 'nothing' WHERE ordinal = 2", "2 was changed"),
        (f"UPDATE {TABLE} SET actor_id = NULL WHERE ordinal = 3", "3 was changed"),
        (f"DELETE FROM {TABLE} WHERE ordinal = 2", "entry 2 is missing"),
        (f"DELETE FROM {TABLE} WHERE ordinal = 1", "entry 1 is missing"),
        (f"DELETE FROM {TABLE} WHERE ordinal = 3", "the head names entry 3"),
        (f"DELETE FROM {TABLE}", "the head names entry 3"),
    ],
)
def test_tampering_shows(three: list[AuditEntry], statement: str, said: str) -> None:
    with _unsealed(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert said in audit.verify()[0]


def test_a_forged_entry_with_a_right_digest_breaks_the_link(three: list[AuditEntry]) -> None:
    forged = three[1]
    forged.action = "nothing"
    with _unsealed(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET action = %s, digest = %s WHERE ordinal = 2",
            [forged.action, audit.digest(forged)],
        )
    assert audit.verify() == ["entry 3 does not follow the one before it"]


@pytest.mark.parametrize("statement", [f"UPDATE {TABLE} SET action = 'x'", f"DELETE FROM {TABLE}"])
def test_the_database_itself_refuses_changes(three: list[AuditEntry], statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert audit.verify() == []


def test_postgresql_refuses_to_truncate_it_too(three: list[AuditEntry]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; its DELETE is tested above")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {TABLE}")


def test_the_model_refuses_changes(three: list[AuditEntry]) -> None:
    with pytest.raises(TypeError):
        three[0].save()
    with pytest.raises(TypeError):
        three[0].delete()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(action="x")
    with pytest.raises(TypeError):
        AuditEntry.objects.all().delete()


def test_a_detail_that_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        audit.record(
            actor_id=None, action="a", subject="s", subject_id=1, detail={"x": object()}, at=now()
        )


def test_the_table_is_sealed() -> None:
    assert TABLE in seals.sealed(connection)
