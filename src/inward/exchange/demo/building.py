"""Builds the demo company by calling actions: calendar, people, departments, services, promises."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inward.agreements import actions as agreements
from inward.calendars import actions as calendars
from inward.calendars.models import Calendar, CalendarVersion
from inward.catalogue import actions as catalogue
from inward.catalogue.models import Offering
from inward.directory import actions as directory
from inward.directory.models import Department, Membership, Person
from inward.exchange.demo.company import Company, Plan, ServicePlan, Unit
from inward.exchange.demo.people import Colleague

ZONE = "Europe/Berlin"
HOURS: dict[str, Any] = {
    "timezone": ZONE,
    "hours": {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "recurring_holidays": [
        {"date": "01-01", "name": "New Year"},
        {"date": "05-01", "name": "Labour Day"},
        {"date": "12-25", "name": "Christmas"},
        {"date": "12-26", "name": "Boxing Day"},
    ],
}
ADMINISTRATOR = "admin@halden.example"


@dataclass
class Built:
    """What stands after building, by the names the history uses."""

    administrator: Person
    calendar: CalendarVersion
    departments: dict[str, Department] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    offerings: dict[str, Offering] = field(default_factory=dict)


def build(company: Company, colleagues: list[Colleague], *, since: datetime) -> Built:
    """Everything but tickets, as if it had stood since `since`. Some three seconds on SQLite."""
    root = next(one for one in colleagues if one.email == ADMINISTRATOR)
    administrator = directory.create_first_administrator(
        name=root.name, email=root.email, password=company.password, now=since
    )
    office = calendars.create_calendar(
        actor=administrator, name="Halden office hours", definition=HOURS, now=since
    )
    built = Built(administrator, office, people={root.email: administrator})
    for unit in company.units:
        _department(built, unit, since)
    for colleague in colleagues:
        _colleague(built, company, colleague, since)
    for service in company.services:
        _service(built, service, since)
    for code in sorted({service.supplier for service in company.services}):
        _promise(built, company, code, since)
    return built


def _department(built: Built, unit: Unit, since: datetime) -> None:
    built.departments[unit.code] = directory.create_department(
        actor=built.administrator,
        name=unit.name,
        code=unit.code,
        kind=unit.kind,
        parent=built.departments.get(unit.parent),
        purpose=unit.purpose,
        calendar=Calendar.objects.get(pk=built.calendar.calendar_id),
        now=since,
    )


def _colleague(built: Built, company: Company, one: Colleague, since: datetime) -> None:
    person = built.people.get(one.email) or directory.create_person(
        actor=built.administrator,
        name=one.name,
        email=one.email,
        time_zone=ZONE,
        position="manager" if one.role in {"head", "lead"} else "employee",
        may_sign_in=one.signs_in,
        now=since,
    )
    built.people[one.email] = person
    department = built.departments[one.unit]
    if one.role == "head":
        directory.set_head(actor=built.administrator, department=department, head=person, now=since)
    else:
        directory.add_membership(
            actor=built.administrator,
            person=person,
            department=department,
            role=Membership.Role(one.role),
            now=since,
        )
    if one.signs_in and one.email != ADMINISTRATOR:
        built.people[one.email] = directory.set_password(
            actor=built.administrator, person=person, password=company.password, now=since
        )


def _service(built: Built, plan: ServicePlan, since: datetime) -> None:
    department = built.departments[plan.supplier]
    department.refresh_from_db()
    service = catalogue.create_service(
        actor=built.administrator,
        supplier=department,
        name=plan.name,
        category=plan.category,
        description=plan.description,
        finally_serves=plan.finally_serves,
        owner=department.head,
        now=since,
    )
    for offering in plan.offerings:
        built.offerings[offering.name] = catalogue.create_offering(
            actor=built.administrator,
            service=service,
            name=offering.name,
            description=offering.description,
            keywords=offering.keywords,
            kind=offering.kind,
            default_impact=offering.impact,
            confidentiality=_confidentiality(offering),
            is_rated=offering.story != "restricted",
            fields=[dict(one) for one in offering.fields],
            now=since,
        )


def _confidentiality(plan: Plan) -> str:
    return "restricted" if plan.story == "restricted" else "department"


def _promise(built: Built, company: Company, code: str, since: datetime) -> None:
    """What a department promises to all, signed by its head and, for all, the administrator."""
    department = built.departments[code]
    department.refresh_from_db()
    agreement = agreements.create_agreement(
        actor=built.administrator,
        name=f"{department.name} for everybody",
        supplier=department,
        customer=None,
        calendar=Calendar.objects.get(pk=built.calendar.calendar_id),
        targets={
            (kind, priority): minutes
            for kind, by_priority in company.promises.items()
            for priority, minutes in enumerate(by_priority, start=1)
        },
        now=since,
    )
    version = agreement.versions.get()
    agreements.sign(actor=built.administrator, version=version, now=since)
    if department.head is not None:
        version.refresh_from_db()
        agreements.sign(actor=department.head, version=version, now=since)
    version.refresh_from_db()
    agreements.put_in_force(actor=built.administrator, version=version, now=since)
