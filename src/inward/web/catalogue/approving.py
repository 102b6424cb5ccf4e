"""The approval policy of an offering as its page draws it, and what the page sends, read.

Fields of the n-th stage begin with ``s-n-``: name, quorum (any, all, some), count, who (several),
department, role, person (several: names or addresses), when ('' always, price, or a question's
key), test, value, place (its number in the order), gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from inward.catalogue.approvals import KINDS, MOST_STAGES, TESTS, Stage
from inward.catalogue.models import FormVersion
from inward.catalogue.rules import questions_of
from inward.directory.models import Department, Membership, Person
from inward.kernel.errors import Invalid
from inward.web.ask.parsing import label_of, person_of

PLAIN = ("line_manager", "budget_owner", "service_owner")
COMPARED = frozenset({"text", "choice", "number", "date"})
SPARE_PEOPLE = 2
Choice = tuple[str, str]


@dataclass(frozen=True)
class StageFields:
    """One stage on the page, as stored or as typed."""

    number: int
    name: str = ""
    quorum: str = "any"
    count: str = ""
    who: Sequence[str] = ()
    department: str = ""
    role: str = ""
    people: Sequence[str] = ("",) * SPARE_PEOPLE
    when: str = ""
    test: str = "at_least"
    value: str = ""
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """The empty one at the end."""
        return not (self.name or self.who or self.department or any(self.people))


def shown(stages: Sequence[Stage]) -> list[StageFields]:
    """The stages of a policy and an empty one. One statement if people are named."""
    ids = {one for stage in stages for a in stage.approvers for one in a.people}
    people = Person.objects.in_bulk(ids) if ids else {}
    rows = [_shown(number, stage, people) for number, stage in enumerate(stages)]
    return rows if len(rows) >= MOST_STAGES else [*rows, StageFields(len(rows))]


def _shown(number: int, stage: Stage, people: Mapping[int, Person]) -> StageFields:
    group = next((a for a in stage.approvers if a.kind == "group"), None)
    named = [label_of(people[pk]) for a in stage.approvers for pk in a.people if pk in people]
    when = stage.when
    return StageFields(
        number=number,
        name=stage.name,
        quorum="some" if isinstance(stage.quorum, int) else stage.quorum,
        count=str(stage.quorum) if isinstance(stage.quorum, int) else "",
        who=[a.kind for a in stage.approvers if a.kind in PLAIN],
        department=str(group.department) if group is not None else "",
        role=group.role if group is not None else "",
        people=[*named, *("",) * SPARE_PEOPLE],
        when=(when.key or "price") if when is not None else "",
        test=when.test if when is not None else "at_least",
        value=when.value if when is not None else "",
    )


def typed(posted: QueryDict) -> list[StageFields]:
    """The stages as sent, in their order, without those to be removed and the one left empty."""
    rows = [_typed(posted, number) for number in range(MOST_STAGES) if f"s-{number}-name" in posted]
    kept = [one for one in rows if not one.is_new and not posted.get(f"s-{one.number}-gone")]
    return sorted(kept, key=lambda one: (_place(posted, one.number), one.number))


def _place(posted: QueryDict, number: int) -> int:
    said = posted.get(f"s-{number}-place", "")
    return int(said) if said.isdecimal() and len(said) < 4 else MOST_STAGES + number


def _typed(posted: QueryDict, number: int) -> StageFields:
    def one(name: str) -> str:
        return posted.get(f"s-{number}-{name}", "").strip()

    return StageFields(
        number=number,
        name=one("name"),
        quorum=one("quorum") or "any",
        count=one("count"),
        who=[w for w in posted.getlist(f"s-{number}-who") if w in PLAIN],
        department=one("department"),
        role=one("role"),
        people=[p.strip() for p in posted.getlist(f"s-{number}-person") if p.strip()],
        when=one("when"),
        test=one("test") or "at_least",
        value=one("value"),
    )


def policy_said(actor: Person, rows: Sequence[StageFields]) -> list[dict[str, Any]]:
    """What `actions.set_approval_policy` takes. Raises Invalid for people it cannot find."""
    return [_said(actor, place, row) for place, row in enumerate(rows)]


def _said(actor: Person, place: int, row: StageFields) -> dict[str, Any]:
    approvers: list[dict[str, Any]] = [{"kind": kind} for kind in row.who]
    if row.department:
        approvers.append({"kind": "group", "department": _number(row.department), "role": row.role})
    if any(row.people):
        approvers.append({"kind": "people", "people": _ids(actor, place, row.people)})
    count = _number(row.count) or row.count
    said: dict[str, Any] = {
        "name": row.name,
        "quorum": count if row.quorum == "some" else row.quorum,
        "approvers": approvers,
    }
    if row.when:
        by_price = row.when == "price"
        said["when"] = {
            "of": "price" if by_price else "answer", "key": "" if by_price else row.when,
            "test": row.test, "value": row.value,
        }  # fmt: skip
    return said


def _ids(actor: Person, place: int, names: Sequence[str]) -> list[int]:
    found = []
    for name in names:
        person = person_of(actor, name) if name else None
        if person is None and name:
            words = _("Choose one person: write name and address.")
            raise Invalid(words, fields={f"approval_policy.{place}.approvers": [words]})
        if person is not None:
            found.append(person.pk)
    return found


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) < 10 else None


def with_errors(rows: Sequence[StageFields], error: Invalid) -> list[StageFields]:
    """What was typed, each stage with what is wrong with it, numbered as sent back."""
    found = []
    for place, row in enumerate(rows):
        prefix = f"approval_policy.{place}."
        errors = {
            k.removeprefix(prefix): v for k, v in error.fields.items() if k.startswith(prefix)
        }
        people = [*row.people, *("",) * SPARE_PEOPLE]
        found.append(StageFields(**{**vars(row), "number": place, "people": people,
                                    "errors": errors}))  # fmt: skip
    return [*found, StageFields(len(found))] if len(found) < MOST_STAGES else found


@dataclass(frozen=True)
class Choices:
    """What the selects of the page offer."""

    plain: Sequence[Choice]
    departments: Sequence[Choice]
    roles: Sequence[Choice]
    conditions: Sequence[Choice]
    tests: Sequence[Choice]


def choices(form: FormVersion | None) -> Choices:
    """One statement: the open departments."""
    rows = Department.objects.filter(closed_at__isnull=True).order_by("name_key", "pk")
    asked = questions_of(form.fields) if form is not None else ()
    return Choices(
        plain=[(kind, _(KINDS[kind])) for kind in PLAIN],
        departments=[(str(pk), name) for pk, name in rows.values_list("pk", "name")],
        roles=[("", _("everybody there")), *Membership.Role.choices],
        conditions=[
            ("", _("always")),
            ("price", _("the price")),
            *((q.key, q.label) for q in asked if q.type in COMPARED and q.key != "price"),
        ],
        tests=[(name, _(words)) for name, words in TESTS.items()],
    )
