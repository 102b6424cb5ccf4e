"""Preparing and publishing the routing of a department: rules, settings, skills, limits.

Changes are kept as a plan of the person who prepares them; nothing holds before `publish_routing`.
All raise NotFound for whoever does not lead the department (nor heads one above it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from inward.directory.models import Department, Person
from inward.directory.queries import leads, servers_of
from inward.kernel import audit
from inward.kernel.errors import Conflict, Invalid, NotFound, RuleBroken
from inward.kernel.text import one_line
from inward.tickets import tags
from inward.tickets.models import PersonSkill, RoutingPlan, RoutingSet, Skill, WorkLimit
from inward.tickets.queries.routing import Ruling, ruling_for, takers, teams_of
from inward.tickets.routing.rules import (
    METHODS,
    MOST_RULES,
    OPS,
    Condition,
    Effects,
    Rule,
    Settings,
)
from inward.tickets.rules import PRIORITIES, PRIORITY_NAMES

NAME_LENGTH = 80
WORD_LENGTH = 100
MOST_WORDS = 50
LONGEST_SILENCE = 1_000
MOST_OPEN = 1_000
_FIELDS = {"customer", "service", "offering", "kind", "priority", "position", "words"}
_WORD_OPS = {"any", "all", "none"}
_ANSWER_OPS = {"is", "is_not", "contains", "at_least", "at_most", "given"}


@transaction.atomic
def keep_rule(*, actor: Person, department: Department, rule: Rule, now: datetime) -> Rule:
    """Add a rule (id 0) to the plan, or change the one with that id.

    Raises Invalid (name, conditions, team, person, method, skill, priority, tags, watcher).
    """
    ruling = _begun(actor, department, now)
    clean = _checked(rule, department, now)
    known = [one.id for one in ruling.rules]
    if clean.id and clean.id not in known:
        raise NotFound("There is no such rule any more.")
    if clean.id:
        rules = [clean if one.id == clean.id else one for one in ruling.rules]
    elif len(known) >= MOST_RULES:
        raise RuleBroken(f"A department has at most {MOST_RULES} rules.")
    else:
        clean = replace(clean, id=_next_id(department, known))
        rules = [*ruling.rules, clean]
    _keep(actor, department, ruling, rules, ruling.settings, now)
    return clean


def _next_id(department: Department, known: Sequence[int]) -> int:
    """A number no rule of the department ever had: logs of tickets name rules by it."""
    sets = RoutingSet.objects.filter(department=department).values_list("rules", flat=True)
    past = [int(one["id"]) for rules in sets for one in rules]
    return max([0, *known, *past]) + 1


@transaction.atomic
def move_rule(*, actor: Person, department: Department, rule: int, by: int, now: datetime) -> None:
    """Move a rule up (by -1) or down (1) in the plan."""
    ruling = _begun(actor, department, now)
    rules = list(ruling.rules)
    place = _place(rules, rule)
    target = min(max(place + by, 0), len(rules) - 1)
    rules.insert(target, rules.pop(place))
    _keep(actor, department, ruling, rules, ruling.settings, now)


@transaction.atomic
def drop_rule(*, actor: Person, department: Department, rule: int, now: datetime) -> None:
    """Leave a rule out of the plan."""
    ruling = _begun(actor, department, now)
    rules = list(ruling.rules)
    rules.pop(_place(rules, rule))
    _keep(actor, department, ruling, rules, ruling.settings, now)


def _place(rules: Sequence[Rule], wanted: int) -> int:
    for place, rule in enumerate(rules):
        if rule.id == wanted:
            return place
    raise NotFound("There is no such rule any more.")


@transaction.atomic
def keep_settings(
    *, actor: Person, department: Department, settings: Settings, now: datetime
) -> None:
    """Change method, limit and time of silence in the plan. Raises Invalid (these fields)."""
    ruling = _begun(actor, department, now)
    _require(settings.method in {"", "round_robin", "least_load"}, "method", "Choose a way.")
    most = settings.most
    _require(most is None or 1 <= most <= MOST_OPEN, "most", f"Between 1 and {MOST_OPEN}, or none.")
    silence = settings.silent_hours
    _require(
        0 <= silence <= LONGEST_SILENCE, "silent_hours", f"Between 0 and {LONGEST_SILENCE} hours."
    )
    _keep(actor, department, ruling, ruling.rules, settings, now)


@transaction.atomic
def discard_routing(*, actor: Person, department: Department, now: datetime) -> None:
    """Throw the plan away: what is in force stays."""
    _begun(actor, department, now)
    RoutingPlan.objects.filter(person=actor, department=department).delete()


@transaction.atomic
def publish_routing(*, actor: Person, department: Department, now: datetime) -> RoutingSet:
    """Put the actor's plan in force. Raises RuleBroken (nothing prepared), Conflict (others were
    quicker: look at theirs, discard, and do it again)."""
    ruling = _begun(actor, department, now)
    if not ruling.planned:
        raise RuleBroken("There is nothing to put in force: nothing was changed.")
    if ruling.stale:
        raise Conflict(
            "Somebody else has put other rules in force since you began. Discard your changes to"
            " see theirs, and make yours again."
        )
    made = RoutingSet.objects.create(
        department=department,
        number=ruling.number + 1,
        rules=[rule.to_json() for rule in ruling.rules],
        settings=ruling.settings.to_json(),
        published_by=actor,
        published_at=now,
    )
    RoutingPlan.objects.filter(person=actor, department=department).delete()
    _record(actor, "routing.published", department, {"number": made.number}, now)
    return made


@transaction.atomic
def add_skill(*, actor: Person, department: Department, name: str, now: datetime) -> Skill:
    """One more skill to tell apart. Raises Invalid (name)."""
    _begun(actor, department, now)
    clean = one_line(name, field="name", max_length=60)
    _require(bool(clean), "name", "Give the skill a name.")
    skill, made = Skill.objects.get_or_create(department=department, name=clean)
    _require(made, "name", "This skill is there already.")
    _record(actor, "routing.skill_added", department, {"skill": clean}, now)
    return skill


@transaction.atomic
def drop_skill(*, actor: Person, department: Department, skill: int, now: datetime) -> None:
    """Tell a skill apart no longer. Raises RuleBroken while a rule in force or planned asks it."""
    ruling = _begun(actor, department, now)
    found = Skill.objects.filter(department=department, pk=skill).first()
    if found is None:
        raise NotFound("There is no such skill.")
    if any(rule.effects.skill == skill for rule in ruling.rules):
        raise RuleBroken(f"A rule asks for “{found.name}”: change the rule first.")
    found.delete()
    _record(actor, "routing.skill_dropped", department, {"skill": found.name}, now)


@dataclass(frozen=True)
class Ability:
    """What is set for one person: level by skill id (0: none), limit (None: usual) and share."""

    levels: Mapping[int, int]
    most: int | None = None
    share: int = 100


@transaction.atomic
def set_abilities(
    *, actor: Person, department: Department, abilities: Mapping[int, Ability], now: datetime
) -> None:
    """Set skills and limits of people of the department; those not named stay as they are.

    Raises Invalid (levels, most, share), NotFound (a person or skill of elsewhere). Some five
    statements, however many people.
    """
    _begun(actor, department, now)
    people = set(servers_of(department, now.date()).values_list("pk", flat=True))
    skills = set(Skill.objects.filter(department=department).values_list("pk", flat=True))
    named = {skill for one in abilities.values() for skill in one.levels}
    if not set(abilities) <= people or not named <= skills:
        raise NotFound("There is no such person or skill here.")
    for one in abilities.values():
        _require(all(0 <= n <= 3 for n in one.levels.values()), "levels", "Between 0 and 3.")
        _require(one.most is None or 0 <= one.most <= MOST_OPEN, "most", "0 or more, or empty.")
        _require(1 <= one.share <= 100, "share", "Between 1 and 100 percent.")
    _write_abilities(department, abilities)
    _record(actor, "routing.abilities_set", department, {"people": sorted(abilities)}, now)


def _write_abilities(department: Department, abilities: Mapping[int, Ability]) -> None:
    known = PersonSkill.objects.filter(skill__department=department)
    known.filter(person_id__in=abilities).delete()
    PersonSkill.objects.bulk_create(
        PersonSkill(skill_id=skill, person_id=person, level=level)
        for person, one in abilities.items()
        for skill, level in one.levels.items()
        if level
    )
    WorkLimit.objects.filter(department=department, person_id__in=abilities).delete()
    WorkLimit.objects.bulk_create(
        WorkLimit(department=department, person_id=person, most=one.most, share=one.share)
        for person, one in abilities.items()
        if one.most is not None or one.share != 100
    )


def _begun(actor: Person, department: Department, now: datetime) -> Ruling:
    """Lock the department's row, see that the actor leads it, read what they prepare."""
    locked = Department.objects.select_for_update(of=("self",)).filter(pk=department.pk).first()
    if locked is None or not leads(actor, locked, now.date()):
        raise NotFound("There is no such department.")
    return ruling_for(actor, locked)


