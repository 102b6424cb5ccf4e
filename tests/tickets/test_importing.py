"""Tickets of foreign logs: complete, repeatable, corrected beside what was believed, silent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inward.kernel.models import AuditEntry, Job
from inward.tickets import bulk, checks, ledger, log, queries
from inward.tickets.imports import Imported, ImportedEvent, ImportedTicket, import_tickets
from inward.tickets.life import Entry, live
from inward.tickets.models import Ticket, TicketDepartment, TicketEvent
from tests.support.random_logs import RandomTicket, tickets
from tests.support.world_promises import Promises, ask_for_laptop

DAY = datetime(2016, 3, 1, 8, 0, tzinfo=UTC)
END = DAY + timedelta(days=40)


def row(minute: int, kind: str, key: str = "", **said: Any) -> ImportedEvent:
    return ImportedEvent(DAY + timedelta(minutes=minute), kind, key or str(minute), **said)


def a_case(w: Promises, **said: Any) -> ImportedTicket:
    """IT has it, hands it to Finance, waits, resolves, closes."""
    events: Sequence[ImportedEvent] = (
        row(0, "submitted", category="submitted", department_id=w.it.pk, label="New"),
        row(5, "updated", category="in_progress", person_id=w.ian.pk, label="Active"),
        row(30, "updated", department_id=w.finance.pk, person_id=w.frank.pk, label="Active"),
        row(60, "asked", category="waiting", waiting_on="customer", reason="model"),
        row(90, "answered", category="in_progress"),
        row(100, "resolved", category="resolved", outcome="fulfilled", label="Resolved"),
        row(400, "closed", category="closed", label="Closed"),
    )
    return ImportedTicket(
        **{
            "external_id": "INC1", "title": "A fault", "events": events, "priority": 2,
            "customer_id": w.marketing.pk, "requester_id": w.mara.pk, "channel": "Phone",
            "submitted_at": DAY - timedelta(minutes=3), "observed_until": END, "sla_flag": True,
            "source_handoffs": 1, "source_reopens": 0, **said,
        }
    )  # fmt: skip


def test_a_case_becomes_a_ticket_with_its_log(promises: Promises) -> None:
    w = promises
    done = import_tickets("log", [a_case(w)])
    ticket = Ticket.objects.get(pk=done.ids["INC1"])
    assert (done.tickets_new, done.events_new) == (1, 7)
    assert (ticket.key, ticket.title, ticket.source, ticket.external_id) == (
        "INC1", "A fault", "log", "INC1",
    )  # fmt: skip
    assert (ticket.category, ticket.supplier, ticket.first_supplier, ticket.assignee) == (
        "closed", w.finance, w.it, w.frank,
    )  # fmt: skip
    assert (ticket.submitted_at, ticket.closed_at) == (
        DAY - timedelta(minutes=3), DAY + timedelta(minutes=400),
    )  # fmt: skip
    assert (ticket.handoffs, ticket.reopens, ticket.version, ticket.outcome) == (
        1,
        0,
        7,
        "fulfilled",
    )
    assert (ticket.sla_flag, ticket.source_handoffs, ticket.priority) == (True, 1, 2)
    held = TicketDepartment.objects.filter(ticket=ticket).values_list("department_id", flat=True)
    assert set(held) == {w.it.pk, w.finance.pk}
    events = list(TicketEvent.objects.filter(ticket=ticket).order_by("ordinal"))
    assert [e.label for e in events] == ["New", "Active", "Active", "", "", "Resolved", "Closed"]
    holds = queries.detail(w.mara, "INC1", END).holds
    assert [(h.party_kind, h.minutes) for h in holds] == [
        ("department", 8), ("department", 25), ("supplier", 30), ("customer", 30),
        ("supplier", 10), ("customer", 300),
    ]  # fmt: skip


def test_an_import_tells_nobody_and_runs_no_clock(promises: Promises) -> None:
    w = promises
    jobs, entries = Job.objects.count(), AuditEntry.objects.count()
    open_case = replace(a_case(w), events=a_case(w).events[:3])
    import_tickets("log", [open_case])
    ticket = Ticket.objects.get()
    assert (Job.objects.count(), AuditEntry.objects.count()) == (jobs, entries)
    assert (ticket.due_resolve, ticket.next_due, ticket.met_resolve) == (None, None, None)
    detail = queries.detail(w.mara, ticket.key, END)
    assert detail.clocks == ()
    # Its ledger runs as far as its log was observed, not until today.
    assert detail.holds[-1].until == END
    assert ticket.queue_at is not None


def test_repeating_an_import_changes_nothing(promises: Promises) -> None:
    w = promises
    import_tickets("log", [a_case(w)])
    before = list(Ticket.objects.values()), list(TicketEvent.objects.values())
    done = import_tickets("log", [a_case(w)])
    assert (list(Ticket.objects.values()), list(TicketEvent.objects.values())) == before
    assert (done.tickets_same, done.events_same, done.tickets_new, done.events_new) == (1, 7, 0, 0)


def test_more_rows_of_a_known_case_are_added(promises: Promises) -> None:
    w = promises
    case = a_case(w)
    import_tickets("log", [replace(case, events=case.events[:3])])
    done = import_tickets("log", [replace(case, observed_until=END + timedelta(days=1))])
    assert (done.tickets_changed, done.events_new, done.events_same) == (1, 4, 3)
    ticket = Ticket.objects.get()
    assert (ticket.category, ticket.version) == ("closed", 7)
    assert ticket.observed_until == END + timedelta(days=1)


def test_a_changed_row_is_told_beside_the_old_one_and_holds_from_its_instant(
    promises: Promises,
) -> None:
    w = promises
    case = a_case(w)
    import_tickets("log", [case])
    changed = replace(case.events[2], department_id=w.hr.pk, label="Moved")
    corrected = replace(case, events=(*case.events[:2], changed, *case.events[3:]))
    done = import_tickets("log", [corrected])
    assert (done.events_corrected, done.events_same) == (1, 6)
    ticket = Ticket.objects.get()
    event = TicketEvent.objects.get(ticket=ticket, ordinal=8)
    assert (event.kind, event.at, event.department) == ("updated", changed.at, w.hr)
    assert event.data["was"] == {"department_id": w.finance.pk, "label": "Active"}
    assert TicketEvent.objects.get(ticket=ticket, ordinal=3).department == w.finance
    assert (ticket.supplier, ticket.category) == (w.hr, "closed")
    again = import_tickets("log", [corrected])
    assert (again.tickets_same, again.events_same, again.events_corrected) == (1, 7, 0)
    back = import_tickets("log", [case])
    assert (back.events_corrected, Ticket.objects.get().supplier) == (1, w.finance)


def test_a_changed_fact_of_the_case_is_told_too(promises: Promises) -> None:
    w = promises
    import_tickets("log", [a_case(w)])
    done = import_tickets("log", [a_case(w, sla_flag=False, priority=1)])
    ticket = Ticket.objects.get()
    assert (done.tickets_changed, ticket.sla_flag, ticket.priority) == (1, False, 1)
    event = TicketEvent.objects.get(ticket=ticket, ordinal=8)
    assert event.data == {"was": {"sla_flag": True, "priority": 2}}
    assert import_tickets("log", [a_case(w, sla_flag=False, priority=1)]).tickets_same == 1


def test_another_instant_of_submission_is_a_changed_fact(promises: Promises) -> None:
    w = promises
    import_tickets("log", [a_case(w)])
    earlier = a_case(w, submitted_at=DAY - timedelta(minutes=30))
    assert import_tickets("log", [earlier]).tickets_changed == 1
    assert Ticket.objects.get().submitted_at == DAY - timedelta(minutes=30)
    assert import_tickets("log", [earlier]).tickets_same == 1


def test_a_late_row_takes_its_place_in_time(promises: Promises) -> None:
    w = promises
    case = a_case(w)
    import_tickets("log", [replace(case, events=(*case.events[:2], *case.events[3:]))])
    assert Ticket.objects.get().supplier == w.it
    import_tickets("log", [case])
    ticket = Ticket.objects.get()
    assert (ticket.supplier, ticket.handoffs, ticket.last_event_at) == (
        w.finance, 1, DAY + timedelta(minutes=400),
    )  # fmt: skip


def test_keys_that_are_taken_carry_the_name_of_their_log(promises: Promises) -> None:
    w = promises
    ask_for_laptop(w)
    for source in ("first", "second", "second b"):
        import_tickets(source, [a_case(w, external_id="IT-1")])
    assert set(Ticket.objects.values_list("key", flat=True)) == {
        "IT-1", "IT-1 (first)", "IT-1 (second)", "IT-1 (second b)",
    }  # fmt: skip


def test_the_reason_of_a_refusal_is_kept(promises: Promises) -> None:
    w = promises
    events = (row(0, "submitted", category="submitted"), row(9, "declined", category="declined"))
    import_tickets("log", [a_case(w, events=events, reason_kind="policy")])
    assert Ticket.objects.get().reason_kind == "policy"


def test_text_of_a_log_is_cut_and_cleaned(promises: Promises) -> None:
    w = promises
    events = (row(0, "submitted", category="submitted", label="a\x00b\u202e" + "c" * 300),)
    title = "<b>x</b>\n\ud800\x07" + "y" * 400
    import_tickets("log", [a_case(w, external_id="k" * 200, title=title, events=events)])
    ticket = Ticket.objects.get()
    assert ticket.title.startswith("<b>x</b> yyy")
    assert (len(ticket.title), len(ticket.key)) == (300, 120)
    assert TicketEvent.objects.get().label.startswith("a b ccc")


def test_the_plain_insert_writes_every_column_there_is() -> None:
    columns = {field.column for field in TicketEvent._meta.concrete_fields} - {"id"}
    assert columns == set(bulk.EventRow._fields)


def test_the_doctor_agrees_with_what_was_imported(promises: Promises) -> None:
    w = promises
    case = a_case(w)
    import_tickets("log", [case, replace(case, external_id="INC2", events=case.events[:4])])
    import_tickets("log", [replace(case, events=case.events[::2])])
    for check in (
        checks.state_against_log, checks.clocks_against_log, checks.ledger_sums,
        checks.log_in_order, checks.departments_against_log,
    ):  # fmt: skip
        assert check().level == 0, check()


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(case=tickets(min_events=1), names=st.permutations([0, 1, 2]))
def test_any_log_gives_the_columns_that_rebuilding_gives(
    promises: Promises, case: RandomTicket, names: list[int]
) -> None:
    w = promises
    departments, people = (w.it, w.finance, w.hr), (w.ian, w.frank, w.hana)
    events = [
        ImportedEvent(
            e.at, "updated", str(n), e.category,
            departments[names[e.department - 1]].pk if e.department else None,
            people[names[e.person - 1]].pk if e.person else None,
            e.waiting_on, e.reason,
        )
        for n, e in enumerate(case.events)
    ]  # fmt: skip
    given_case = ImportedTicket(
        "any", "Any", events, submitted_at=case.submitted_at, observed_until=case.observed_until
    )
    Ticket.objects.filter(external_id="any").update(external_id="", source="past")
    import_tickets("log", [given_case])
    ticket = Ticket.objects.get(external_id="any")
    entries = log.entries_of(ticket)
    wanted = log.values(ticket, entries, None)
    assert {name: getattr(ticket, name) for name in wanted} == wanted
    Ticket.objects.filter(pk=ticket.pk).update(external_id="", key=f"any {ticket.pk}")


@given(tickets(min_events=1))
def test_the_life_of_a_ticket_agrees_with_its_ledger(case: RandomTicket) -> None:
    entries = [
        Entry(e.at, e.category, e.department, e.person, e.waiting_on, e.reason) for e in case.events
    ]
    life = live(entries, submitted_at=case.submitted_at)
    assert life.submitted_at == ledger.started_at(entries, case.submitted_at)
    assert life.closed_at == ledger.ended_at(entries)
    assert life.supplier == ledger.supplier_of(entries)
    assert life.state == ledger.states(entries)[-1]


def test_counts_of_batches_add_up() -> None:
    total = Imported(tickets_new=1, events_same=2)
    total.add(Imported(tickets_new=2, events_corrected=3))
    assert (total.tickets_new, total.events_same, total.events_corrected) == (3, 2, 3)
