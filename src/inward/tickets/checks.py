"""Checks of tickets for ``inward doctor``: caches against the log, the ledger against the clock."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.db.models import F

from inward.kernel.clock import now
from inward.kernel.invariants import Verdict, check, none_of
from inward.tickets import approval_checks, checks_around, ledger, log, word_checks
from inward.tickets.life import Entry
from inward.tickets.models import Ticket, TicketDepartment, TicketEvent
from inward.tickets.promised import Promised

# Loaded with this module: what stands between tickets.
searchable = word_checks.searchable
links_against_log = checks_around.links_against_log
approvers_against_log = approval_checks.approvers_against_log
parts_against_tickets = checks_around.parts_against_tickets

AT_ONCE = 1_000
_CLOCKS = frozenset(
    {
        "due_own", "due_first_reply", "due_resolve", "met_own", "met_first_reply", "met_resolve",
        "next_due", "queue_at",
    }
)  # fmt: skip


def _tickets() -> Iterator[tuple[Ticket, list[Entry]]]:
    """Every ticket with its log, some at a time; no cursor stays open."""
    after = 0
    while batch := list(Ticket.objects.filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        logs = log.entries_of_many([ticket.pk for ticket in batch])
        for ticket in batch:
            yield ticket, logs.get(ticket.pk, [])
        after = batch[-1].pk


def _differences(columns: frozenset[str], *, inside: bool) -> list[str]:
    """Tickets whose columns (those, or all others) are not what their log makes them."""
    promises, faults = Promised(), []
    for ticket, entries in _tickets():
        wanted = log.values(ticket, entries, promises.of(ticket, entries))
        off = [
            name
            for name, value in wanted.items()
            if (name in columns) == inside and getattr(ticket, name) != value
        ]
        if off:
            faults.append(f"{ticket.key}: {', '.join(sorted(off))}")
    return faults


@check("tickets: state against log")
def state_against_log() -> Verdict:
    """Category, holder, moments and counts of every ticket are what its log says."""
    return none_of(_differences(_CLOCKS, inside=False), fine_words="as the log says")


@check("tickets: clocks against log")
def clocks_against_log() -> Verdict:
    """Due and met of every ticket are what log and pinned versions make them."""
    return none_of(_differences(_CLOCKS, inside=True), fine_words="as log and agreements say")


@check("tickets: ledger sums")
def ledger_sums() -> Verdict:
    """The holds of every ticket follow each other and sum to the elapsed time."""
    instant = now()
    faults = []
    for ticket, entries in _tickets():
        holds = ledger.fold(
            entries,
            submitted_at=ticket.submitted_at,
            observed_until=ticket.observed_until or max(instant, ticket.last_event_at),
        )
        if any(a.until != b.since for a, b in pairwise(holds)):
            faults.append(f"{ticket.key}: a gap or an overlap")
        if holds and holds[0].since != ticket.submitted_at:
            faults.append(f"{ticket.key}: begins at {holds[0].since}")
    return none_of(faults, fine_words="no gap, no overlap")


@check("tickets: log in order")
def log_in_order() -> Verdict:
    """Ordinals of a log run from 1 without gap, and the ticket's version is the last of them."""
    faults = []
    for ticket, entries in _tickets():
        if ticket.version != len(entries):
            faults.append(f"{ticket.key}: version {ticket.version}, events {len(entries)}")
    beyond = TicketEvent.objects.filter(ordinal__gt=F("ticket__version"))
    faults += [f"{key}: an event beyond its version" for key in _keys(beyond)]
    return none_of(faults, fine_words="complete")


@check("tickets: departments against log")
def departments_against_log() -> Verdict:
    """Who holds or held the ball may see a ticket: exactly the departments of its log."""
    stored: dict[int, set[int]] = {}
    for ticket, department in TicketDepartment.objects.values_list("ticket_id", "department_id"):
        stored.setdefault(ticket, set()).add(department)
    faults = [
        ticket.key
        for ticket, entries in _tickets()
        if stored.get(ticket.pk, set()) != {e.department for e in entries} - {None}
    ]
    return none_of(faults, fine_words="as the log says")


@check("tickets: restricted stay restricted")
def restricted_stay_restricted() -> Verdict:
    """A ticket of a confidential offering is confidential."""
    open_ones = Ticket.objects.filter(offering__confidentiality="restricted").exclude(
        confidentiality="restricted"
    )
    faults = [f"{key}: seen like any other" for key in open_ones.values_list("key", flat=True)]
    return none_of(faults, fine_words="none is seen by others")


def _keys(events: Any) -> list[str]:
    return list(events.values_list("ticket__key", flat=True).distinct()[:100])