def _keep(
    actor: Person, department: Department, ruling: Ruling, rules: Sequence[Rule],
    settings: Settings, now: datetime,
) -> None:  # fmt: skip
    RoutingPlan.objects.update_or_create(
        person=actor,
        department=department,
        defaults={
            "base": ruling.base,
            "rules": [rule.to_json() for rule in rules],
            "settings": settings.to_json(),
            "changed_at": now,
        },
    )


def _record(
    actor: Person, action: str, department: Department, detail: dict[str, object], now: datetime
) -> None:
    audit.record(
        actor_id=actor.pk, action=action, subject="department", subject_id=department.pk,
        detail=detail, at=now,
    )  # fmt: skip


def _checked(rule: Rule, department: Department, now: datetime) -> Rule:
    name = one_line(rule.name, field="name", max_length=NAME_LENGTH)
    _require(bool(name), "name", "Give the rule a name: people read it in the log.")
    conditions = tuple(_condition(one) for one in rule.conditions)
    effects = _effects(rule.effects, department, now)
    _require(effects.anything or rule.stop, "effects", "Say what the rule does.")
    said = _effects_said(effects)
    return replace(rule, name=name, conditions=conditions, effects=effects, said=said)


def _condition(one: Condition) -> Condition:
    is_answer = one.field.startswith("answer:")
    _require(is_answer or one.field in _FIELDS, "conditions", "This is no condition.")
    ops = _ANSWER_OPS if is_answer else _WORD_OPS if one.field == "words" else {"is", "is_not"}
    _require(one.op in ops and one.op in OPS, "conditions", "This is no comparison.")
    _require(bool(one.value) or one.op == "given", "conditions", "Say what it is compared with.")
    _require(len(one.value) <= MOST_WORDS, "conditions", f"At most {MOST_WORDS} at once.")
    if not is_answer and one.field != "words":
        return one
    value = tuple(
        one_line(str(word), field="conditions", max_length=WORD_LENGTH) for word in one.value
    )
    return replace(one, value=value, said=value)


