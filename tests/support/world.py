"""The fixed cast of the tests, built by calling actions.

Four departments, nine people, two services with three offerings, one restricted. Adam administers.
What departments promise each other stands in `tests.support.world_promises`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from inward.catalogue import actions as catalogue
from inward.catalogue.models import Offering, Service
from inward.directory import actions as directory
from inward.directory.models import Department, Membership, Person

# A Monday, 9:00 in Berlin; everything in the world exists since then.
START = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"

LAPTOP_FORM = (
    {
        "key": "model",
        "type": "choice",
        "label": "Which model?",
        "required": True,
        "choices": ["Light", "Powerful"],
    },
    {"key": "delivery", "type": "date", "label": "Needed by"},
    {"key": "note", "type": "long_text", "label": "Anything we should know?"},
)
FAULT_FORM = (
    {"key": "what", "type": "long_text", "label": "What does not work?", "required": True},
    {"key": "device", "type": "text", "label": "Device", "help": "The number on its sticker."},
)
MISCONDUCT_FORM = (
    {"key": "what", "type": "long_text", "label": "What happened?", "required": True},
    {"key": "about", "type": "person", "label": "Who is it about?"},
)


@dataclass(frozen=True)
class World:
    """The cast. Everybody but Adam, Hana and Mara serves; Adam and Alice manage Workplace."""

    it: Department
    finance: Department
    marketing: Department
    hr: Department
    adam: Person  # administrator, of no department
    alice: Person  # head of IT
    iris: Person  # lead in IT
    ian: Person  # agent in IT
    fiona: Person  # head of Finance
    frank: Person  # agent in Finance
    max: Person  # head of Marketing
    mara: Person  # member of Marketing
    hana: Person  # member of HR
    workplace: Service
    new_laptop: Offering
    report_fault: Offering
    concerns: Service
    report_misconduct: Offering


@pytest.fixture
def world(db: None) -> World:
    """The cast, of whom Adam alone has a password. Conftests import this fixture by name."""
    return build_world()


@pytest.fixture
def signed_world(db: None) -> World:
    """The cast, each of whom can sign in with their address and PASSWORD."""
    return build_world(passwords=True)


def build_world(now: datetime = START, *, passwords: bool = False) -> World:
    """Build the cast in the database; with `passwords` all can sign in, without Adam alone."""
    adam = directory.create_first_administrator(
        name="Adam Admin", email="adam@example.org", password=PASSWORD, now=now
    )
    departments = {
        code: directory.create_department(actor=adam, name=name, code=code, now=now)
        for code, name in (
            ("IT", "IT"),
            ("FIN", "Finance"),
            ("MKT", "Marketing"),
            ("HR", "Human Resources"),
        )
    }
    it, finance, marketing, hr = departments.values()
    people = _people(adam, now, passwords)
    _seats(adam, people, departments, now)
    it.refresh_from_db()
    finance.refresh_from_db()
    marketing.refresh_from_db()
    cast: dict[str, Any] = {**people, **_catalogue(adam, people["alice"], it, hr, now)}
    return World(it=it, finance=finance, marketing=marketing, hr=hr, adam=adam, **cast)


def _people(adam: Person, now: datetime, passwords: bool) -> dict[str, Person]:
    names = {
        "alice": "Alice Amberg",
        "iris": "Iris Ingwer",
        "ian": "Ian Iversen",
        "fiona": "Fiona Falk",
        "frank": "Frank Fuchs",
        "max": "Max Morgen",
        "mara": "Mara Mai",
        "hana": "Hana Holm",
    }
    people = {}
    for key, name in names.items():
        person = directory.create_person(
            actor=adam, name=name, email=f"{key}@example.org", time_zone="Europe/Berlin", now=now
        )
        if passwords:
            person = directory.set_password(actor=adam, person=person, password=PASSWORD, now=now)
        people[key] = person
    return people


def _seats(
    adam: Person, people: dict[str, Person], departments: dict[str, Department], now: datetime
) -> None:
    for code, key in (("IT", "alice"), ("FIN", "fiona"), ("MKT", "max")):
        directory.set_head(actor=adam, department=departments[code], head=people[key], now=now)
    seats = (
        ("IT", "iris", Membership.Role.LEAD),
        ("IT", "ian", Membership.Role.AGENT),
        ("FIN", "frank", Membership.Role.AGENT),
        ("MKT", "mara", Membership.Role.MEMBER),
        ("HR", "hana", Membership.Role.MEMBER),
    )
    for code, key, role in seats:
        directory.add_membership(
            actor=adam, person=people[key], department=departments[code], role=role, now=now
        )


def _catalogue(
    adam: Person, alice: Person, it: Department, hr: Department, now: datetime
) -> dict[str, Service | Offering]:
    workplace = catalogue.create_service(
        actor=adam,
        supplier=it,
        name="Workplace",
        category="Equipment",
        owner=alice,
        description="Computers, phones and all that stands on a desk.",
        now=now,
    )
    concerns = catalogue.create_service(
        actor=adam, supplier=hr, name="Concerns", category="People", now=now
    )
    return {
        "workplace": workplace,
        "new_laptop": catalogue.create_offering(
            actor=adam,
            service=workplace,
            name="New laptop",
            keywords="notebook computer",
            fields=LAPTOP_FORM,
            now=now,
        ),
        "report_fault": catalogue.create_offering(
            actor=adam,
            service=workplace,
            name="Report a fault",
            kind="incident",
            keywords="broken defect repair",
            fields=FAULT_FORM,
            now=now,
        ),
        "concerns": concerns,
        "report_misconduct": catalogue.create_offering(
            actor=adam,
            service=concerns,
            name="Report misconduct",
            kind="complaint",
            confidentiality="restricted",
            is_rated=False,
            fields=MISCONDUCT_FORM,
            now=now,
        ),
    }
