"""How a department works: its labels, rights, reasons and windows; the organisation's for all."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.directory import actions as directory
from inward.directory.events import DepartmentCreated
from inward.directory.models import Department
from inward.kernel.errors import Conflict, Invalid, NotAllowed
from inward.tickets import actions, events, handlers, policies
from inward.tickets.desk import RANKS, Desk, desk_of
from inward.tickets.models import Desk as DeskRow
from inward.tickets.models import Ticket
from inward.tickets.rules import Verb
from tests.support.heard import listening
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to, resolved, taken

LABELS = {"in_progress": {"name": "On the bench", "customer": "Being repaired"}}


def fresh(ticket: Ticket) -> Ticket:
    """The ticket with its desk, as pages read it."""
    return Ticket.objects.select_related("supplier__desk", "service").get(pk=ticket.pk)


def test_a_lead_gives_the_states_other_names(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    with listening(monkeypatch) as heard:
        desk = actions.change_desk(
            actor=w.iris, department=w.it, part="labels", value=LABELS, now=START
        )
    assert heard.events == [events.DeskChanged(w.it.pk, "labels", START)]
    assert heard.recorded == ["desk.changed"]
    found = desk_of(fresh(brought_to(w, "in_progress")))
    assert found.label("in_progress") == "On the bench"
    assert found.label("in_progress", for_customer=True) == "Being repaired"
    assert found.label("waiting", for_customer=True) == "Waiting"
    with pytest.raises(Conflict):
        actions.change_desk(
            actor=w.iris, department=w.it, part="labels", value={}, version=desk.version - 1,
            now=START,
        )  # fmt: skip


def test_the_organisation_speaks_for_all_and_a_department_for_itself(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    shared = {"in_progress": {"name": "Running"}, "waiting": {"name": "Parked"}}
    actions.change_desk(actor=w.adam, department=None, part="labels", value=shared, now=START)
    assert desk_of(fresh(ticket)).label("in_progress") == "Running"
    actions.change_desk(actor=w.iris, department=w.it, part="labels", value=LABELS, now=START)
    found = desk_of(fresh(ticket))
    assert (found.label("in_progress"), found.label("waiting")) == ("On the bench", "Parked")
    new = directory.create_department(actor=w.adam, name="Legal", code="LEG", now=START)
    handlers.open_desk_of(_created(new.pk), now=START)
    assert DeskRow.objects.get(department=new).shared["labels"]["waiting"]["name"] == "Parked"


def _created(pk: int) -> DepartmentCreated:
    return DepartmentCreated(pk, START)


@pytest.mark.parametrize("who", ["ian", "fiona", "mara"])
def test_a_desk_is_kept_by_those_who_lead_it(promises: Promises, who: str) -> None:
    w = promises
    with pytest.raises(NotAllowed):
        actions.change_desk(
            actor=getattr(w, who), department=w.it, part="labels", value={}, now=START
        )
    with pytest.raises(NotAllowed):
        actions.change_desk(actor=w.alice, department=None, part="labels", value={}, now=START)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("labels", {"nonsense": {"name": "X"}}),
        ("labels", {"waiting": {"name": "x" * 41}}),
        ("rights", {"confirm": "lead"}),
        ("rights", {"resolve": "king"}),
        ("waits", [{"name": "Parts", "waiting_on": "nobody"}]),
        ("waits", [{"name": "A", "waiting_on": "outside"}, {"name": "A", "waiting_on": "date"}]),
        ("windows", {"close_days": 0}),
        ("windows", {"chase_days": [1] * 6}),
        ("windows", {"give_up_days": 10_000}),
        ("windows", {"nap_days": 1}),
        ("colours", {}),
    ],
)
def test_a_desk_says_nothing_that_nobody_could_keep(
    promises: Promises, part: str, value: object
) -> None:
    w = promises
    with pytest.raises(Invalid) as refused:
        actions.change_desk(actor=w.alice, department=w.it, part=part, value=value, now=START)
    assert refused.value.fields


def test_a_step_kept_for_leads_is_closed_to_agents(promises: Promises) -> None:
    w = promises
    actions.change_desk(
        actor=w.alice, department=w.it, part="rights", value={"decline": "lead"}, now=START
    )
    ticket = fresh(brought_to(w, "in_progress"))
    said: dict[str, Any] = {"reason_kind": "capacity", "text": "No."}
    with pytest.raises(NotAllowed, match="lead"):
        actions.decline(actor=w.ian, ticket=ticket, now=later(30), **said)
    ian, iris = (policies.read_part(one, ticket, later(30)) for one in (w.ian, w.iris))
    assert Verb.DECLINE not in policies.possible_verbs(ticket, ian)
    assert Verb.DECLINE in policies.possible_verbs(ticket, iris)
    assert actions.decline(actor=w.iris, ticket=ticket, now=later(30), **said).closed_at


def test_rights_of_an_offering_come_on_top(promises: Promises) -> None:
    w = promises
    actions.change_desk(
        actor=w.alice, department=w.it, part="rights", value={"resolve": "head"},
        offering=w.report_fault, now=START,
    )  # fmt: skip
    assert resolved(w, brought_to(w, "in_progress")).category == "resolved"
    fault = actions.submit(
        actor=w.mara, offering=w.report_fault, answers={"what": "Smoke"}, now=START
    )
    fault = taken(w, fault)
    with pytest.raises(NotAllowed):
        resolved(w, fault)
    done = actions.resolve(actor=w.alice, ticket=fault, outcome="fulfilled", now=later(30))
    assert done.category == "resolved"
    with pytest.raises(Invalid):
        actions.change_desk(
            actor=w.alice, department=w.it, part="rights", value={},
            offering=w.report_misconduct, now=START,
        )  # fmt: skip


def test_what_one_may_as_the_customer_no_department_takes(promises: Promises) -> None:
    w = promises
    actions.change_desk(
        actor=w.alice, department=w.it, part="rights", value={"reopen": "head"}, now=START
    )
    ticket = brought_to(w, "resolved")
    with pytest.raises(NotAllowed):
        actions.reopen(actor=w.ian, ticket=ticket, text="Mine.", now=later(31))
    ticket = actions.reopen(actor=w.mara, ticket=ticket, text="Still slow.", now=later(31))
    assert ticket.category == "in_progress"


@given(
    shared=st.dictionaries(st.sampled_from(list(Verb)), st.sampled_from(list(RANKS))),
    own=st.dictionaries(st.sampled_from(list(Verb)), st.sampled_from(list(RANKS))),
    verb=st.sampled_from(list(Verb)),
    rank=st.integers(0, 4),
    leads=st.booleans(),
)
def test_rights_only_ever_narrow(
    shared: dict[str, str], own: dict[str, str], verb: Verb, rank: int, leads: bool
) -> None:
    part = policies.Part(customer=False, serves=rank >= 2, leads=leads, supplier_side=True,
                         takes_part=False, rank=rank)  # fmt: skip
    row = DeskRow(own={"rights": own}, shared={"rights": shared})
    ticket = Ticket(supplier=_supplier(row))
    if policies.permitted(verb, part, ticket):
        assert policies.can(verb, part)
        assert rank >= RANKS[own.get(verb, "")]
        assert rank >= RANKS[shared.get(verb, "")]


def _supplier(row: DeskRow) -> Department:
    department = Department(pk=1, name="IT")
    row.department = department
    return department


def test_windows_are_the_desks_on_the_customers_calendar(promises: Promises) -> None:
    w = promises
    windows = {"close_days": 1, "reopen_days": 2, "chase_days": [1], "give_up_days": None}
    actions.change_desk(actor=w.alice, department=w.it, part="windows", value=windows, now=START)
    # Monday; closes on Tuesday's evening, may be reopened until Wednesday's after confirming.
    ticket = brought_to(w, "resolved")
    assert ticket.closes_at == later(24 * 60 + 8 * 60)
    ticket = actions.confirm(actor=w.mara, ticket=ticket, now=later(45))
    assert ticket.reopen_until == later(2 * 24 * 60 + 8 * 60)
    waiting = brought_to(w, "waiting")
    assert waiting.next_chase_at == later(20) + timedelta(days=1)
    waiting = actions.chase(ticket=waiting, now=later(20) + timedelta(days=1))
    assert (waiting.next_chase_at, waiting.category) == (None, "waiting")


def test_a_desk_that_never_asks_again(promises: Promises) -> None:
    w = promises
    windows: dict[str, Any] = {"chase_days": [], "give_up_days": None}
    actions.change_desk(actor=w.alice, department=w.it, part="windows", value=windows, now=START)
    assert brought_to(w, "waiting").next_chase_at is None


def test_reasons_keep_their_code_when_they_are_renamed(promises: Promises) -> None:
    w = promises
    rows = [{"name": "Teile", "waiting_on": "outside", "needs_text": True}]
    desk = actions.change_desk(actor=w.alice, department=w.it, part="waits", value=rows, now=START)
    assert [one.code for one in Desk(desk.own, {}).waits] == ["teile"]
    rows = [{"code": "teile", "name": "Spare parts", "waiting_on": "outside"}]
    desk = actions.change_desk(actor=w.alice, department=w.it, part="waits", value=rows, now=START)
    (one,) = Desk(desk.own, {}).waits
    assert (one.code, one.name, one.needs_text) == ("teile", "Spare parts", False)
    ticket = taken(w, ask_for_laptop(w))
    ticket = actions.hold(actor=w.ian, ticket=ticket, reason_code="teile", now=later(12))
    assert ticket.waiting_reason == "Spare parts"
