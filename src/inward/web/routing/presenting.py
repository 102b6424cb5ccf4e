"""Routing for people: lines of the trial, rows of the table of skills."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from inward.directory.models import Department, Person
from inward.kernel.errors import Invalid
from inward.tickets.actions.routing import Ability
from inward.tickets.models import Skill
from inward.tickets.queries.routing import SkillRow
from inward.tickets.routing.trial import Difference, RuleTrial, Trial
from inward.tickets.rules import PRIORITY_NAMES

LEVELS = (("0", "–"), ("1", _("a little")), ("2", _("well")), ("3", _("best")))


@dataclass(frozen=True)
class RuleLine:
    """A rule in the trial: what it did, and what is wrong with it ('' if nothing)."""

    number: int
    name: str
    matched: int
    decided: int
    warning: str


def rule_lines(trial: Trial) -> list[RuleLine]:
    """A line a rule, in order."""
    numbers = {one.rule.id: one.number for one in trial.rules}
    return [
        RuleLine(one.number, one.rule.name, one.matched, one.decided, _warning(one, numbers))
        for one in trial.rules
    ]


def _warning(one: RuleTrial, numbers: dict[int, int]) -> str:
    if not one.rule.on:
        return _("switched off")
    if one.never:
        return _("never matched")
    shadow = one.shadow
    if shadow is not None:
        return _("shadowed by rule %d: it never decided anything") % numbers.get(shadow, 0)
    return ""


@dataclass(frozen=True)
class DifferenceLine:
    """A ticket for which the rules would have done something else than happened."""

    key: str
    title: str
    would: str
    happened: str
    why: str


def difference_lines(trial: Trial, here: Department) -> list[DifferenceLine]:
    """The differing tickets in words. Two statements for the names, however many."""
    departments = _names(
        Department, [d for one in trial.differences for d in _departments(one, here)]
    )
    people = _names(Person, [p for one in trial.differences for p in _people(one)])
    return [_line(one, here, departments, people) for one in trial.differences]


def _departments(one: Difference, here: Department) -> Iterable[int | None]:
    place = one.decision.place
    return (one.past.department, here.pk, place.rule.effects.team if place else None)


def _people(one: Difference) -> Iterable[int | None]:
    place = one.decision.place
    return (one.past.assignee, place.rule.effects.person if place else None)


def _names(model: type[Department] | type[Person], ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {pk for pk in ids if pk is not None}
    return dict(model.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _line(
    one: Difference, here: Department, departments: dict[int, str], people: dict[int, str]
) -> DifferenceLine:
    would, happened, why = [], [], []
    place, priority = one.decision.place, one.decision.priority
    if place is not None and one.team:
        would.append(departments.get(place.rule.effects.team or here.pk, "?"))
        happened.append(departments.get(one.past.department or 0, _("nobody")))
    if place is not None and one.person:
        would.append(people.get(place.rule.effects.person or 0, "?"))
        happened.append(people.get(one.past.assignee or 0, _("nobody")))
    if place is not None and (one.team or one.person):
        why.append(place.why)
    if priority is not None and one.priority:
        would.append(_level(priority.rule.effects.priority))
        happened.append(_level(one.past.priority))
        why.append(priority.why)
    return DifferenceLine(
        one.past.key, one.past.title, ", ".join(would), ", ".join(happened),
        "; ".join(dict.fromkeys(why)),
    )  # fmt: skip


def _level(priority: int | None) -> str:
    return _("priority %s") % _(PRIORITY_NAMES.get(priority or 0, "unknown")).lower()


@dataclass(frozen=True)
class Cell:
    """A level of a person in a skill."""

    name: str
    label: str
    level: str
    choices: Sequence[tuple[str, str]] = LEVELS


@dataclass(frozen=True)
class SkillLine:
    """A row of the table of skills."""

    row: SkillRow
    cells: list[Cell]


def skill_lines(rows: Sequence[SkillRow], skills: Sequence[Skill]) -> list[SkillLine]:
    """The table."""
    return [
        SkillLine(
            row,
            [
                Cell(
                    f"s{row.person.pk}-{skill.pk}", f"{row.person.name}: {skill.name}",
                    str(row.levels.get(skill.pk, 0)),
                )
                for skill in skills
            ],
        )
        for row in rows
    ]  # fmt: skip


def abilities_of(
    sent: QueryDict, people: Sequence[int], skills: Sequence[int]
) -> dict[int, Ability]:
    """The table as it was sent. Raises Invalid for what is no number."""
    return {
        pk: Ability(
            {skill: _number(sent.get(f"s{pk}-{skill}", "")) or 0 for skill in skills},
            most=_number(sent.get(f"most-{pk}", "")),
            share=_number(sent.get(f"share-{pk}", "")) or 100,
        )
        for pk in people
        if f"share-{pk}" in sent
    }


def _number(typed: str) -> int | None:
    typed = typed.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 7):
        raise Invalid(_("Please write whole numbers."))
    return int(typed)