def _effects(effects: Effects, department: Department, now: datetime) -> Effects:
    team = effects.team
    _require(
        team is None or team in {one.pk for one in teams_of(department)},
        "team", "Choose a team below this department.",
    )  # fmt: skip
    _require(not effects.method or effects.method in METHODS, "method", "Choose a way.")
    _require(
        not (effects.person and effects.method), "method", "Either a person, or a way to choose."
    )
    place = team or department.pk
    _require(
        effects.person is None or effects.person in takers(place, now.date()),
        "person", "Choose somebody who works tickets there.",
    )  # fmt: skip
    own = Skill.objects.filter(department_id=place, pk=effects.skill or 0)
    _require(
        own.exists() if effects.method == "skill" else effects.skill is None,
        "skill", "Choose the skill, and 'who is best at it'.",
    )  # fmt: skip
    _require(effects.priority in {None, *PRIORITIES}, "priority", "Choose a priority.")
    watcher = Person.objects.filter(pk=effects.watcher or 0, is_active=True)
    _require(effects.watcher is None or watcher.exists(), "watcher", "Choose somebody.")
    return replace(effects, tags=tuple(tags.cleaned(effects.tags).values()))


def _effects_said(effects: Effects) -> tuple[str, ...]:
    """The effects as people read them."""
    said = []
    if effects.team is not None:
        said.append(f"to {Department.objects.get(pk=effects.team).name}")
    if effects.person is not None:
        said.append(f"to {Person.objects.get(pk=effects.person).name}")
    if effects.method:
        skill = f": {Skill.objects.get(pk=effects.skill).name}" if effects.skill else ""
        said.append(f"{METHODS[effects.method].lower()}{skill}")
    if effects.priority is not None:
        said.append(f"priority {PRIORITY_NAMES[effects.priority].lower()}")
    said += [f"tag {tag}" for tag in effects.tags]
    if effects.watcher is not None:
        said.append(f"{Person.objects.get(pk=effects.watcher).name} watches")
    return tuple(said)


def _require(holds: bool, field: str, words: str) -> None:
    if not holds:
        raise Invalid(words, fields={field: [words]})
