"""Events reach each handler once with their cause, or never were."""

import logging
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import transaction

from inward.kernel import outbox, worker
from inward.kernel.clock import now
from inward.kernel.events import Event
from inward.kernel.models import Job

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Happened(Event):
    thing_id: int
    at: datetime


@dataclass(frozen=True)
class Unheard(Event):
    thing_id: int


class Ear:
    """A handler that keeps what it heard."""

    def __init__(self, name: str, *, broken: bool = False) -> None:
        self.__qualname__ = name
        self.heard: list[Event] = []
        self.broken = broken

    def __call__(self, event: Event, *, now: datetime) -> None:
        if self.broken:
            raise ValueError("not today")
        self.heard.append(event)


@pytest.fixture
def ears() -> tuple[Ear, Ear]:
    ears = Ear("on_first"), Ear("on_second")
    for ear in ears:
        outbox.subscribe(Happened, ear)
    return ears


def test_each_handler_hears_the_event(ears: tuple[Ear, Ear]) -> None:
    event = Happened(7, now())
    outbox.publish(event)
    assert worker.drain() == 2
    assert [ear.heard for ear in ears] == [[event], [event]]


def test_publishing_is_one_statement(
    ears: tuple[Ear, Ear], django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        outbox.publish(Happened(7, now()))
    with django_assert_num_queries(0):  # type: ignore[operator]
        outbox.publish(Unheard(7))


def test_an_event_of_a_rolled_back_action_is_not_heard(ears: tuple[Ear, Ear]) -> None:
    with transaction.atomic():
        outbox.publish(Happened(7, now()))
        transaction.set_rollback(True)
    assert worker.drain() == 0


def test_a_broken_handler_holds_up_no_other(
    ears: tuple[Ear, Ear], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    ears[0].broken = True
    outbox.publish(Happened(7, now()))
    worker.drain()
    assert len(ears[1].heard) == 1
    waiting = Job.objects.get(state=Job.State.PENDING)
    assert waiting.task.endswith("on_first")
    assert "not today" in waiting.error
    ears[0].broken = False
    Job.objects.filter(pk=waiting.pk).update(run_at=now())
    worker.drain()
    assert len(ears[0].heard) == len(ears[1].heard) == 1


def test_subscribing_twice_is_harmless_and_names_are_readable(ears: tuple[Ear, Ear]) -> None:
    outbox.subscribe(Happened, ears[0])
    names = [entry.name for entry in outbox.subscriptions() if entry.event is Happened]
    assert names == [
        "tests.kernel.test_outbox.Happened>tests.kernel.test_outbox.on_first",
        "tests.kernel.test_outbox.Happened>tests.kernel.test_outbox.on_second",
    ]


def test_a_name_given_outlives_the_function(ears: tuple[Ear, Ear]) -> None:
    ear = Ear("renamed")
    outbox.subscribe(Unheard, ear, name="things.unheard")
    outbox.publish(Unheard(3))
    assert Job.objects.get().task == "things.unheard"
    worker.drain()
    assert ear.heard == [Unheard(3)]
