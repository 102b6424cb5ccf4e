"""Facts of tickets: every event and every ticket, in the columns the fact tables have."""

from datetime import timedelta

from inward.analytics.facts import TABLES
from inward.tickets import actions, facts
from inward.tickets.models import TicketEvent
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.parting import asked, taken
from tests.tickets.roads import brought_to


def events() -> list[dict[str, object]]:
    return [
        dict(zip(facts.EVENT_COLUMNS, row, strict=True))
        for batch in facts.event_rows(0)
        for row in batch
    ]


def rows(since: int = 0) -> list[dict[str, object]]:
    return [
        dict(zip(facts.TICKET_COLUMNS, row, strict=True))
        for batch in facts.ticket_rows(since)
        for row in batch
    ]


def test_the_columns_are_those_of_the_fact_tables() -> None:
    assert tuple(TABLES["events"]) == facts.EVENT_COLUMNS
    assert tuple(TABLES["tickets"]) == facts.TICKET_COLUMNS


def test_without_tickets_there_is_nothing(db: None) -> None:
    assert (facts.watermark(), events(), rows()) == (0, [], [])


def test_every_event_is_told_with_instants_in_utc(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "declined")
    told = events()
    assert [row["kind"] for row in told] == ["submitted", "assigned", "declined"]
    assert told[0] == {
        "ticket_id": ticket.pk, "ordinal": 1, "at": START.replace(tzinfo=None),
        "kind": "submitted", "category": "submitted", "department_id": w.it.pk, "person_id": None,
        "waiting_on": None, "reason": None, "outcome": None, "awaited": None,
    }  # fmt: skip
    assert told[2]["outcome"] == "not_fulfilled"
    assert facts.watermark() == TicketEvent.objects.latest("pk").pk


def test_a_ticket_is_told_with_what_was_promised_and_kept(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "closed")
    (told,) = rows()
    assert told == {
        "id": ticket.pk, "key": "IT-1", "customer_id": w.marketing.pk, "requester_id": w.mara.pk,
        "service_id": w.workplace.pk, "kind": "service_request", "channel": "portal",
        "priority": 4, "submitted_at": START.replace(tzinfo=None), "observed_until": None,
        "sla_flag": None, "source_handoffs": None, "source_reopens": None, "decline_reason": None,
        "met_own": True, "met_first_reply": True, "met_resolve": True,
        "calendar_id": w.office.calendar_id,
    }  # fmt: skip
    actions.decline(
        actor=w.ian, ticket=brought_to(w, "in_progress"), reason_kind="duplicate", text="Twice.",
        now=later(60),
    )  # fmt: skip
    assert [row["decline_reason"] for row in rows()] == [None, "duplicate"]


def test_only_tickets_touched_since_the_watermark_are_told_again(promises: Promises) -> None:
    w = promises
    for _ in range(3):
        ask_for_laptop(w)
    mark = facts.watermark()
    overlap = facts.OVERLAP
    first = rows(mark + overlap)
    assert first == []
    ticket = ask_for_laptop(w)
    actions.accept(actor=w.ian, ticket=ticket, now=START + timedelta(minutes=1))
    assert [row["id"] for row in rows(mark + overlap)] == [ticket.pk]
    assert len(rows(mark)) == 4


def test_the_departments_waited_for_are_told_in_order(promises: Promises) -> None:
    w = promises
    ticket = taken(w)
    for department in (w.hr, w.finance):
        asked(w, ticket, department, later(20))
    told = [row["awaited"] for row in events() if row["awaited"]]
    assert told == [str(w.hr.pk), ",".join(map(str, sorted((w.finance.pk, w.hr.pk))))]
