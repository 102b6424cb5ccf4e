"""Reads of routing: sets of rules, who could take a ticket, skills, past tickets for the trial."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Subquery

from inward.directory import rules as directory_rules
from inward.directory.models import Department, Membership, Person
from inward.directory.queries import SERVING, active_memberships, leads, subtree
from inward.kernel.errors import NotFound
from inward.tickets.models import (
    EventKind,
    PersonSkill,
    RoutingPlan,
    RoutingSet,
    Skill,
    Ticket,
    TicketDepartment,
    TicketEvent,
    WorkLimit,
)
from inward.tickets.routing.choosing import Candidate, weight
from inward.tickets.routing.rules import (
    Rule,
    Settings,
    Subject,
    rules_from,
    settings_from,
    words_of,
)
from inward.tickets.routing.trial import Past
from inward.tickets.visibility import visible_to

MOST_PAST = 2_000
_AT_ONCE = 500


@dataclass(frozen=True)
class Ruling:
    """Rules and settings of a department: in force, or being prepared.

    ``number``: of the set in force (0: none); ``planned``: somebody's changes are in it; ``base``:
    the number these began from.
    """

    number: int
    base: int
    rules: tuple[Rule, ...]
    settings: Settings
    planned: bool = False

    @property
    def stale(self) -> bool:
        """Whether others have published since these changes began."""
        return self.planned and self.base != self.number


NO_RULING = Ruling(0, 0, (), Settings())


def routed_department(person: Person, code: str, at: datetime) -> Department:
    """A department whose routing the person may see and change: they lead it. Raises NotFound.

    Up to three statements.
    """
    found = Department.objects.filter(code=code[:12], closed_at__isnull=True).first()
    if found is None or not leads(person, found, at.date()):
        raise NotFound("There is no such department.")
    return found


def ruling_in_force(department_id: int) -> Ruling:
    """What holds now. One statement."""
    found = RoutingSet.objects.filter(department_id=department_id).order_by("-number").first()
    if found is None:
        return NO_RULING
    return Ruling(
        found.number, found.number, rules_from(found.rules), settings_from(found.settings)
    )


def ruling_for(person: Person, department: Department) -> Ruling:
    """What the person prepares for the department, else what holds. Two statements."""
    held = ruling_in_force(department.pk)
    plan = RoutingPlan.objects.filter(person=person, department=department).first()
    if plan is None:
        return held
    rules, settings = rules_from(plan.rules), settings_from(plan.settings)
    return Ruling(held.number, plan.base, rules, settings, planned=True)


def versions_of(department: Department, limit: int = 10) -> list[RoutingSet]:
    """The last published sets, newest first. One statement."""
    found = RoutingSet.objects.filter(department=department).select_related("published_by")
    return list(found.order_by("-number")[:limit])


def silent_hours() -> dict[int, int]:
    """Departments that take tickets back, with after how many business hours. One statement."""
    newest = (
        RoutingSet.objects.filter(department=OuterRef("department"))
        .order_by()
        .values("department")
        .annotate(last=Max("number"))
        .values("last")
    )
    rows = RoutingSet.objects.filter(number=Subquery(newest), department__closed_at__isnull=True)
    said = dict(rows.values_list("department_id", "settings"))
    hours = {pk: settings_from(one).silent_hours for pk, one in said.items()}
    return {pk: number for pk, number in hours.items() if number}


def takers(department_id: int, on: date) -> list[int]:
    """Who can be given tickets by routing: agents and leads; heads where there is nobody else."""
    rows = active_memberships(on).filter(
        department_id=department_id, role__in=SERVING, person__is_active=True
    )
    roles = list(rows.order_by("person_id").values_list("person_id", "role"))
    working = {pk for pk, role in roles if role != Membership.Role.HEAD}
    return sorted(working or {pk for pk, _ in roles})


def candidates(
    department_id: int, on: date, *, skill: int | None, settings: Settings,
    but: Collection[int | None] = (),
) -> list[Candidate]:  # fmt: skip
    """Who could take a ticket of the department, with load, limits and skill. Up to four queries.

    ``but``: who may not (requester, beneficiary).
    """
    ids = [pk for pk in takers(department_id, on) if pk not in but]
    loads = _loads(ids)
    limits = {
        row.person_id: row
        for row in WorkLimit.objects.filter(department_id=department_id, person_id__in=ids)
    }
    levels: dict[int, int] = {}
    if skill is not None:
        known = PersonSkill.objects.filter(skill_id=skill, person_id__in=ids)
        levels = dict(known.values_list("person_id", "level"))
    return [_candidate(pk, loads[pk], limits.get(pk), settings, levels.get(pk, 0)) for pk in ids]


def _candidate(
    pk: int, load: tuple[int, int], limit: WorkLimit | None, settings: Settings, level: int
) -> Candidate:
    count, weighed = load
    most = settings.most if limit is None or limit.most is None else limit.most
    share = limit.share if limit is not None else 100
    return Candidate(pk, open=count, load=weighed, share=share, most=most, level=level)


def _loads(ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Open tickets by person: how many, and their weight. One statement by the index of my work."""
    rows = (
        Ticket.objects.filter(assignee_id__in=ids, queue_at__isnull=False)
        .order_by()
        .values_list("assignee_id", "priority")
        .annotate(n=Count("pk"))
    )
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for pk, priority, number in rows:
        if pk is not None:
            count, weighed = found[pk]
            found[pk] = count + number, weighed + number * weight(priority)
    return found


