"""The helper that tells whether reading has changed anything."""

import pytest

from inward.kernel import audit, jobs
from inward.kernel.clock import now
from inward.kernel.models import Job
from tests.support.tables import digests, nothing_changes

pytestmark = pytest.mark.django_db


def test_reading_changes_nothing() -> None:
    jobs.enqueue("made", {})
    with nothing_changes():
        assert Job.objects.count() == 1


def test_a_changed_row_is_told_by_its_table() -> None:
    jobs.enqueue("made", {})
    with pytest.raises(AssertionError, match="kernel_job"), nothing_changes():
        Job.objects.update(tries=3)


def test_a_table_on_the_list_may_change() -> None:
    with nothing_changes(but=frozenset({"kernel_job"})):
        jobs.enqueue("made", {})


def test_every_table_is_looked_at() -> None:
    before = digests()
    audit.record(actor_id=1, action="a", subject="s", subject_id=1, detail={}, at=now())
    after = digests()
    changed = {name for name in after if before[name] != after[name]}
    assert changed == {"kernel_auditentry", "kernel_audithead"}
