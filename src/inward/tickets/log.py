"""The one place that appends events, and the caches of a ticket that follow from its log.

`append` writes one event and refreshes the ticket's columns; `values` says what the columns must be
for a given log. The importer and the doctor use the same `values`, so that nothing can drift.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from inward.agreements.queries import targets_of
from inward.calendars.models import CalendarVersion
from inward.calendars.queries import timeline_of
from inward.calendars.queries import version as calendar_version_of
from inward.directory.folding import search_key
from inward.directory.models import Department, Person
from inward.tickets import (
    approvals,
    chasing,
    fields,
    flags,
    link_cache,
    parts,
    tags,
    together,
    upward,
    words,
)
from inward.tickets.clocks import Clock, Terms, clocks, next_due
from inward.tickets.life import Entry, Life, live
from inward.tickets.models import Ticket, TicketApprover, TicketDepartment, TicketEvent, TicketTag
from inward.tickets.rules import HEAD_START, UNPROMISED_DAYS, WORKABLE

_ENTRY_COLUMNS = (
    "at", "category", "department_id", "person_id", "waiting_on", "reason", "kind", "outcome",
    "data",
)  # fmt: skip


def entry(
    at: datetime, category: str, department: int | None, person: int | None, waiting_on: str,
    reason: str, kind: str, outcome: str, data: Mapping[str, Any],
) -> Entry:  # fmt: skip
    """One stored event as the folds read it: empty text means unchanged."""
    return Entry(
        at, category or None, department, person, waiting_on or None, reason or None, kind,
        outcome or None, data, awaited=tuple(data.get("awaited", ())),
    )  # fmt: skip


def entries_of(ticket: Ticket) -> list[Entry]:
    """The log of a ticket in order. One query."""
    rows = TicketEvent.objects.filter(ticket=ticket).order_by("at", "ordinal")
    return [entry(*row) for row in rows.values_list(*_ENTRY_COLUMNS)]


def append(
    ticket: Ticket, *, at: datetime, kind: str, actor: Person | None, side: str,
    category: str = "", department: Department | None = None, person: Person | None = None,
    waiting_on: str = "", reason: str = "", outcome: str = "", text: str = "",
    is_note: bool = False, data: Mapping[str, Any] | None = None,
) -> TicketEvent:  # fmt: skip
    """Append one event to a locked ticket, or the first one to a new ticket; refresh its caches.

    ``department`` passes the ball (and clears the assignee unless ``person`` is given); ``person``
    alone assigns. An event never lies before the last one: clocks of machines differ. Cost: one
    SELECT of the log, one INSERT, one UPDATE, two of the search; where promised one of targets.
    """
    event = TicketEvent(
        ticket=ticket,
        ordinal=ticket.version + 1,
        at=max(at, ticket.last_event_at),
        kind=kind,
        actor=actor,
        side=side,
        category=category,
        department=department,
        person=person,
        waiting_on=waiting_on,
        reason=reason,
        outcome=outcome,
        text=text,
        is_note=is_note,
        data={**together.mark(), **(data or {})},
    )
    earlier, said = _read(ticket) if ticket.version else ([], [])
    was = upward.before(ticket) if ticket.version else None
    _refresh(ticket, [*earlier, _entry_of(event)])
    event.ticket = ticket  # it has a key by now, if it was new
    event.save(force_insert=True)
    if department is not None:
        _remember_departments(ticket, [department.pk])
    _remember_approvers(ticket, [*earlier, _entry_of(event)])
    if words.touches(event):
        words.put(ticket, [*said, words.Said.of(event)])
    if was is not None and ticket.part_of_id is not None:
        upward.tell_parent(ticket, was, event, append=append, read=entries_of)
    return event


def _read(ticket: Ticket) -> tuple[list[Entry], list[words.Said]]:
    """The log of a ticket in order: as the folds read it, and what can be searched. One query."""
    columns = (*_ENTRY_COLUMNS, *words.SAID_COLUMNS)
    cut = len(_ENTRY_COLUMNS)
    events = TicketEvent.objects.filter(ticket=ticket).order_by("at", "ordinal")
    rows = list(events.values_list(*columns))
    return [entry(*row[:cut]) for row in rows], [words.Said(*row[cut:]) for row in rows]


def rebuild(ticket: Ticket) -> None:
    """Write every cache of a ticket anew from its log; it gives the same values at any time."""
    entries, said = _read(ticket)
    _refresh(ticket, entries)
    known = {e.department for e in entries if e.department is not None}
    TicketDepartment.objects.filter(ticket=ticket).exclude(department_id__in=known).delete()
    _remember_departments(ticket, known)
    link_cache.rebuild(ticket, entries)
    _remember_tags(ticket, entries)
    _remember_approvers(ticket, entries)
    words.put(ticket, said, again=True)


def _refresh(ticket: Ticket, entries: Sequence[Entry]) -> None:
    fresh = values(ticket, entries, terms_of(ticket, entries))
    changed = {name: value for name, value in fresh.items() if getattr(ticket, name) != value}
    for name, value in changed.items():
        setattr(ticket, name, value)
    if "title" in changed:
        changed["search_key"] = ticket.search_key = search_key(ticket.key, ticket.title)
    if ticket._state.adding:
        ticket.save(force_insert=True)
    elif changed:
        # What did not change is not written: each column may stand in an index.
        ticket.save(update_fields=[*changed])


def _remember_departments(ticket: Ticket, departments: Iterable[int]) -> None:
    TicketDepartment.objects.bulk_create(
        [TicketDepartment(ticket=ticket, department_id=each) for each in departments],
        ignore_conflicts=True,
    )


def _remember_approvers(ticket: Ticket, entries: Sequence[Entry]) -> None:
    """Who is and was asked to approve; no statement where nobody ever was."""
    wanted = approvals.seats(approvals.fold(entries))
    if not wanted:
        return
    TicketApprover.objects.bulk_create(
        [
            TicketApprover(
                ticket=ticket, person_id=person, is_asked=seat.is_asked, remind_at=seat.remind_at
            )
            for person, seat in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["ticket", "person"],
        update_fields=["is_asked", "remind_at"],
    )


def _remember_tags(ticket: Ticket, entries: Sequence[Entry]) -> None:
    found = tags.fold(entries)
    TicketTag.objects.filter(ticket=ticket).exclude(key__in=found).delete()
    rows = [TicketTag(ticket=ticket, key=key, name=name) for key, name in found.items()]
    TicketTag.objects.bulk_create(rows, ignore_conflicts=True)


def _entry_of(event: TicketEvent) -> Entry:
    return entry(
        event.at, event.category, event.department_id, event.person_id, event.waiting_on,
        event.reason, event.kind, event.outcome, event.data,
    )  # fmt: skip


def entries_of_many(ticket_ids: Sequence[int]) -> dict[int, list[Entry]]:
    """The logs of many tickets by ticket id, each in order. One query."""
    found: dict[int, list[Entry]] = {}
    rows = TicketEvent.objects.filter(ticket_id__in=ticket_ids).order_by("at", "ordinal")
    for ticket_id, *row in rows.values_list("ticket_id", *_ENTRY_COLUMNS):
        found.setdefault(ticket_id, []).append(entry(*row))
    return found


def pinned(ticket: Ticket, entries: Sequence[Entry]) -> tuple[int, int] | None:
    """The versions of agreement and calendar that hold after the log; None without both.

    Imported tickets have none: their clocks ran elsewhere.
    """
    agreement, calendar = ticket.agreement_version_id, ticket.calendar_version_id
    for each in entries:
        agreement = each.data.get("agreement_version", agreement)
        calendar = each.data.get("calendar_version", calendar)
    if ticket.source or agreement is None or calendar is None:
        return None
    return agreement, calendar


def terms_of(ticket: Ticket, entries: Sequence[Entry]) -> Terms | None:
    """What the ticket was promised, under the versions its log pins; None without an agreement.

    Up to two queries.
    """
    versions = pinned(ticket, entries)
    if versions is None:
        return None
    agreement, calendar = versions
    return Terms(targets_of(agreement), timeline_of(_calendar(ticket, calendar)))


def _calendar(ticket: Ticket, version_id: int) -> CalendarVersion:
    """The pinned version; from the ticket itself if it was read along."""
    held = ticket.calendar_version if _is_read(ticket, version_id) else None
    return held or calendar_version_of(version_id)


def _is_read(ticket: Ticket, version_id: int) -> bool:
    return (
        ticket.calendar_version_id == version_id
        and "calendar_version" in ticket._state.fields_cache
    )


class Seed(Protocol):
    """What the caches of a ticket follow from beside its log: where no event gives it."""

    @property
    def submitted_at(self) -> datetime:
        """When it was submitted, as its source says."""

    @property
    def priority(self) -> int | None:
        """1 critical … 4 low."""

    @property
    def impact(self) -> int:
        """1 organisation … 3 person."""


def values(ticket: Seed, entries: Sequence[Entry], terms: Terms | None) -> dict[str, Any]:
    """Every cached column of a ticket by name, as its log and its terms make it. Pure.

    Clocks are taken as of the last event, so that the values depend on nothing but the log.
    """
    life = live(entries, submitted_at=ticket.submitted_at)
    as_of = life.last_event_at or ticket.submitted_at
    found = clocks(entries, life, terms, priority=ticket.priority, as_of=as_of)
    columns = {**_state_columns(life), **_moments(life, entries), **_clock_columns(found)}
    columns |= parts.columns(entries) | fields.columns(entries)
    columns |= _given_columns(life)
    columns |= {**flags.columns(entries, columns["next_due"]), **chasing.columns(entries)}
    columns["queue_at"] = _queue_at(ticket, columns)
    return columns


def _state_columns(life: Life) -> dict[str, Any]:
    waiting = life.state.category in {"waiting", "awaiting_approval"}
    return {
        "category": life.state.category,
        "waiting_on": (life.state.waiting_on or "") if waiting else "",
        "waiting_reason": (life.state.reason or "") if waiting else "",
        "waiting_until": life.wait_until,
        "supplier_id": life.supplier,
        "first_supplier_id": life.first_supplier,
        "assignee_id": life.state.person,
        "outcome": life.outcome,
        "reason_kind": life.reason_kind,
        "policy_reference": life.policy_reference,
        "reopens": life.reopens,
        "handoffs": life.handoffs,
        "version": life.version,
    }


def _moments(life: Life, entries: Sequence[Entry]) -> dict[str, Any]:
    setter = next((e for e in reversed(entries) if e.category is not None), None)
    data: Mapping[str, Any] = setter.data if setter is not None else {}
    moments = {
        "owned_at": life.owned_at,
        "first_reply_at": life.first_reply_at,
        "resolved_at": life.resolved_at,
        "closed_at": life.closed_at,
        "state_since": setter.at if setter is not None else life.submitted_at,
        "closes_at": _instant(data, "closes_at"),
        "reopen_until": _instant(data, "reopen_until"),
    }
    if life.submitted_at is not None:
        moments["submitted_at"] = life.submitted_at
    if life.last_event_at is not None:
        moments["last_event_at"] = life.last_event_at
    return moments


def _instant(data: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(data[name]) if data.get(name) else None


def _clock_columns(found: Sequence[Clock]) -> dict[str, Any]:
    columns: dict[str, Any] = {"next_due": next_due(found)}
    by_kind = {clock.kind: clock for clock in found}
    for kind in ("own", "first_reply", "resolve"):
        clock = by_kind.get(kind)
        columns[f"due_{kind}"] = clock.due_at if clock is not None else None
        columns[f"met_{kind}"] = clock.met if clock is not None else None
    return columns


def _given_columns(life: Life) -> dict[str, Any]:
    """The columns an event of the log gave anew; those never given stay as they are."""
    renamed = {
        "agreement_version": "agreement_version_id",
        "calendar_version": "calendar_version_id",
        "new_title": "title",
        "new_answers": "answers",
    }
    return {renamed.get(name, name): value for name, value in life.given.items()}


def _queue_at(ticket: Seed, columns: Mapping[str, Any]) -> datetime | None:
    """The due instant, earlier by the head start of its impact; None: no work for the supplier."""
    if columns["category"] not in WORKABLE:
        return None
    impact = columns.get("impact", ticket.impact)
    priority = columns.get("priority", ticket.priority)
    due = columns["next_due"]
    if due is None:
        submitted = columns.get("submitted_at", ticket.submitted_at)
        due = submitted + timedelta(days=UNPROMISED_DAYS.get(priority or 3, 5))
    result: datetime = due - timedelta(minutes=HEAD_START.get(impact, 0))
    return result
