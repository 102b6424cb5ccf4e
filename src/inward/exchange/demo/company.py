"""Reads ``company.toml``: who there is at Halden Works and what its departments offer."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Unit:
    """A department: code (of ticket keys), name, parent's code, how many people, purpose, head."""

    code: str
    name: str
    purpose: str
    parent: str = ""
    people: int = 0
    kind: str = "department"
    head: str = ""


@dataclass(frozen=True)
class Plan:
    """An offering and how its tickets go.

    `monthly`: tickets a month; `minutes`: median business minutes of work until resolution;
    `customers`: weights by department code (empty: everybody, by headcount); `ask_back`: share
    that goes back to the customer with a question; `path`: departments it is usually handed to,
    with the share that takes this way; `story`: one of the four things to be found.
    """

    name: str
    monthly: float
    minutes: int
    titles: tuple[str, ...]
    description: str = ""
    keywords: str = ""
    kind: str = "service_request"
    impact: int = 3
    ask_back: float = 0.2
    decline_policy: float = 0.02
    story: str = ""
    customers: Mapping[str, int] | None = None
    path: Mapping[str, float] | None = None
    fields: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class ServicePlan:
    """A service of a department with its offerings."""

    supplier: str
    name: str
    category: str
    finally_serves: str
    offerings: tuple[Plan, ...]
    description: str = ""


@dataclass(frozen=True)
class SignIn:
    """Somebody the demo's sign-in page offers."""

    name: str
    email: str
    unit: str
    role: str
    says: str


@dataclass(frozen=True)
class Company:
    """All of it."""

    units: tuple[Unit, ...]
    services: tuple[ServicePlan, ...]
    sign_ins: tuple[SignIn, ...]
    promises: Mapping[str, tuple[int, int, int, int]]
    password: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]

    def unit(self, code: str) -> Unit:
        """The department of this code. Raises StopIteration if there is none."""
        return next(unit for unit in self.units if unit.code == code)


@cache
def halden_works() -> Company:
    """The demo company, as its file says."""
    read = tomllib.loads(files(__package__).joinpath("company.toml").read_text("utf-8"))
    return Company(
        units=tuple(Unit(**unit) for unit in read["units"]),
        services=tuple(_service(service) for service in read["services"]),
        sign_ins=tuple(SignIn(**one) for one in read["sign_ins"]),
        promises={kind: tuple(minutes) for kind, minutes in read["promises"].items()},
        password=read["password"],
        first_names=tuple(read["first_names"]),
        last_names=tuple(read["last_names"]),
    )


def _service(read: dict[str, Any]) -> ServicePlan:
    offerings = tuple(_plan(offering) for offering in read.pop("offerings"))
    return ServicePlan(offerings=offerings, **read)


def _plan(read: dict[str, Any]) -> Plan:
    fields = tuple(read.pop("fields", ()))
    return Plan(titles=tuple(read.pop("titles")), fields=fields, **read)
