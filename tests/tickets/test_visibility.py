"""Who sees which ticket, by every path that reads tickets: all paths agree, for all of the cast."""

from collections.abc import Callable

import pytest

from inward.catalogue import actions as catalogue
from inward.directory import actions as directory
from inward.directory.models import Person
from inward.kernel.errors import NotFound
from inward.tickets import actions, queries
from inward.tickets.models import Ticket
from inward.tickets.queries import Filter, View
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later

CAST = ("alice", "iris", "ian", "fiona", "frank", "max", "mara", "hana", "adam", "vera")
NOW = later(100)


def confidential(w: Promises) -> Ticket:
    return actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, title="Laptop threats",
        now=START,
    )  # fmt: skip


def for_colleagues(w: Promises) -> Ticket:
    catalogue.change_offering(
        actor=w.adam, offering=w.new_laptop, confidentiality="colleagues", now=START
    )
    return ask_for_laptop(w)


def handed_on(w: Promises) -> Ticket:
    return actions.hand_off(
        actor=w.ian, ticket=ask_for_laptop(w), department=w.finance, reason="Budget", now=later(5)
    )


def finished(w: Promises) -> Ticket:
    return actions.withdraw(actor=w.mara, ticket=ask_for_laptop(w), now=later(5))


IT_SIDE = {"alice", "iris", "ian"}
# How a ticket came about → who sees it. Vera is a new colleague of Mara's; Adam administers.
CASES: dict[str, tuple[Callable[[Promises], Ticket], set[str]]] = {
    "ordinary": (ask_for_laptop, {"mara", "max"} | IT_SIDE),
    "on behalf": (
        lambda w: ask_for_laptop(w, beneficiary=w.hana), {"mara", "max", "hana"} | IT_SIDE,
    ),
    "watched": (
        lambda w: actions.add_watcher(
            actor=w.mara, ticket=ask_for_laptop(w), person=w.frank, now=later(1)
        ),
        {"mara", "max", "frank"} | IT_SIDE,
    ),
    "handed on": (handed_on, {"mara", "max", "fiona", "frank"} | IT_SIDE),
    "for colleagues": (for_colleagues, {"mara", "max", "vera"} | IT_SIDE),
    "finished": (finished, {"mara", "max"} | IT_SIDE),
    "confidential": (confidential, {"mara", "hana"}),
    "confidential, watched": (
        lambda w: actions.add_watcher(
            actor=w.hana, ticket=confidential(w), person=w.frank, now=later(1)
        ),
        {"mara", "hana", "frank"},
    ),
    "confidential, assigned": (
        lambda w: actions.assign(actor=w.hana, ticket=confidential(w), person=w.hana, now=later(1)),
        {"mara", "hana"},
    ),
}  # fmt: skip


def _found(path: Callable[[], object]) -> bool:
    try:
        return path() is not None
    except NotFound:
        return False


def paths(person: Person, ticket: Ticket) -> dict[str, bool]:
    """Whether a person gets at the ticket by each path."""
    cuts = (
        Filter(),
        Filter(supplier_id=ticket.supplier_id),
        Filter(customer_id=ticket.customer_id),
    )
    return {
        "queryset": queries.visible_to(person, NOW).filter(pk=ticket.pk).exists(),
        "key": _found(lambda: queries.ticket_for(person, ticket.key, NOW)),
        "page": _found(lambda: queries.detail(person, ticket.key, NOW)),
        "search by key": ticket in queries.search(person, ticket.key, NOW),
        "search by word": ticket in queries.search(person, "laptop", NOW),
        **{f"list {n}": ticket in queries.listed(person, NOW, cut).rows
           for n, cut in enumerate(cuts)},
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_all_paths_show_a_ticket_to_the_same_people(promises: Promises, case: str) -> None:
    w = promises
    vera = directory.create_person(actor=w.adam, name="Vera Voss", email=None, now=START)
    directory.add_membership(
        actor=w.adam, person=vera, department=w.marketing, role="member", now=START
    )
    make, sees = CASES[case]
    ticket = make(w)
    for who in CAST:
        person = vera if who == "vera" else getattr(w, who)
        assert set(paths(person, ticket).values()) == {who in sees}, (who, paths(person, ticket))


@pytest.mark.parametrize("case", CASES)
def test_queues_and_their_counts_hold_no_more_than_one_sees(promises: Promises, case: str) -> None:
    w = promises
    make, sees = CASES[case]
    ticket = make(w)
    for who in CAST[:-1]:
        person = getattr(w, who)
        counts = queries.counts(person, NOW)
        for view in View:
            rows = queries.queue(person, view, NOW).rows
            assert len(rows) == counts.get(view, len(rows))  # all there ever was is not counted
            assert who in sees or not rows
            assert all(row.ticket == ticket for row in rows)


def test_who_has_left_sees_nothing(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    gone = directory.deactivate_person(actor=w.adam, person=w.mara, now=later(1))
    assert not any(paths(gone, ticket).values())


def test_who_left_the_department_sees_its_tickets_no_more(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    directory.end_membership(
        actor=w.adam, membership=w.ian.memberships.get(), until=START.date(), now=later(1)
    )
    assert not any(paths(w.ian, ticket).values())


def test_heads_above_both_sides_see_it(promises: Promises) -> None:
    w = promises
    top = directory.create_department(actor=w.adam, name="Operations", code="OPS", now=START)
    boss = directory.create_person(actor=w.adam, name="Bo Boss", email=None, now=START)
    directory.set_head(actor=w.adam, department=top, head=boss, now=START)
    ticket = ask_for_laptop(w)
    assert not any(paths(boss, ticket).values())
    directory.move_department(actor=w.adam, department=w.marketing, parent=top, now=START)
    assert all(paths(boss, ticket).values())


@pytest.mark.parametrize("typed", ["IT-1", "it-1", "#IT-1", "lap", "NEW lap", "ＩＴ-1"])
def test_a_ticket_is_found_by_key_or_beginnings_of_words(promises: Promises, typed: str) -> None:
    ticket = ask_for_laptop(promises)
    assert queries.search(promises.mara, typed, NOW) == [ticket]


@pytest.mark.parametrize("typed", ["", "  ", "\x00", "aptop", "%", "_", "IT-2", "' OR 1=1 --"])
def test_nothing_is_found_by_what_is_no_beginning(promises: Promises, typed: str) -> None:
    ask_for_laptop(promises)
    assert queries.search(promises.mara, typed, NOW) == []
