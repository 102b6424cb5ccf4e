"""Routing by several workers at one instant, in real transactions."""

from functools import partial

import pytest

from inward.kernel import worker
from inward.tickets import actions, checks
from inward.tickets.actions import routing
from inward.tickets.actions.routed import route
from inward.tickets.actions.taking_back import take_back
from inward.tickets.models import Ticket
from inward.tickets.routing.rules import Settings
from tests.support.world import START, build_world
from tests.support.world_promises import Promises, ask_for_laptop, build_promises, later
from tests.tickets.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def w() -> Promises:
    made = build_promises(build_world())
    said = {"actor": made.iris, "department": made.it, "now": START}
    routing.keep_settings(**said, settings=Settings(method="round_robin", silent_hours=4))
    routing.publish_routing(**said)
    return made


def test_tickets_routed_at_once_go_round_in_turn(w: Promises) -> None:
    tickets = [ask_for_laptop(w) for _ in range(8)]
    at_once(
        *[
            partial(route, ticket_id=ticket.pk, department_id=w.it.pk, now=later(1))
            for ticket in tickets
        ]
    )
    given = sorted(Ticket.objects.values_list("assignee__name", flat=True))
    assert given == ["Ian Iversen"] * 4 + ["Iris Ingwer"] * 4
    assert checks.state_against_log().level == 0


def test_one_ticket_routed_twice_at_once_is_given_once(w: Promises) -> None:
    ticket = ask_for_laptop(w)
    at_once(
        *[lambda: route(ticket_id=ticket.pk, department_id=w.it.pk, now=later(1)) for _ in range(4)]
    )
    assert [e.kind for e in ticket.events.order_by("ordinal")] == ["submitted", "assigned"]


def test_two_workers_take_a_ticket_back_once(w: Promises) -> None:
    ticket = ask_for_laptop(w)
    actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=later(5))
    done = at_once(
        *[
            lambda: take_back(ticket_id=ticket.pk, department_id=w.it.pk, hours=4, now=later(600))
            for _ in range(4)
        ]
    )
    assert sorted(str(one) for one in done) == ["False", "False", "False", "True"]


def test_a_worker_routes_what_was_asked(w: Promises) -> None:
    first, second = ask_for_laptop(w), ask_for_laptop(w)
    worker.drain()
    names = Ticket.objects.order_by("pk").values_list("assignee__name", flat=True)
    assert sorted(names) == ["Ian Iversen", "Iris Ingwer"]
    assert {first.pk, second.pk} == set(Ticket.objects.values_list("pk", flat=True))
