"""Windows on the customer's own calendar: when to chase, remind, close, until when to reopen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings

from inward.calendars.errors import OutOfHorizon
from inward.calendars.queries import timeline_of, version_in_force
from inward.calendars.reading import definition_from_json
from inward.calendars.rules import Timeline, add_working_days, is_open, next_open
from inward.directory.models import Department
from inward.directory.rules import ids_on
from inward.tickets import rules
from inward.tickets.models import Ticket

Window = Callable[[Timeline, datetime, int], datetime]
"""From an instant to the end of so many working days, in a calendar."""


def closes_at(ticket: Ticket, days: int, now: datetime) -> datetime:
    """When what is resolved now closes by itself."""
    return _later(ticket, rules.closes_at, days, now)


def reopen_until(ticket: Ticket, days: int, now: datetime) -> datetime:
    """Until when what is closed now may be reopened."""
    return _later(ticket, rules.reopen_until, days, now)


def working_days_later(ticket: Ticket, days: int, now: datetime) -> datetime:
    """So many working days later at the same time of day."""
    return _later(ticket, add_working_days, days, now)


def reminds_at(ticket: Ticket, days: int, now: datetime) -> datetime:
    """So many working days later at the same time of day, or when it opens next after that."""
    timeline = _office_of(ticket)
    at = add_working_days(timeline, now, days)
    try:
        return next_open(timeline, at)
    except OutOfHorizon:
        return at  # a calendar that never opens again keeps nobody from being reminded


def may_remind(ticket: Ticket, now: datetime) -> bool:
    """Whether people are at work: nobody is reminded at night, however late the reminder is."""
    return is_open(_office_of(ticket), now)


def _office_of(ticket: Ticket) -> Timeline:
    """The customer's open hours; without any calendar those most offices keep."""
    return _timeline_of_customer(ticket) or _usual_office(settings.TIME_ZONE)


@lru_cache(maxsize=1)
def _usual_office(zone: str) -> Timeline:
    """Monday to Friday, eight to eighteen."""
    hours = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    return Timeline(definition_from_json({"timezone": zone, "hours": hours}))


def _later(ticket: Ticket, later: Window, days: int, now: datetime) -> datetime:
    """So many working days later by the customer's calendar; without any, calendar days."""
    timeline = _timeline_of_customer(ticket)
    return later(timeline, now, days) if timeline is not None else now + timedelta(days=days)


def _timeline_of_customer(ticket: Ticket) -> Timeline | None:
    """The customer's calendar (or of the nearest department above), else the pinned one."""
    calendar = _calendar_of(ticket.customer) if ticket.customer is not None else None
    if calendar is not None:
        return timeline_of(version_in_force(calendar))
    return timeline_of(ticket.calendar_version) if ticket.calendar_version is not None else None


def _calendar_of(department: Department) -> int | None:
    if department.calendar_id is not None:
        return department.calendar_id
    nearest_first = list(reversed(ids_on(department.path)))
    rows = Department.objects.filter(pk__in=nearest_first[1:], calendar__isnull=False)
    found = dict(rows.values_list("pk", "calendar_id"))
    return next((found[pk] for pk in nearest_first if pk in found), None)
