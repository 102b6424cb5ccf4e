"""Who and what the names in a filter stand for: at most three statements in all.

Departments and people are known to everybody, so a name that is none is told. Of services and
what one can ask for it is not said whether they exist: an unknown one finds nothing, as a hidden.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from inward.catalogue.models import Service
from inward.directory.folding import search_words, without_accents
from inward.directory.models import Person
from inward.directory.queries import departments_visible_to
from inward.directory.queries import visible_to as people_visible_to

MOST_PEOPLE = 200
_LARGEST = 18


@dataclass(frozen=True)
class Names:
    """By kind of thing and name: ids and how it reads; and what is not known, in words."""

    ids: Mapping[tuple[str, str], frozenset[int]]
    labels: Mapping[tuple[str, str], str]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _Known:
    pk: int
    label: str
    code: str = ""

    def fits(self, name: str) -> bool:
        """Whether all words of the name begin words of this one's."""
        own = f" {without_accents(self.label)}"
        return bool(words := search_words(name)) and all(f" {word}" in own for word in words)

    def equals(self, name: str) -> bool:
        """Whether this is the one of that code (address, number) or exactly that name."""
        low = without_accents(name.strip())
        return low in (self.code.casefold(), without_accents(self.label), str(self.pk))


def look_up(wanted: Collection[tuple[str, str]], person: Person) -> Names:
    """What (kind, name) pairs stand for. At most three statements; none without any."""
    ids: dict[tuple[str, str], frozenset[int]] = {}
    labels: dict[tuple[str, str], str] = {}
    problems = []
    kinds = {kind for kind, _name in wanted}
    catalogue = _catalogue() if kinds & {"service", "offering"} else ([], [])
    for kind in sorted(kinds):
        names = sorted(name for one, name in wanted if one == kind)
        known = _known(kind, names, person, catalogue)
        for name in names:
            found = _meant(name, known)
            ids[kind, name] = frozenset(one.pk for one in found)
            if kind in _TOLD and len(found) == 1:
                labels[kind, name] = found[0].label
            if kind in _TOLD and not found:
                problems.append(_TOLD[kind]() % name[:60])
    return Names(ids, labels, tuple(problems))


def _known(
    kind: str, names: Collection[str], person: Person, catalogue: tuple[list[_Known], list[_Known]]
) -> list[_Known]:
    """What there is of a kind, as far as one of the names may mean it."""
    if kind in _READ:
        return _READ[kind](names, person)
    return catalogue[0] if kind == "service" else catalogue[1]


def _meant(name: str, known: Iterable[_Known]) -> list[_Known]:
    """Exactly that one, else all of which the name is the beginning of words."""
    known = list(known)
    return [one for one in known if one.equals(name)] or [one for one in known if one.fits(name)]


def _departments(_names: Collection[str], person: Person) -> list[_Known]:
    rows = departments_visible_to(person).values_list("pk", "name", "code")
    return [_Known(pk, name, code) for pk, name, code in rows]


def _people(names: Collection[str], person: Person) -> list[_Known]:
    meant = Q(pk__in=())
    for name in names:
        words = Q()
        for word in search_words(name):
            words &= Q(name_key__contains=f" {word}")
        meant |= (words if words else Q(pk__in=())) | Q(email=name.strip().lower())
        if name.isascii() and name.isdecimal() and len(name) <= _LARGEST:
            meant |= Q(pk=int(name))
    rows = people_visible_to(person).filter(meant).order_by("name_key", "pk")
    found = rows.values_list("pk", "name", "email")[:MOST_PEOPLE]
    return [_Known(pk, name, email or "") for pk, name, email in found]


def _catalogue() -> tuple[list[_Known], list[_Known]]:
    """Services, and what one can ask of them, in one statement."""
    services, offerings = {}, []
    rows = Service.objects.values_list("pk", "name", "offerings__pk", "offerings__name")
    for pk, name, offering, called in rows:
        services[pk] = _Known(pk, name)
        if offering is not None:
            offerings.append(_Known(offering, called))
    return list(services.values()), offerings


_READ = {
    "department": _departments,
    "person": _people,
}
_TOLD = {
    "department": lambda: _("There is no department ‘%s’."),
    "person": lambda: _("There is nobody called ‘%s’."),
}
