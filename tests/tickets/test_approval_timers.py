"""Time and approvals: reminders on working days, once each; who stands in; no verdict."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from inward.directory import actions as directory
from inward.kernel.errors import RuleBroken
from inward.notify.models import Notice
from inward.tickets import actions, approval_tasks, windows
from inward.tickets.models import Ticket, TicketApprover, TicketEvent
from tests.support.world import START
from tests.support.world_promises import Promises, later
from tests.tickets.approving import MANAGER, asked, named, open_stage

DAY = timedelta(days=1)


class Held:
    """A job whose lease is never lost."""

    id, tries = 1, 1

    def still_held(self) -> bool:
        return True


def run(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Both periodic tasks at an instant."""
    monkeypatch.setattr(approval_tasks, "now", lambda: at)
    held: Any = Held()
    approval_tasks.remind_approvers({}, job=held)
    approval_tasks.find_stand_ins({}, job=held)


def told(person: object) -> int:
    return Notice.objects.filter(person=person, text__startswith="Reminder").count()  # type: ignore[misc]


def test_reminders_come_after_a_working_day_then_every_second_and_five_at_most(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked on Monday at nine: Tuesday, Thursday, Monday, Wednesday, Friday."""
    w = promises
    ticket = asked(w, MANAGER)
    seen = []
    for hours in range(24 * 30):
        at = START + timedelta(hours=hours)
        before = told(w.max)
        run(monkeypatch, at) if hours % 12 == 0 else None
        if told(w.max) > before:
            seen.append((at - START).days)
    assert seen == [1, 3, 7, 9, 11]
    assert TicketApprover.objects.get(ticket=ticket, person=w.max).remind_at is None
    assert Ticket.objects.get().category == "awaiting_approval"
    helped = Notice.objects.filter(subject__startswith="Nobody decides")
    assert [one.person for one in helped] == [w.alice]


def test_a_reminder_comes_once_however_often_it_is_looked(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = asked(w, named("Both", "all", w.fiona, w.frank))
    actions.approve(actor=w.fiona, ticket=ticket, now=later(5))
    for _ in range(3):
        run(monkeypatch, START + DAY)
    assert (told(w.frank), told(w.fiona)) == (1, 0)
    with pytest.raises(RuleBroken):
        actions.remind(ticket=ticket, now=START + DAY)


def test_who_decided_is_left_alone(promises: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    actions.approve(actor=w.max, ticket=ticket, now=later(5))
    run(monkeypatch, START + 5 * DAY)
    assert told(w.max) == 0
    with pytest.raises(RuleBroken):
        actions.remind(ticket=ticket, now=START + 5 * DAY)
    with pytest.raises(RuleBroken):
        actions.stand_in(ticket=ticket, now=START + 5 * DAY)


def test_gone_after_they_were_asked_somebody_stands_in(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    directory.record_absence(
        actor=w.adam, person=w.max, since=later(10), until=START + 9 * DAY, substitute=w.fiona,
        now=later(5),
    )  # fmt: skip
    for _ in range(2):
        run(monkeypatch, later(20))
    assert open_stage(ticket).substitutes == {w.max.pk: w.fiona.pk}
    assert Notice.objects.filter(person=w.fiona, kind="approval").count() == 1
    run(monkeypatch, START + DAY)
    assert (told(w.max), told(w.fiona)) == (0, 1)
    done = actions.approve(actor=w.fiona, ticket=ticket, now=START + DAY)
    assert done.category == "submitted"


def test_back_again_the_substitute_is_asked_no_more(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    directory.record_absence(
        actor=w.adam, person=w.max, since=START, until=START + DAY, substitute=w.fiona, now=START
    )
    ticket = asked(w, MANAGER)
    run(monkeypatch, START + DAY + timedelta(hours=1))
    assert open_stage(ticket).substitutes == {}
    asked_now = TicketApprover.objects.filter(is_asked=True).values_list("person", flat=True)
    assert list(asked_now) == [w.max.pk]


def test_who_has_left_is_stood_in_for_by_their_manager(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    directory.change_person(actor=w.adam, person=w.frank, manager=w.fiona, now=START)
    ticket = asked(w, named("Books", "all", w.frank))
    directory.deactivate_person(actor=w.adam, person=w.frank, now=later(5))
    run(monkeypatch, later(20))
    assert open_stage(ticket).substitutes == {w.frank.pk: w.fiona.pk}
    done = actions.approve(actor=w.fiona, ticket=ticket, now=later(30))
    assert done.category == "submitted"


def test_reminders_and_stand_ins_are_in_the_log(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    asked(w, MANAGER)
    run(monkeypatch, START + DAY)
    event = TicketEvent.objects.latest("pk")
    assert (event.kind, event.actor, event.category) == ("chased", None, "")


def test_what_was_asked_at_night_is_reminded_of_when_the_day_begins(promises: Promises) -> None:
    sunday_night = START + timedelta(days=6, hours=-5)
    stage = open_stage(asked(promises, MANAGER, now=sunday_night))
    assert stage.remind_at == START + timedelta(days=7, hours=-1)


def test_nobody_is_reminded_at_night_however_late_it_is(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    asked(w, MANAGER)
    for night in (START + timedelta(days=1, hours=14), START + timedelta(days=6)):
        run(monkeypatch, night)
        assert told(w.max) == 0
    run(monkeypatch, START + timedelta(days=7))
    assert told(w.max) == 1


def test_without_any_calendar_it_is_office_hours_of_most() -> None:
    ticket, friday_night = Ticket(), START + timedelta(days=4, hours=14)
    assert not windows.may_remind(ticket, friday_night)
    assert windows.may_remind(ticket, START)
    assert windows.reminds_at(ticket, 1, friday_night) == START + timedelta(days=8)
    assert windows.reminds_at(ticket, 1, START) == START + DAY
