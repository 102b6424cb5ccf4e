"""Canned replies: words with variables from a fixed set, filled in with the reader's rights.

No template language: ``{{ name }}`` of the table below is replaced, nothing else is looked at.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from inward.directory.models import Person
from inward.kernel.errors import Invalid
from inward.tickets.models import Ticket
from inward.tickets.rules import PRIORITY_NAMES

_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_.]{1,60})\s*\}\}")


@dataclass(frozen=True)
class Given:
    """What the variables are taken from. ``tags``: names of the ticket's tags."""

    ticket: Ticket
    agent: Person
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class Variable:
    """What a variable means, what it is, and whether the customer's side may read it."""

    meaning: str
    value: Callable[[Given], str]
    supplier_only: bool = False


@dataclass(frozen=True)
class Filled:
    """The words as they will stand there; names of variables that stayed empty, and why."""

    text: str
    hidden: Sequence[str] = field(default_factory=tuple)
    unknown: Sequence[str] = field(default_factory=tuple)


def _name(person: Person | None) -> str:
    return person.name if person is not None else ""


def _first(person: Person | None) -> str:
    return person.get_short_name() if person is not None else ""


def _due(given: Given) -> str:
    """The promised end in the requester's own zone: 'Friday 7 March, 12:00'."""
    due, reader = given.ticket.due_resolve, given.ticket.requester
    if due is None:
        return ""
    local = due.astimezone(ZoneInfo(reader.time_zone if reader is not None else "UTC"))
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"


def _department(given: Given) -> str:
    return given.ticket.supplier.name if given.ticket.supplier is not None else ""


def _customer(given: Given) -> str:
    return given.ticket.customer.name if given.ticket.customer is not None else ""


def _service(given: Given) -> str:
    return given.ticket.service.name if given.ticket.service is not None else ""


VARIABLES: Mapping[str, Variable] = {
    "requester.first_name": Variable(
        "First name of who asked", lambda g: _first(g.ticket.requester)
    ),
    "requester.name": Variable("Name of who asked", lambda g: _name(g.ticket.requester)),
    "beneficiary.name": Variable(
        "For whom it is, if not for who asked", lambda g: _name(g.ticket.beneficiary)
    ),
    "customer.name": Variable("The department that asked", _customer),
    "ticket.key": Variable("Its key, such as IT-7", lambda g: g.ticket.key),
    "ticket.title": Variable("What it is called", lambda g: g.ticket.title),
    "service.name": Variable("The service", _service),
    "department.name": Variable("The department that has it", _department),
    "agent.name": Variable("Your name", lambda g: g.agent.name),
    "agent.first_name": Variable("Your first name", lambda g: _first(g.agent)),
    "assignee.name": Variable("Who works on it", lambda g: _name(g.ticket.assignee)),
    "due": Variable("When it is promised, in the time of who asked", _due),
    "priority": Variable(
        "Its priority, in a word", lambda g: PRIORITY_NAMES.get(g.ticket.priority or 0, "").lower()
    ),
    "ticket.tags": Variable(
        "Its tags (in notes alone)", lambda g: ", ".join(g.tags), supplier_only=True
    ),
    "ticket.declined_by_policy": Variable(
        "The policy it was declined by", lambda g: g.ticket.policy_reference
    ),
}


def check(text: str, *, field: str = "text") -> None:
    """Refuse variables that do not exist. Raises Invalid naming the first of them."""
    for name in used(text):
        if name not in VARIABLES:
            words = f"There is no variable {{{{ {name} }}}}."
            raise Invalid(words, fields={field: [words]})


def used(text: str) -> list[str]:
    """Names of the variables a text asks for, each once."""
    return list(dict.fromkeys(_VARIABLE.findall(text)))


def fill(text: str, given: Given, *, for_customer: bool) -> Filled:
    """The text with its variables filled in as its readers may read them. Pure.

    What the customer may not read, and what nobody knows, becomes nothing and is named.
    """
    hidden, unknown = [], []
    values: dict[str, str] = {}
    for name in used(text):
        variable = VARIABLES.get(name)
        withheld = variable is not None and variable.supplier_only and for_customer
        values[name] = "" if variable is None or withheld else variable.value(given)
        if withheld:
            hidden.append(name)
        elif not values[name]:
            unknown.append(name)
    return Filled(
        _VARIABLE.sub(lambda found: values[found[1]], text), tuple(hidden), tuple(unknown)
    )


def given_for(ticket: Ticket, agent: Person, text: str) -> Given:
    """What the text's variables need. One statement where it asks for tags, else none.

    ``ticket`` comes with requester, beneficiary, customer, supplier, service and assignee.
    """
    tags: Sequence[str] = ()
    if "ticket.tags" in used(text):
        tags = list(ticket.tags.order_by("pk").values_list("name", flat=True))
    return Given(ticket, agent, tags)
