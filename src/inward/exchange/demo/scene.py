"""Where the last days of the demo play: its people, its working days, what follows of it all."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from inward.calendars.instants import to_seconds
from inward.calendars.timeline import Timeline
from inward.catalogue.models import Offering
from inward.directory.models import Department, Person
from inward.exchange.demo.building import ZONE, Built
from inward.exchange.demo.people import Colleague, address
from inward.kernel import outbox
from inward.kernel.events import from_payload
from inward.kernel.models import Job
from inward.tickets import actions
from inward.tickets.models import Ticket

MAIL = "notify.mail"


class Scene:
    """The company after its twelve months, and the working days before `ends`."""

    def __init__(
        self, built: Built, everybody: list[Colleague], timeline: Timeline, ends: datetime
    ) -> None:
        self.built, self.everybody, self.ends = built, everybody, ends
        self.days = _working_days(timeline, ends)

    def at(self, back: int, clock: str) -> datetime:
        """The instant of this wall clock time on the working day so many days back (1: the last
        whole one before the end).
        """
        hour, minute = clock.split(":")
        local = datetime.combine(self.days[back - 1], time(int(hour), int(minute)))
        return local.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)

    def ahead(self, days: int, clock: str = "17:00") -> datetime:
        """The instant of this wall clock time so many days of the calendar after the end."""
        hour, minute = clock.split(":")
        day = self.ends.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=days)
        local = datetime.combine(day, time(int(hour), int(minute)), ZoneInfo(ZONE))
        return local.astimezone(UTC)

    def who(self, name: str) -> Person:
        """The person of this name; names of the demo are unique."""
        return self.built.people[address(name)]

    def one_of(self, code: str, role: str, place: int = 0) -> Person:
        """Somebody of a department who cannot sign in: its first, second, … of that role."""
        found = [one for one in self.everybody if (one.unit, one.role) == (code, role)]
        return self.built.people[[one for one in found if not one.signs_in][place].email]

    def department(self, code: str) -> Department:
        """The department, as it is in the database now."""
        return Department.objects.get(pk=self.built.departments[code].pk)

    def offering(self, name: str) -> Offering:
        """What is offered under this name, as it is in the database now."""
        return Offering.objects.select_related("service__supplier").get(name=name)

    def ask(
        self, person: Person, offering: str, title: str, text: str, now: datetime,
        answers: Mapping[str, Any] | None = None, **more: Any,
    ) -> Ticket:  # fmt: skip
        """Somebody asks; what is to follow at once (routing, notices) has followed."""
        ticket = actions.submit(
            actor=person, offering=self.offering(offering), title=title, text=text,
            answers=answers, now=now, **more,
        )  # fmt: skip
        self.settle()
        ticket.refresh_from_db()
        return ticket

    def settle(self) -> None:
        """Let everything hear of what was done when it was done, as the worker would have.

        Nothing is mailed: nobody at Halden Works reads mail.
        """
        heard = {one.name: one for one in outbox.subscriptions()}
        waiting = Job.objects.filter(state=Job.State.PENDING, task__in=[*heard, MAIL])
        while jobs := list(waiting.order_by("pk")):
            for job in jobs:
                if job.task in heard:
                    event: Any = from_payload(heard[job.task].event, job.payload)
                    heard[job.task].handler(event, now=event.at)
            Job.objects.filter(pk__in=[job.pk for job in jobs]).delete()


def _working_days(timeline: Timeline, ends: datetime) -> list[date]:
    """The last fifteen working days before the day of `ends`, the newest first."""
    zone = ZoneInfo(ZONE)
    day, found = ends.astimezone(zone).date(), list[date]()
    while len(found) < 15:
        day -= timedelta(days=1)
        if timeline.is_open(to_seconds(datetime.combine(day, time(12), zone).astimezone(UTC))):
            found.append(day)
    return found
