"""People and departments of a foreign log: get or create in bulk, with side effects off.

No event, no audit entry, no mail: they came with a log, nobody did something to them. They cannot
sign in. A name is found again by (source, name), so repeating an import changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from inward.directory.folding import search_key
from inward.directory.foreign import identity_of, shown_name
from inward.directory.models import Department, DepartmentState, Person
from inward.directory.rules import BEGINNING, CodeMaker
from inward.kernel.errors import Conflict

T = TypeVar("T")
# Rows a statement: below the number of parameters that any SQLite takes.
CHUNK = 400
# Other imports may take the codes just chosen; each try chooses anew.
TRIES = 5


@transaction.atomic
def people_of_source(source: str, names: Iterable[str], *, now: datetime) -> dict[str, int]:
    """The id of each name (as given) among the people of this source; new ones are created.

    Cost: two statements per 400 names when all are known, three when all are new.
    """
    wanted = {name: identity_of(name) for name in names}
    known = _known_people(source, wanted.values())
    missing = _missing(wanted, known)
    password = make_password(None)
    people = (_person(source, identity, name, password, now) for identity, name in missing)
    for chunk in _chunks(people):
        Person.objects.bulk_create(chunk, ignore_conflicts=True)
    known |= _known_people(source, (identity for identity, _ in missing))
    return {name: known[identity] for name, identity in wanted.items()}


@transaction.atomic
def departments_of_source(
    source: str, names: Iterable[str], *, now: datetime, since: datetime = BEGINNING
) -> dict[str, int]:
    """The id of each name (as given) among the departments of this source; new ones are created.

    New ones are roots, get a code made of their name, and count as having existed `since`. Raises
    Conflict if other imports take the chosen codes again and again. Cost: as `people_of_source`,
    and one statement over all codes.
    """
    wanted = {name: identity_of(name) for name in names}
    known = _known_departments(source, wanted.values())
    for _ in range(TRIES):
        missing = _missing(wanted, known)
        if not missing:
            return {name: known[identity] for name, identity in wanted.items()}
        known |= _create_departments(source, missing, now, since)
    raise Conflict("Other imports are taking the same department codes; try again.")


def _person(source: str, identity: str, name: str, password: str, now: datetime) -> Person:
    shown = shown_name(name)
    return Person(
        name=shown,
        name_key=search_key(shown),
        password=password,
        may_sign_in=False,
        source=source,
        external_id=identity,
        created_at=now,
    )


def _create_departments(
    source: str, missing: list[tuple[str, str]], now: datetime, since: datetime
) -> dict[str, int]:
    codes = CodeMaker(Department.objects.values_list("code", flat=True))
    departments = (
        Department(
            name=shown_name(name),
            name_key=search_key(shown_name(name)),
            code=codes.make(shown_name(name)),
            source=source,
            external_id=identity,
            created_at=now,
        )
        for identity, name in missing
    )
    for chunk in _chunks(departments):
        Department.objects.bulk_create(chunk, ignore_conflicts=True)
    created = _known_departments(source, (identity for identity, _ in missing))
    _root(source, created.values())
    _begin_history(source, set(created.values()), since)
    return created


def _root(source: str, ids: Iterable[int]) -> None:
    """Give the new ones the path of a root: '/17/'."""
    path = Concat(Value("/"), Cast("pk", CharField()), Value("/"), output_field=CharField())
    for chunk in _chunks(ids):
        Department.objects.filter(source=source, pk__in=chunk, path="").update(path=path)


def _begin_history(source: str, ids: set[int], since: datetime) -> None:
    told = DepartmentState.objects.filter(department__source=source)
    for chunk in _chunks(ids - set(told.values_list("department_id", flat=True))):
        rows = Department.objects.filter(pk__in=chunk).values_list("pk", "name")
        DepartmentState.objects.bulk_create(
            DepartmentState(department_id=pk, name=name, since=since) for pk, name in rows
        )


def _known_people(source: str, identities: Iterable[str]) -> dict[str, int]:
    def read(chunk: list[str]) -> Iterable[tuple[str, int]]:
        rows = Person.objects.filter(source=source, external_id__in=chunk)
        return rows.values_list("external_id", "pk")

    return _read(identities, read)


def _known_departments(source: str, identities: Iterable[str]) -> dict[str, int]:
    def read(chunk: list[str]) -> Iterable[tuple[str, int]]:
        rows = Department.objects.filter(source=source, external_id__in=chunk)
        return rows.values_list("external_id", "pk")

    return _read(identities, read)


def _read(
    identities: Iterable[str], read: Callable[[list[str]], Iterable[tuple[str, int]]]
) -> dict[str, int]:
    return {key: pk for chunk in _chunks(dict.fromkeys(identities)) for key, pk in read(chunk)}


def _missing(wanted: dict[str, str], known: dict[str, int]) -> list[tuple[str, str]]:
    """(identity, first name that has it) of what is not known, in the order given."""
    first: dict[str, str] = {}
    for name, identity in wanted.items():
        if identity not in known:
            first.setdefault(identity, name)
    return list(first.items())


def _chunks(things: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(things)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
