"""Taking back: a ticket whose assignee neither says nor does anything goes back to the queue."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from inward.calendars.errors import OutOfHorizon
from inward.calendars.queries import timeline_of, version_in_force
from inward.calendars.rules import subtract
from inward.directory import rules as directory_rules
from inward.directory.models import Department, Person
from inward.directory.queries import LEADING, active_memberships
from inward.kernel.errors import NotFound
from inward.notify.actions import tell
from inward.tickets import log
from inward.tickets.actions.steps import locked
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.queries.routing import silent_hours

AT_ONCE = 200


def silent_tickets(department: Department, hours: int, now: datetime) -> QuerySet[Ticket]:
    """Tickets of the department in progress whose assignee has been silent so long.

    Silent: they did nothing to it and were given it no later than that many business hours ago, in
    the department's calendar (the nearest one above if it has none; without any, plain hours).
    """
    since = silence_since(department, hours, now)
    if since is None:
        return Ticket.objects.none()
    alive = TicketEvent.objects.filter(
        Q(actor_id=OuterRef("assignee_id")) | Q(person_id=OuterRef("assignee_id")),
        ticket=OuterRef("pk"),
        at__gt=since,
    )
    found = Ticket.objects.filter(
        ~Exists(alive), supplier=department, category="in_progress", queue_at__isnull=False,
        assignee__isnull=False, submitted_at__lte=since, source="",
    )  # fmt: skip
    return found.order_by("pk")


def silence_since(department: Department, hours: int, now: datetime) -> datetime | None:
    """The instant since when so many business hours have passed; None where they never do."""
    length = timedelta(hours=hours)
    calendar = _calendar_of(department)
    if calendar is None:
        return now - length
    try:
        return subtract(timeline_of(version_in_force(calendar)), now, length)
    except OutOfHorizon:
        return None


def _calendar_of(department: Department) -> int | None:
    """The calendar of the department, or of the nearest one above it. One statement."""
    ids = directory_rules.ids_on(department.path)
    rows = Department.objects.filter(pk__in=ids, calendar__isnull=False).order_by()
    known = dict(rows.values_list("pk", "calendar_id"))
    return next((known[pk] for pk in reversed(ids) if pk in known), None)


def due_to_take_back(now: datetime) -> Iterable[tuple[int, int, int]]:
    """(ticket, department, hours) of all that is due, at most 200 a department.

    One statement, and for each department that takes back four.
    """
    hours = silent_hours()
    for department in Department.objects.filter(pk__in=hours).order_by("pk"):
        due = silent_tickets(department, hours[department.pk], now)
        for pk in due.values_list("pk", flat=True)[:AT_ONCE]:
            yield pk, department.pk, hours[department.pk]


@transaction.atomic
def take_back(*, ticket_id: int, department_id: int, hours: int, now: datetime) -> bool:
    """Take the ticket back if it is still due; tell the assignee and those who lead. Once.

    Returns whether it was taken back.
    """
    try:
        ticket = locked(Ticket(pk=ticket_id))
    except NotFound:
        return False
    department = Department.objects.get(pk=department_id)
    person = ticket.assignee
    if person is None or not silent_tickets(department, hours, now).filter(pk=ticket.pk).exists():
        return False
    why = f"nothing from {person.name} for {hours} business hours"
    event = log.append(
        ticket, at=now, kind=EventKind.UPDATED, actor=None, side=TicketEvent.Side.SYSTEM,
        category="submitted", department=department,
        data={"taken_back": person.pk, "hours": hours, "why": why},
    )  # fmt: skip
    _tell(ticket, department, person, event, hours, now)
    return True


def _tell(
    ticket: Ticket, department: Department, person: Person, event: TicketEvent, hours: int,
    now: datetime,
) -> None:  # fmt: skip
    once = f"taken_back:{ticket.pk}:{event.ordinal}"
    path = f"/tickets/{ticket.key}/"
    confidential = ticket.confidentiality == "restricted"
    title = ticket.key if confidential else f"{ticket.key} {ticket.title}"
    told = f"There was nothing from {person.name} for {hours} business hours. It is in the queue."
    tell(
        people=[person], kind="ticket.taken_back", subject=f"Taken back from you: {title}",
        text=told, path=path, once=once, now=now,
    )  # fmt: skip
    if confidential:
        return  # who leads may not see it
    leads = [one for one in leaders(department, now) if one.pk != person.pk]
    tell(
        people=leads, kind="ticket.taken_back", subject=f"Taken back from {person.name}: {title}",
        text=told, path=path, once=once, now=now,
    )  # fmt: skip


def leaders(department: Department, now: datetime) -> list[Person]:
    """Leads and head of the department; of the nearest one above where it has none."""
    ids = directory_rules.ids_on(department.path)
    rows = active_memberships(now.date()).filter(
        department_id__in=ids, role__in=LEADING, person__is_active=True
    )
    nearest: dict[int, list[Person]] = {}
    for row in rows.select_related("person"):
        nearest.setdefault(row.department_id, []).append(row.person)
    return next((nearest[pk] for pk in reversed(ids) if pk in nearest), [])