def subject_of(ticket: Ticket, text: str) -> Subject:
    """What rules see of a ticket that was read with customer and requester. No query."""
    path = ticket.customer.path if ticket.customer is not None else ""
    return Subject(
        customer=frozenset(directory_rules.ids_on(path)),
        service=ticket.service_id,
        offering=ticket.offering_id,
        kind=ticket.kind,
        priority=ticket.priority,
        position=ticket.requester.position if ticket.requester is not None else "",
        words=words_of(ticket.title, text),
        answers=ticket.answers,
    )


def past_tickets(
    person: Person, department: Department, at: datetime, *, limit: int = MOST_PAST
) -> list[Past]:
    """The last tickets the department was asked, or was handed, that the person may see.

    Confidential ones are left out: no rule touches them. Three statements, and one for every 500
    tickets.
    """
    ids = TicketDepartment.objects.filter(department=department).order_by("-ticket_id")
    wanted = list(ids.values_list("ticket_id", flat=True)[: min(limit, MOST_PAST)])
    seen = visible_to(person, at).exclude(confidentiality="restricted")
    found: list[Past] = []
    for start in range(0, len(wanted), _AT_ONCE):
        found += _past(seen.filter(pk__in=wanted[start : start + _AT_ONCE]))
    return found


_COLUMNS = (
    "pk", "key", "title", "customer__path", "service_id", "offering_id", "kind", "priority",
    "requester__position", "answers", "supplier_id", "assignee_id",
)  # fmt: skip


def _past(tickets: Any) -> Iterable[Past]:
    first = TicketEvent.objects.filter(ticket=OuterRef("pk"), kind=EventKind.SUBMITTED)
    rows = tickets.order_by("-pk").annotate(
        said=Subquery(first.order_by("ordinal").values("text")[:1]),
        asked=Subquery(first.order_by("ordinal").values("data")[:1]),
    )
    for row in rows.values_list(*_COLUMNS, "said", "asked"):
        yield _past_of(*row)


def _past_of(
    pk: int, key: str, title: str, path: str | None, service: int | None, offering: int | None,
    kind: str, priority: int | None, position: str | None, answers: dict[str, Any],
    supplier: int | None, assignee: int | None, said: str | None, asked: Any,
) -> Past:  # fmt: skip
    first = asked.get("priority", priority) if isinstance(asked, dict) else priority
    subject = Subject(
        customer=frozenset(directory_rules.ids_on(path or "")), service=service, offering=offering,
        kind=kind, priority=first, position=position or "", words=words_of(title, said or ""),
        answers=answers,
    )  # fmt: skip
    return Past(pk, key, title, subject, supplier, assignee, priority)


def teams_of(department: Department) -> list[Department]:
    """The open departments below: where a rule can hand a ticket. One statement."""
    below = subtree(department).exclude(pk=department.pk).filter(closed_at__isnull=True)
    return list(below.order_by("path"))


def skills_below(department_ids: Collection[int]) -> list[Skill]:
    """The skills of these departments, with their departments. One statement."""
    found = Skill.objects.filter(department_id__in=department_ids).select_related("department")
    return list(found.order_by("name", "pk"))


@dataclass(frozen=True)
class SkillRow:
    """A person of the department: levels by skill, limit and share."""

    person: Person
    levels: dict[int, int]
    most: int | None
    share: int
    open: int


def skills_of(department: Department) -> list[Skill]:
    """The skills a department tells apart, by name. One statement."""
    return list(Skill.objects.filter(department=department).order_by("name", "pk"))


def skill_rows(department: Department, skills: Sequence[Skill], on: date) -> list[SkillRow]:
    """Who serves in the department, with skills, limits and open tickets. Five statements."""
    serving = active_memberships(on).filter(department=department, role__in=SERVING)
    people = Person.objects.filter(
        pk__in=serving.values("person_id"), is_active=True
    ).order_by("name_key", "pk")  # fmt: skip
    ids = [person.pk for person in people]
    limits = {row.person_id: row for row in WorkLimit.objects.filter(department=department)}
    loads = _loads(ids)
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    for skill, person, level in PersonSkill.objects.filter(skill__in=skills).values_list(
        "skill_id", "person_id", "level"
    ):
        levels[person][skill] = level
    return [
        SkillRow(
            person,
            levels[person.pk],
            limits[person.pk].most if person.pk in limits else None,
            limits[person.pk].share if person.pk in limits else 100,
            loads[person.pk][0],
        )
        for person in people
    ]
