"""Who must approve what is asked of an offering: the policy, an ordered list of stages. Pure.

Stored on the offering as the list that `stored` gives, checked by `policy_of`, read by `stages_of`;
a ticket pins its stages when it is submitted, so that another policy later changes nothing for it.
A stage, as JSON:

    {"name": "Budget", "quorum": "any" | "all" | 2,
     "approvers": [{"kind": "line_manager"}, {"kind": "budget_owner"}, {"kind": "service_owner"},
                   {"kind": "group", "department": 3, "role": "lead"},
                   {"kind": "people", "people": [7, 9]}],
     "when": {"of": "answer", "key": "seats", "test": "at_least", "value": "10"}}

``role`` '' means every member; ``when`` may be missing; ``of`` 'price' looks at the price instead
of an answer. Its page is `inward.web.catalogue.approval_views`; the action that writes it is
`actions.set_approval_policy`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from inward.directory.models import Membership
from inward.directory.problems import Problems
from inward.directory.rules import choice_of
from inward.kernel.errors import Invalid
from inward.kernel.text import one_line

KINDS: Mapping[str, str] = {
    "line_manager": "The line manager",
    "budget_owner": "The budget owner",
    "service_owner": "The service's owner",
    "group": "Members of a department",
    "people": "Named people",
}
TESTS: Mapping[str, str] = {
    "at_least": "is at least",
    "at_most": "is at most",
    "is": "is",
    "is_not": "is not",
}
MOST_STAGES = 10
MOST_PEOPLE = 50
MOST_ID = 2**63 - 1


@dataclass(frozen=True)
class Approver:
    """One term of a stage: whom it means is found when the stage opens."""

    kind: str
    department: int | None = None
    role: str = ""
    people: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As stored: what does not belong to the kind is left out."""
        if self.kind == "group":
            return {"kind": self.kind, "department": self.department, "role": self.role}
        if self.kind == "people":
            return {"kind": self.kind, "people": list(self.people)}
        return {"kind": self.kind}


@dataclass(frozen=True)
class Condition:
    """When a stage is asked at all: if an answer (or the price) stands so to a value."""

    of: str
    key: str
    test: str
    value: str

    def to_json(self) -> dict[str, str]:
        """As stored."""
        return {"of": self.of, "key": self.key, "test": self.test, "value": self.value}

    def holds(self, answers: Mapping[str, Any], price: Decimal | None) -> bool:
        """Whether it holds for what was asked. What was not said is nothing: only 'is not' holds.

        Numbers are compared as numbers, everything else (ISO dates too) as text.
        """
        said = price if self.of == "price" else answers.get(self.key)
        if said is None or said == "":
            return self.test == "is_not"
        left, right = _comparable(said, self.value)
        found = {
            "at_least": left >= right, "at_most": left <= right,
            "is": left == right, "is_not": left != right,
        }  # fmt: skip
        return bool(found[self.test])


@dataclass(frozen=True)
class Stage:
    """One stage: all its approvers are asked at the same time; a later stage after it.

    ``quorum``: 'any' one of them, 'all' of them, or how many.
    """

    name: str
    quorum: str | int
    approvers: tuple[Approver, ...]
    when: Condition | None = None

    def to_json(self) -> dict[str, Any]:
        """As stored."""
        said: dict[str, Any] = {
            "name": self.name,
            "quorum": self.quorum,
            "approvers": [one.to_json() for one in self.approvers],
        }
        return said | ({"when": self.when.to_json()} if self.when else {})

    def is_due(self, answers: Mapping[str, Any], price: Decimal | None) -> bool:
        """Whether it is asked for what was asked."""
        return self.when is None or self.when.holds(answers, price)


def stored(stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """The policy as the offering holds it and the log pins it."""
    return [stage.to_json() for stage in stages]


def stages_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Stage, ...]:
    """A stored policy, unchecked: `policy_of` wrote it. Names are gone from anonymised logs."""
    return tuple(
        Stage(
            name=said.get("name", ""),
            quorum=said["quorum"],
            approvers=tuple(
                Approver(**{**one, "people": tuple(one.get("people", ()))})
                for one in said["approvers"]
            ),
            when=Condition(**said["when"]) if said.get("when") else None,
        )
        for said in kept
    )


def people_in(stages: Sequence[Stage]) -> set[int]:
    """The people a policy names."""
    return {one for stage in stages for approver in stage.approvers for one in approver.people}


def departments_in(stages: Sequence[Stage]) -> set[int]:
    """The departments a policy names."""
    found = {a.department for stage in stages for a in stage.approvers}
    return {one for one in found if one is not None}


