"""The organisation of the benchmark: 200 departments, 2,000 people, 40 suppliers with promises."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from inward.agreements import actions as agreements
from inward.agreements.models import AgreementVersion
from inward.calendars import actions as calendars
from inward.calendars.models import CalendarVersion
from inward.catalogue import actions as catalogue
from inward.catalogue.models import FormVersion, Offering
from inward.catalogue.queries import current_form
from inward.directory import actions as directory
from inward.directory.folding import search_key
from inward.directory.models import Department, DepartmentState, Membership, Person

PASSWORD = "inward-bench-2026"
DIVISIONS, DEPARTMENTS, SUPPLIERS, PEOPLE = 10, 200, 40, 2_000
OFFERINGS = 4
# No zone, no holidays: a life of a ticket is the same whole weeks later, to the minute.
HOURS: dict[str, Any] = {
    "timezone": "UTC",
    "hours": {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}
TARGETS = {
    (kind, priority): minutes * priority
    for kind, minutes in (("own", 60), ("first_reply", 120), ("resolve", 540))
    for priority in (1, 2, 3, 4)
}
FORM = (
    {"key": "what", "type": "long_text", "label": "What is it about?", "required": True},
    {"key": "device", "type": "text", "label": "Device"},
)


@dataclass
class Organisation:
    """Ids and rows that tickets are made of. ``agents``, ``members``: person ids by department."""

    administrator: Person
    calendar: CalendarVersion
    suppliers: list[int] = field(default_factory=list)
    agents: dict[int, list[int]] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    offerings: dict[int, list[tuple[Offering, FormVersion]]] = field(default_factory=dict)
    agreements: dict[int, AgreementVersion] = field(default_factory=dict)


def build(rng: random.Random, words: list[str], since: datetime) -> Organisation:
    """Everything but tickets, in an empty database. Some seconds."""
    administrator = directory.create_first_administrator(
        name="Ada Bench", email="admin@bench.example", password=PASSWORD, now=since
    )
    office = calendars.create_calendar(
        actor=administrator, name="Office hours", definition=HOURS, now=since
    )
    found = Organisation(administrator, office)
    departments = _departments(words, office, since)
    found.codes = {one.pk: one.code for one in departments}
    served = [one for one in departments if one.parent_id is not None]
    _people(rng, words, found, departments, {one.pk for one in served[:SUPPLIERS]}, since)
    for department in served[:SUPPLIERS]:
        department.refresh_from_db()
        _supplier(rng, words, found, department, since)
    return found


def _departments(words: list[str], office: CalendarVersion, since: datetime) -> list[Department]:
    made: list[Department] = []
    for number in range(DEPARTMENTS):
        parent = made[number % DIVISIONS] if number >= DIVISIONS else None
        name = f"{words[200 + number].title()} {words[900 + number]}"
        department = Department(
            name=name, code=f"D{number:03}", parent=parent, calendar_id=office.calendar_id,
            kind="department" if parent else "division", created_at=since,
        )  # fmt: skip
        department.save()
        department.path = f"{parent.path if parent else '/'}{department.pk}/"
        department.save(update_fields=["path"])
        made.append(department)
    DepartmentState.objects.bulk_create(
        DepartmentState(department=one, since=since, name=one.name, parent=one.parent)
        for one in made
    )
    return made


def _people(
    rng: random.Random, words: list[str], found: Organisation, departments: list[Department],
    suppliers: set[int], since: datetime,
) -> None:  # fmt: skip
    password = make_password(PASSWORD)
    people = []
    for number in range(PEOPLE):
        name = f"{words[1000 + number].title()} {rng.choice(words[3000:9000]).title()}"
        people.append(
            Person(
                name=name, name_key=search_key(name), email=f"p{number}@bench.example",
                password=password, created_at=since,
            )
        )  # fmt: skip
    people = Person.objects.bulk_create(people)
    rows = []
    for number, person in enumerate(people):
        department = departments[number % DEPARTMENTS]
        serves = department.pk in suppliers
        place = number // DEPARTMENTS
        role = "head" if place == 0 else "agent" if serves and place < 7 else "member"
        if role == "head":
            Department.objects.filter(pk=department.pk).update(head=person)
        if role == "agent":
            found.agents.setdefault(department.pk, []).append(person.pk)
        found.members.setdefault(department.pk, []).append(person.pk)
        rows.append(
            Membership(
                person=person, department=department, role=role, is_primary=True,
                since=since.date(),
            )
        )  # fmt: skip
    Membership.objects.bulk_create(rows)
    found.suppliers = sorted(suppliers)


def _supplier(
    rng: random.Random, words: list[str], found: Organisation, department: Department,
    since: datetime,
) -> None:  # fmt: skip
    service = catalogue.create_service(
        actor=found.administrator, supplier=department, name=f"{rng.choice(words[:3000])} desk",
        category=rng.choice(words[:40]).title(), owner=department.head, now=since,
    )  # fmt: skip
    for number in range(OFFERINGS):
        offering = catalogue.create_offering(
            actor=found.administrator, service=service,
            name=f"{rng.choice(words[:5000]).title()} {number}", fields=list(FORM),
            kind="incident" if number % 2 else "service_request", now=since,
        )  # fmt: skip
        pair = (offering, current_form(offering))
        found.offerings.setdefault(department.pk, []).append(pair)
    found.agreements[department.pk] = _promise(found, department, since)


def _promise(found: Organisation, department: Department, since: datetime) -> AgreementVersion:
    actor, head = found.administrator, department.head
    agreement = agreements.create_agreement(
        actor=actor, name=f"{department.name} for all", supplier=department, customer=None,
        calendar=found.calendar.calendar, targets=TARGETS, now=since,
    )  # fmt: skip
    version = agreement.versions.get()
    agreements.sign(actor=actor, version=version, now=since)
    version.refresh_from_db()
    if head is not None:
        agreements.sign(actor=head, version=version, now=since)
        version.refresh_from_db()
    return agreements.put_in_force(actor=actor, version=version, now=since)
