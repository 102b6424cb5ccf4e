"""Draws the two hundred people of the demo company. Same company, same people."""

import random
import unicodedata
from dataclasses import dataclass

from inward.exchange.demo.company import Company, SignIn, Unit

SEED = "halden-people"


@dataclass(frozen=True)
class Colleague:
    """A person to be: name, address, department, role; `signs_in` on the demo's sign-in page."""

    name: str
    email: str
    unit: str
    role: str
    signs_in: bool = False

    @property
    def serves(self) -> bool:
        """Whether they work on what their department is asked."""
        return self.role != "member"


def address(name: str) -> str:
    """'anneke.devries@halden.example' for 'Anneke de Vries'."""
    first, *rest = name.split()
    plain = unicodedata.normalize("NFKD", f"{first}.{''.join(rest)}").encode("ascii", "ignore")
    return f"{plain.decode().lower()}@halden.example"


def colleagues(company: Company) -> list[Colleague]:
    """Everybody, department by department: the head, a lead, agents (half of the rest), members."""
    rng = random.Random(SEED)  # noqa: S311 - a story, no secret
    given = {one.name: one for one in company.sign_ins}
    taken = {unit.head for unit in company.units} | set(given)
    found: list[Colleague] = []
    for unit in company.units:
        if unit.people:
            found += _of_unit(unit, [*given.values()], _names(company, rng, taken))
    return found


def _names(company: Company, rng: random.Random, taken: set[str]) -> list[str]:
    """Enough fresh names for any one department."""
    names: list[str] = []
    while len(names) < 30:
        name = f"{rng.choice(company.first_names)} {rng.choice(company.last_names)}"
        if name not in taken:
            taken.add(name)
            names.append(name)
    return names


def _of_unit(unit: Unit, sign_ins: list[SignIn], names: list[str]) -> list[Colleague]:
    found = [
        Colleague(one.name, one.email, unit.code, one.role, signs_in=True)
        for one in sign_ins
        if one.unit == unit.code
    ]
    if not any(one.name == unit.head for one in found):
        found.append(Colleague(unit.head, address(unit.head), unit.code, "head"))
    places = unit.people - len(found)
    for index, name in enumerate(names[:places]):
        role = "lead" if index == 0 else "agent" if index <= places // 2 else "member"
        found.append(Colleague(name, address(name), unit.code, role))
    return found
