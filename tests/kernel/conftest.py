"""Jobs and subscriptions that a test registers are gone after it; other slices' timers rest."""

from collections.abc import Iterator

import pytest

from inward.kernel import jobs, outbox


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    tasks, periodic = dict(jobs.TASKS), dict(jobs.PERIODIC)
    heard = {event: dict(entries) for event, entries in outbox._SUBSCRIPTIONS.items()}
    jobs.PERIODIC.clear()
    yield
    jobs.TASKS.clear()
    jobs.TASKS.update(tasks)
    jobs.PERIODIC.clear()
    jobs.PERIODIC.update(periodic)
    outbox._SUBSCRIPTIONS.clear()
    outbox._SUBSCRIPTIONS.update(heard)
