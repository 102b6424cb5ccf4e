"""The doctor's checks of tickets: fine on what actions wrote, and they see what did not."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from inward.kernel import seals
from inward.kernel.invariants import Level, Verdict
from inward.tickets import checks, log
from inward.tickets.models import Ticket, TicketDepartment, TicketEvent
from tests.support.world_promises import Promises, later
from tests.tickets.roads import REACHED, brought_to

ALL = (
    checks.state_against_log,
    checks.clocks_against_log,
    checks.ledger_sums,
    checks.log_in_order,
    checks.departments_against_log,
    checks.restricted_stay_restricted,
)


@pytest.mark.parametrize("check", ALL)
def test_what_actions_wrote_is_fine(promises: Promises, check: Callable[[], Verdict]) -> None:
    for category in REACHED:
        brought_to(promises, category)
    assert check().level is Level.FINE, check()


@pytest.mark.parametrize(
    ("check", "changed"),
    [
        (checks.state_against_log, {"category": "closed"}),
        (checks.state_against_log, {"handoffs": 3}),
        (checks.state_against_log, {"assignee_id": None}),
        (checks.clocks_against_log, {"due_resolve": later(7)}),
        (checks.clocks_against_log, {"met_own": False}),
        (checks.log_in_order, {"version": 9}),
        (checks.ledger_sums, {"submitted_at": later(5)}),
    ],
)
def test_a_column_that_says_otherwise_is_seen_and_rebuilt(
    promises: Promises, check: Callable[[], Verdict], changed: dict[str, object]
) -> None:
    ticket = brought_to(promises, "in_progress")
    Ticket.objects.filter(pk=ticket.pk).update(**changed)
    verdict = check()
    assert verdict.level is Level.WRONG
    assert ticket.key in verdict.words
    log.rebuild(Ticket.objects.get(pk=ticket.pk))
    assert check().level is Level.FINE


def test_departments_that_the_log_does_not_name_are_seen_and_rebuilt(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    TicketDepartment.objects.create(ticket=ticket, department=w.hr)
    TicketDepartment.objects.filter(ticket=ticket, department=w.it).delete()
    assert checks.departments_against_log().level is Level.WRONG
    log.rebuild(ticket)
    assert checks.departments_against_log().level is Level.FINE


def test_a_confidential_case_laid_open_is_seen(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    Ticket.objects.filter(pk=ticket.pk).update(offering=w.report_misconduct)
    assert checks.restricted_stay_restricted().level is Level.WRONG


def test_the_log_is_never_rewritten(promises: Promises) -> None:
    brought_to(promises, "in_progress")
    assert TicketEvent._meta.db_table in seals.sealed(connection)
    with pytest.raises(TypeError):
        TicketEvent.objects.all().delete()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_ticketevent SET text = 'never said'")
