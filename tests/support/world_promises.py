"""What the departments of the cast promise each other: a calendar and an agreement, by actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from inward.agreements import actions as agreements
from inward.agreements.models import Agreement, AgreementVersion
from inward.calendars import actions as calendars
from inward.calendars.models import CalendarVersion
from inward.catalogue import actions as catalogue
from inward.directory.models import Person
from inward.tickets import actions as tickets
from inward.tickets.models import Ticket
from tests.support.world import START, World, build_world

OFFICE_HOURS: dict[str, Any] = {
    "timezone": "Europe/Berlin",
    "hours": {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": [{"date": "2025-04-18", "name": "Good Friday"}],
}

# Business minutes by priority, critical to low. An office day has 540.
TARGETS = {
    ("own", 1): 30, ("own", 2): 60, ("own", 3): 120, ("own", 4): 240,
    ("first_reply", 1): 60, ("first_reply", 2): 120, ("first_reply", 3): 240,
    ("first_reply", 4): 480,
    ("resolve", 1): 240, ("resolve", 2): 540, ("resolve", 3): 1080, ("resolve", 4): 2700,
}  # fmt: skip


@dataclass(frozen=True)
class Promises:
    """The cast with what IT promises to all. Hana owns HR's service of confidential cases."""

    cast: World
    office: CalendarVersion
    agreement: Agreement
    version: AgreementVersion

    def __getattr__(self, name: str) -> Any:
        """People, departments and offerings of the cast."""
        return getattr(self.cast, name)


@pytest.fixture
def promises(db: None) -> Promises:
    """The cast with calendar and agreement. Conftests import this fixture by name."""
    return build_promises(build_world())


def build_promises(world: World, now: datetime = START) -> Promises:
    """Add the calendar, the agreement of IT with all, and an owner for confidential cases."""
    office = calendars.create_calendar(
        actor=world.adam, name="Office hours", definition=OFFICE_HOURS, now=now
    )
    agreement = agreements.create_agreement(
        actor=world.alice, name="IT for everybody", supplier=world.it, customer=None,
        calendar=office.calendar, targets=TARGETS, now=now,
    )  # fmt: skip
    version = agreement.versions.get()
    agreements.sign(actor=world.alice, version=version, now=now)
    agreements.sign(actor=world.adam, version=version, now=now)
    version = agreements.put_in_force(actor=world.alice, version=version, now=now)
    catalogue.change_service(actor=world.adam, service=world.concerns, owner=world.hana, now=now)
    world.concerns.refresh_from_db()
    return Promises(world, office, version.agreement, version)


def ask_for_laptop(world: Promises, *, by: Person | None = None, now: datetime = START,
                   **said: Any) -> Ticket:  # fmt: skip
    """Mara (or another) asks IT for a laptop; for whom it is, if another, reports to who asks."""
    asker, beneficiary = by or world.mara, said.get("beneficiary")
    if beneficiary is not None and beneficiary != asker:
        Person.objects.filter(pk=beneficiary.pk).update(manager=asker)
        beneficiary.refresh_from_db()
    said.setdefault("answers", {"model": "Light"})
    return tickets.submit(actor=asker, offering=world.new_laptop, now=now, **said)


def later(minutes: float, since: datetime = START) -> datetime:
    """Some minutes after the start of the world."""
    return since + timedelta(minutes=minutes)
