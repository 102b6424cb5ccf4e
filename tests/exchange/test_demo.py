"""The demo company: the same every time, true to its log, with four things to be found."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.db.models import Avg, Count, Q
from pytest_django import DjangoDbBlocker

from inward.calendars.reading import definition_from_json
from inward.calendars.rules import Timeline
from inward.directory.models import Department, Person
from inward.exchange.demo.building import HOURS
from inward.exchange.demo.company import halden_works
from inward.exchange.demo.course import PastTicket
from inward.exchange.demo.history import draw
from inward.exchange.demo.loading import load
from inward.exchange.demo.people import colleagues
from inward.feedback.models import Rating
from inward.kernel.errors import RuleBroken
from inward.kernel.models import Job
from inward.notify.models import Notice
from inward.tickets import log
from inward.tickets.models import (
    RecurringTicket,
    Ticket,
    TicketApprover,
    TicketEvent,
    TicketLink,
)
from tests.support.world import build_world

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)


def drawn() -> list[PastTicket]:
    """The history, without a database."""
    company = halden_works()
    return draw(company, colleagues(company), Timeline(definition_from_json(HOURS)), NOW)


def test_the_company_has_two_hundred_people_in_eight_departments_or_more() -> None:
    everybody = colleagues(halden_works())
    assert len(everybody) == len({one.email for one in everybody}) == 200
    assert len({one.unit for one in everybody}) >= 8


def test_the_same_day_draws_the_same_history() -> None:
    assert drawn() == drawn()


def test_nothing_happens_before_it_was_asked_or_after_today() -> None:
    for ticket in drawn():
        instants = [one.at for one in ticket.happenings]
        assert instants == sorted(instants)
        assert ticket.submitted_at <= instants[0]
        assert instants[-1] <= NOW


def test_the_silo_asks_within_itself() -> None:
    asked = Counter(one.supplier for one in drawn() if one.customer in {"RD", "LAB"})
    assert asked["RD"] + asked["LAB"] > 0.75 * asked.total()


def test_packing_and_dispatch_throw_the_ball_back_and_forth() -> None:
    tickets = [one for one in drawn() if {one.supplier, one.customer} == {"PAC", "DIS"}]
    passed = sum(sum(step.kind == "handed_off" for step in one.happenings) for one in tickets)
    others = [one for one in drawn() if one.supplier in {"HR", "FAC", "MKT"}]
    passed_elsewhere = sum(sum(s.kind == "handed_off" for s in one.happenings) for one in others)
    assert passed / len(tickets) > 1 > 3 * passed_elsewhere / len(others)


def test_the_demo_never_mixes_with_real_people(db: None) -> None:
    build_world()
    before = Department.objects.count()
    with pytest.raises(RuleBroken):
        load(now=NOW)
    assert Department.objects.count() == before


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo company in the database, loaded once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(now=NOW)
        yield
        transaction.set_rollback(True)


def test_an_overloaded_it_and_a_late_path_show_in_the_database(demo: None, db: None) -> None:
    resolved = Ticket.objects.filter(met_resolve__isnull=False)
    kept = {
        row["first_supplier__code"]: row["kept"] / row["n"]
        for row in resolved.values("first_supplier__code").annotate(
            n=Count("pk"), kept=Count("pk", filter=Q(met_resolve=True))
        )
    }
    assert kept["IT"] < min(kept["HR"], kept["FAC"], kept["MKT"]) - 0.1
    waits = resolved.filter(first_supplier__code="FIN")
    handed = waits.filter(supplier__code="PRO").aggregate(mean=Avg("handoffs"))
    assert handed["mean"] is not None
    assert resolved.filter(supplier__code="PRO", handoffs__gt=0, met_resolve=False).exists()


def test_every_cached_column_follows_from_the_log(demo: None, db: None) -> None:
    for ticket in Ticket.objects.order_by("pk")[::400]:
        before = Ticket.objects.filter(pk=ticket.pk).values().get()
        log.rebuild(ticket)
        assert Ticket.objects.filter(pk=ticket.pk).values().get() == before


def test_both_sides_are_asked_and_never_about_restricted_cases(demo: None, db: None) -> None:
    sides = Counter(Rating.objects.values_list("side", flat=True))
    assert set(sides) == {"customer", "supplier"}
    assert not Rating.objects.filter(ticket__confidentiality="restricted").exists()
    assert Rating.objects.filter(answered_at__isnull=False).exists()


def test_only_those_of_the_sign_in_page_may_sign_in(demo: None, db: None) -> None:
    offered = {one.email for one in halden_works().sign_ins}
    able = {
        one.email for one in Person.objects.filter(may_sign_in=True) if one.has_usable_password()
    }
    assert able == offered


def test_the_last_days_show_what_tickets_can_do(demo: None, db: None) -> None:
    titled = {one.title: one for one in Ticket.objects.select_related("supplier")}
    payouts = titled["Payouts of last autumn, by month"]
    assert (payouts.category, payouts.waiting_on) == ("waiting", "department")
    assert Ticket.objects.get(part_of=payouts).supplier_id != payouts.supplier_id
    two = titled["Leads of the spring fair in the quote screen"]
    assert Ticket.objects.filter(part_of=two, category="in_progress").count() == 2
    assert titled["VPN connection lost again"].category == "merged"
    assert titled["VPN gateway runs out of memory"].kind == "problem"
    assert titled["Order system shows an empty list"].is_major
    assert titled["Badge printer eats the cards"].waiting_on == "outside"
    assert TicketEvent.objects.filter(kind="split").count() == 2
    assert TicketLink.objects.filter(kind="caused_by").count() == 2


def test_those_who_sign_in_have_something_to_decide_and_to_read(demo: None, db: None) -> None:
    asked = {
        (row.person.name, row.ticket.title)
        for row in TicketApprover.objects.filter(is_asked=True).select_related("person", "ticket")
    }
    assert ("Kenji Sato", "Payroll archive for the audit of travel costs") in asked
    assert ("Priya Nair", "Move 5,000 from fairs to web") in asked
    decided = Ticket.objects.get(title="Budget for a second VPN gateway")
    assert decided.events.filter(kind="approved").count() == 1
    unseen = Notice.objects.filter(seen_at__isnull=True)
    for name in ("Mara Lindt", "Ivo Petrov"):
        assert unseen.filter(person__name=name).exists()
    assert RecurringTicket.objects.get(requester__name="Mara Lindt").next_at is not None


def test_one_form_for_a_new_colleague_became_four_tickets(demo: None, db: None) -> None:
    [whole] = Ticket.objects.filter(offering__name="New colleague starts")
    parts = TicketLink.objects.filter(kind="child_of", target=whole)
    assert {row.source.supplier.code for row in parts if row.source.supplier} == {"IT", "FAC"}
    laptop = parts.get(source__offering__name="New laptop for a colleague").source
    assert laptop.assignee is not None
    assert laptop.assignee.name == "Ivo Petrov"  # by routing: he knows laptops best
    assert laptop.fields["serial"]


def test_nothing_is_left_to_be_done_for_the_days_that_are_over(demo: None, db: None) -> None:
    left = Job.objects.filter(state="pending").values_list("task", flat=True)
    assert set(left) <= {"files.preview"}
    assert not TicketEvent.objects.filter(at__gt=NOW).exists()
    assert not Notice.objects.filter(at__gt=NOW).exists()