def policy_of(said: Any) -> tuple[Stage, ...]:
    """The policy somebody wants, checked.

    Raises Invalid; `fields` names each fault by place: 'approval_policy.1.quorum' (from 0). That
    people and departments exist is the caller's to ask.
    """
    if not isinstance(said, Sequence) or isinstance(said, str | bytes):
        raise _invalid("approval_policy", "A policy is a list of stages.")
    if len(said) > MOST_STAGES:
        raise _invalid("approval_policy", f"A policy has at most {MOST_STAGES} stages.")
    problems = Problems()
    stages = [_stage(one, f"approval_policy.{n}", problems) for n, one in enumerate(said)]
    problems.refuse("Please check the approvals.")
    return tuple(stages)


def _stage(said: Any, place: str, problems: Problems) -> Stage:
    if not isinstance(said, Mapping) or not {*said} <= {"name", "quorum", "approvers", "when"}:
        problems.add(place, "A stage has a name, a quorum, approvers and perhaps a condition.")
        return Stage("", "any", ())
    name = problems.attempt(partial(_name, said.get("name"), place), "")
    nobody: tuple[Approver, ...] = ()
    approvers = problems.attempt(partial(_approvers, said.get("approvers"), place), nobody)
    usual: str | int = "any"
    quorum = problems.attempt(partial(_quorum, said.get("quorum"), place), usual)
    when = problems.attempt(partial(_condition, said.get("when"), place), None)
    return Stage(name, quorum, approvers, when)


def _name(said: Any, place: str) -> str:
    name = one_line(said or "", field=f"{place}.name", max_length=80)
    if not name:
        raise _invalid(f"{place}.name", "Give the stage a name.")
    return name


def _quorum(said: Any, place: str) -> str | int:
    if said in ("any", "all"):
        return str(said)
    if isinstance(said, int) and not isinstance(said, bool) and 1 <= said <= MOST_PEOPLE:
        return said
    raise _invalid(f"{place}.quorum", "Any, all, or how many of them.")


def _approvers(said: Any, place: str) -> tuple[Approver, ...]:
    field = f"{place}.approvers"
    if not isinstance(said, Sequence) or isinstance(said, str | bytes) or not said:
        raise _invalid(field, "Say who approves.")
    if len(said) > MOST_PEOPLE:
        raise _invalid(field, f"Name at most {MOST_PEOPLE}.")
    return tuple(_approver(one, field) for one in said)


def _approver(said: Any, field: str) -> Approver:
    if not isinstance(said, Mapping) or not {*said} <= {"kind", "department", "role", "people"}:
        raise _invalid(field, "Say who approves.")
    kind = choice_of(said.get("kind"), [*KINDS], field=field)
    if kind == "group":
        role = said.get("role") or ""
        checked = choice_of(role, Membership.Role.values, field=field) if role else ""
        return Approver(kind, department=_id(said.get("department"), field), role=checked)
    if kind == "people":
        people = said.get("people")
        if not isinstance(people, Sequence) or isinstance(people, str | bytes) or not people:
            raise _invalid(field, "Name at least one person.")
        if len(people) > MOST_PEOPLE:
            raise _invalid(field, f"Name at most {MOST_PEOPLE} people.")
        return Approver(kind, people=tuple(dict.fromkeys(_id(one, field) for one in people)))
    return Approver(kind)


def _id(said: Any, field: str) -> int:
    if isinstance(said, int) and not isinstance(said, bool) and 0 < said <= MOST_ID:
        return said
    raise _invalid(field, "Choose one that exists.")


def _condition(said: Any, place: str) -> Condition | None:
    field = f"{place}.when"
    if said is None:
        return None
    if not isinstance(said, Mapping) or not {*said} <= {"of", "key", "test", "value"}:
        raise _invalid(field, "A condition compares an answer or the price with a value.")
    of = choice_of(said.get("of"), ["answer", "price"], field=field)
    test = choice_of(said.get("test"), [*TESTS], field=field)
    key = one_line(said.get("key") or "", field=field, max_length=40) if of == "answer" else ""
    if of == "answer" and not key:
        raise _invalid(field, "Say which answer.")
    value = one_line(str(said.get("value") or ""), field=field, max_length=300)
    if not value or (of == "price" and _number(value) is None):
        raise _invalid(field, "Give the value to compare with.")
    return Condition(of, key, test, value)


def _comparable(said: Any, value: str) -> tuple[Any, Any]:
    left, right = _number(said), _number(value)
    if left is not None and right is not None:
        return left, right
    return str(said).casefold(), value.casefold()


def _number(said: Any) -> Decimal | None:
    try:
        found = Decimal(str(said))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _invalid(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: [words]})
