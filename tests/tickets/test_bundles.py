"""One form, several linked tickets: all of them or none, once, each with its own answers."""

from typing import Any

import pytest

from inward.catalogue import actions as catalogue
from inward.catalogue.models import Offering
from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets import actions, links, log
from inward.tickets.models import Ticket, TicketEvent
from tests.support.world import START
from tests.support.world_promises import Promises, later

ONBOARDING: list[dict[str, Any]] = [
    {"key": "who", "type": "text", "label": "Name", "required": True},
    {"key": "first", "type": "date", "label": "First day"},
    {"key": "needs", "type": "choices", "label": "Needs", "choices": ["Laptop", "Desk"]},
]


def onboarding(w: Promises, **changes: Any) -> Offering:
    """HR's offering that asks IT for a laptop along, where one is needed, and Finance always."""
    payroll = catalogue.create_service(actor=w.fiona, supplier=w.finance, name="Payroll", now=START)
    enter = catalogue.create_offering(
        actor=w.fiona, service=payroll, name="Enter in payroll", now=START,
        fields=[{"key": "name", "type": "text", "label": "Name", "required": True}],
    )  # fmt: skip
    offering = catalogue.create_offering(
        actor=w.adam, service=w.concerns, name="Onboarding", fields=ONBOARDING, now=START
    )
    laptop: dict[str, Any] = {
        "offering": w.new_laptop.pk, "title": "Laptop for the new colleague",
        "show_if": [{"key": "needs", "op": "equals", "values": ["Laptop"]}],
        "answers": {"delivery": "first"}, "fixed": {"model": "Light"},
    }  # fmt: skip
    plan = [laptop | changes, {"offering": enter.pk, "answers": {"name": "who"}}]
    catalogue.publish_form(actor=w.adam, offering=offering, plan=plan, now=START)
    return offering


def ask(w: Promises, offering: Offering, key: str | None = None, **answers: Any) -> Ticket:
    return actions.submit(
        actor=w.mara, offering=offering, answers={"who": "Noa"} | answers, text="Third floor.",
        idempotency_key=key, now=later(1),
    )  # fmt: skip


def test_parts_are_tickets_of_their_own_linked_both_ways(promises: Promises) -> None:
    w = promises
    main = ask(w, onboarding(w), first="2025-04-01", needs=["Laptop", "Desk"])
    laptop, payroll = Ticket.objects.exclude(pk=main.pk).order_by("pk")
    assert (laptop.title, laptop.supplier, laptop.customer) == (
        "Laptop for the new colleague", w.it, w.marketing,
    )  # fmt: skip
    assert laptop.answers == {"model": "Light", "delivery": "2025-04-01"}
    assert (payroll.supplier, payroll.answers) == (w.finance, {"name": "Noa"})
    assert {one.requester for one in (main, laptop, payroll)} == {w.mara}
    found = links.fold(log.entries_of(main))
    assert [(one.kind, one.out, one.key) for one in found] == [
        ("child_of", False, laptop.key), ("child_of", False, payroll.key),
    ]  # fmt: skip
    [up] = links.fold(log.entries_of(laptop))
    assert (up.kind, up.out, up.other) == ("child_of", True, main.pk)


def test_a_part_is_started_only_where_its_condition_holds(promises: Promises) -> None:
    w = promises
    ask(w, onboarding(w), needs=["Desk"])
    assert [t.supplier for t in Ticket.objects.order_by("pk")] == [w.hr, w.finance]


def test_one_key_asks_for_the_whole_bundle_once(promises: Promises) -> None:
    w = promises
    offering = onboarding(w)
    first, again = (ask(w, offering, key="k1", needs=["Laptop"]) for _ in range(2))
    assert first == again
    assert Ticket.objects.count() == 3


def test_nothing_is_asked_where_one_part_cannot_be(promises: Promises) -> None:
    """Nobody at HR can take a confidential case: its head is nowhere, so all is refused."""
    w = promises
    offering = catalogue.create_offering(
        actor=w.adam, service=w.workplace, name="Leaving", now=START
    )
    plan = [{"offering": w.report_misconduct.pk, "fixed": {"what": "Exit interview"}}]
    catalogue.change_service(actor=w.adam, service=w.concerns, owner=None, now=START)
    catalogue.publish_form(actor=w.adam, offering=offering, plan=plan, now=START)
    with pytest.raises(RuleBroken):
        actions.submit(actor=w.mara, offering=offering, now=later(1))
    assert not Ticket.objects.exists()


def test_what_is_offered_no_more_is_told_to_who_serves(promises: Promises) -> None:
    w = promises
    offering = onboarding(w)
    catalogue.retire_offering(actor=w.alice, offering=w.new_laptop, now=START)
    main = ask(w, offering, needs=["Laptop"])
    [note] = TicketEvent.objects.filter(ticket=main, kind="noted")
    assert note.is_note
    assert "New laptop" in note.text


def test_parts_of_a_confidential_case_are_confidential(promises: Promises) -> None:
    w = promises
    catalogue.change_service(actor=w.adam, service=w.concerns, owner=w.hana, now=START)
    plan = [{"offering": w.report_fault.pk, "answers": {"what": "what"}}]
    catalogue.publish_form(actor=w.adam, offering=w.report_misconduct, plan=plan, now=START)
    actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "Bad."}, now=later(1)
    )
    assert {t.confidentiality for t in Ticket.objects.all()} == {"restricted"}


def test_a_form_that_changed_since_takes_what_still_fits(promises: Promises) -> None:
    w = promises
    offering = onboarding(w)
    other = [{"key": "size", "type": "choice", "label": "Size", "required": True,
              "choices": ["S", "L"]}]  # fmt: skip
    catalogue.publish_form(actor=w.alice, offering=w.new_laptop, fields=other, now=START)
    ask(w, offering, needs=["Laptop"])
    assert Ticket.objects.get(supplier=w.it).answers == {}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"offering": 10**9}, "plan.0.offering"),
        ({"offering": True}, "plan.0.offering"),
        ({"answers": {"delivery": "who"}}, "plan.0.answers"),
        ({"answers": {"nothing": "first"}}, "plan.0.answers"),
        ({"answers": {"delivery": "nothing"}}, "plan.0.answers"),
        ({"fixed": {}}, "plan.0.fixed"),
        ({"fixed": {"model": "Huge"}}, "plan.0.fixed"),
        ({"show_if": [{"key": "nothing", "op": "answered"}]}, "plan.0.show_if"),
        ({"show_if": [{"key": "needs", "op": "equals", "values": ["Car"]}]}, "plan.0.show_if"),
        ({"colour": "red"}, "plan.0"),
    ],
)
def test_plans_that_cannot_be_carried_out_are_refused(
    promises: Promises, changes: dict[str, Any], place: str
) -> None:
    with pytest.raises(Invalid) as refused:
        onboarding(promises, **changes)
    assert list(refused.value.fields) == [place]


def test_an_offering_is_no_part_of_itself(promises: Promises) -> None:
    w = promises
    plan = [{"offering": w.new_laptop.pk, "fixed": {"model": "Light"}}]
    with pytest.raises(Invalid):
        catalogue.publish_form(actor=w.alice, offering=w.new_laptop, plan=plan, now=START)
