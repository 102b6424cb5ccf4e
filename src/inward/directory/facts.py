"""Departments and people as plain rows for the analysis."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from inward.directory.models import Department, Person

CHUNK = 5000

DepartmentRow = tuple[int, str, int | None]
PersonRow = tuple[int, str]


def department_rows() -> Iterator[list[DepartmentRow]]:
    """(id, name, parent_id) of every department, closed ones included, in chunks by id."""
    yield from _chunks(Department.objects.values_list("pk", "name", "parent_id"))


def people_rows() -> Iterator[list[PersonRow]]:
    """(id, name) of every person, those who left included, in chunks by id."""
    yield from _chunks(Person.objects.values_list("pk", "name"))


def _chunks(rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    """All rows by key, a chunk a statement: no cursor stays open and no offset is counted twice."""
    after = 0
    while chunk := list(rows.filter(pk__gt=after).order_by("pk")[:CHUNK]):
        yield chunk
        after = chunk[-1][0]
