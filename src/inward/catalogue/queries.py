"""Reads of the catalogue. Whoever may ask for a service sees it; its supplier sees it too."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from inward.catalogue import rules, searching
from inward.catalogue.models import (
    Favourite,
    FormVersion,
    Offering,
    Service,
    ServiceAudience,
    StandardVersion,
)
from inward.directory import policies as directory_policies
from inward.directory import queries as directory
from inward.directory.folding import search_words
from inward.directory.models import Department, Person
from inward.kernel.errors import Invalid, NotFound
from inward.kernel.models import StoredFile

# More offerings than a department tree will hold; a search ranks at most as many.
MOST_RANKED = 500


@dataclass(frozen=True)
class Family:
    """Services of one category with what can be asked of each, in order of name."""

    name: str
    services: tuple[Service, ...]


def visible_to(actor: Person, on: date) -> QuerySet[Service]:
    """The services a person may know of: open to them, supplied by them, owned by them.

    Retired ones are seen by those who supply or own them. Administrators see all. Cost: up to two
    statements now, one when read.
    """
    if not actor.is_active:
        return Service.objects.none()
    if directory_policies.is_administrator(actor):
        return Service.objects.all()
    served = directory.departments_served(actor, on).values("pk")
    return Service.objects.filter(
        Q(is_active=True) & _audience(actor, on) | Q(supplier__in=served) | Q(owner=actor)
    )


def askable_by(actor: Person, on: date) -> QuerySet[Offering]:
    """The offerings a person may ask for: active, of active services whose audience they belong to.

    Rights to manage do not matter here: who is not served does not ask. Cost: one statement now.
    """
    if not actor.is_active:
        return Offering.objects.none()
    services = Service.objects.filter(_audience(actor, on), is_active=True)
    offerings = Offering.objects.filter(is_active=True, service__in=services.values("pk"))
    return offerings.filter(service__supplier__closed_at__isnull=True)


def service_for(actor: Person, service_id: int, on: date) -> Service:
    """One service. Raises NotFound for missing and hidden alike."""
    services = visible_to(actor, on).select_related("supplier", "owner")
    found = services.filter(pk=service_id).first()
    if found is None:
        raise NotFound("There is no such service.")
    return found


def offering_for(actor: Person, offering_id: int, on: date) -> Offering:
    """One offering the person may ask for. Raises NotFound for missing, retired, hidden alike."""
    offerings = askable_by(actor, on).select_related("service__supplier")
    found = offerings.filter(pk=offering_id).first()
    if found is None:
        raise NotFound("There is no such offering.")
    return found


def managed_by(actor: Person, on: date) -> QuerySet[Service]:
    """The services a person may change, retired ones included."""
    if directory_policies.is_administrator(actor):
        return Service.objects.all()
    leading = directory.active_memberships(on).filter(
        person=actor, role__in=directory.LEADING, department=OuterRef("supplier")
    )
    headed = directory.departments_headed(actor, on).values("pk")
    allowed = Q(Exists(leading)) | Q(supplier__in=headed) | Q(owner=actor)
    return Service.objects.filter(allowed) if actor.is_active else Service.objects.none()


def managed_offering(actor: Person, offering_id: int, on: date) -> Offering:
    """One offering the person may change. Raises NotFound for missing and hidden alike."""
    offerings = Offering.objects.filter(service__in=managed_by(actor, on).values("pk"))
    found = offerings.select_related("service__supplier", "standard").filter(pk=offering_id).first()
    if found is None:
        raise NotFound("There is no such offering.")
    return found


def managed_service(actor: Person, service_id: int, on: date) -> Service:
    """One service the person may change. Raises NotFound for missing and hidden alike."""
    services = managed_by(actor, on).select_related("supplier", "owner", "calendar")
    found = services.filter(pk=service_id).first()
    if found is None:
        raise NotFound("There is no such service.")
    return found


def supplied_by(actor: Person, on: date) -> QuerySet[Department]:
    """The open departments for which a person may create services, by name."""
    open_ones = Department.objects.filter(closed_at__isnull=True).order_by("name_key", "pk")
    if directory_policies.is_administrator(actor):
        return open_ones
    leading = directory.active_memberships(on).filter(
        person=actor, role__in=directory.LEADING, department=OuterRef("pk")
    )
    headed = directory.departments_headed(actor, on).values("pk")
    found = open_ones.filter(Q(Exists(leading)) | Q(pk__in=headed))
    return found if actor.is_active else Department.objects.none()


def favourites(families: Iterable[Family]) -> list[Offering]:
    """What of a catalogue (as `offerings_by_family` gives it) its person put on top, by name."""
    found = [
        one
        for family in families
        for service in family.services
        for one in service.askable  # type: ignore[attr-defined]  # prefetched by that query
        if one.is_favourite
    ]
    return sorted(found, key=lambda one: (one.search_key, one.pk))


def startable(actor: Person, on: date) -> dict[int, rules.Startable]:
    """What a plan may ask along: every active offering of services the actor may know of.

    Keyed by id, in order of name. Cost: one statement (each with its newest form), two before.
    """
    services = visible_to(actor, on).filter(is_active=True)
    newest = FormVersion.objects.filter(offering=OuterRef("pk")).order_by("-number")
    offerings = (
        Offering.objects.filter(service__in=services.values("pk"), is_active=True)
        .annotate(asked=Subquery(newest.values("fields")[:1]))
        .order_by("name", "pk")
    )
    return {
        one.pk: rules.Startable(one.pk, one.name, rules.questions_of(_listed(one.asked)))
        for one in offerings
    }


def _listed(stored: Any) -> Any:
    """The questions of a form read by a subquery: SQLite gives JSON as text."""
    return json.loads(stored) if isinstance(stored, str) else stored or []


def checklist_of(offering: Offering) -> list[rules.Step]:
    """The steps by which what is asked now is done: the standard's newest, then its own.

    One statement where it is done by a standard, none otherwise.
    """
    own = rules.stored_steps(offering.fulfilment_steps)
    if offering.standard_id is None:
        return list(own)
    newest = StandardVersion.objects.filter(standard=offering.standard_id).order_by("-number")
    version = newest.first()
    return rules.together(rules.stored_steps(version.steps if version else ()), own)


def current_form(offering: Offering) -> FormVersion:
    """The questions asked now: the newest version. Raises NotFound where none was published."""
    form = offering.forms.order_by("-number").first()
    if form is None:
        raise NotFound("This offering has no form.")
    return form


def offerings_by_family(actor: Person, on: date) -> list[Family]:
    """The catalogue of a person: families, services (with `askable` offerings) in order of name.

    Each offering knows whether it `is_favourite` of the person. Services without category stand
    last under ''. Cost: three statements, however long.
    """
    mine = Favourite.objects.filter(person=actor, offering=OuterRef("pk"))
    offerings = askable_by(actor, on).annotate(is_favourite=Exists(mine)).order_by("name", "pk")
    services = Service.objects.filter(pk__in=offerings.order_by().values("service"))
    services = services.select_related("supplier").prefetch_related(
        Prefetch("offerings", queryset=offerings, to_attr="askable")
    )
    families: dict[str, list[Service]] = {}
    for service in sorted(services, key=lambda s: (s.search_key, s.pk)):
        families.setdefault(service.category, []).append(service)
    ordered = sorted(families, key=lambda name: (name == "", name.casefold(), name))
    return [Family(name, tuple(families[name])) for name in ordered]


def search(actor: Person, typed: str, on: date, *, limit: int = 20) -> list[Offering]:
    """The offerings that fit what somebody typed, best first; a word may have one wrong letter.

    Every word must begin a word of name, keywords, description, service or category. If nothing
    fits, words are compared with those of all names and keywords. Cost: two statements, four then.
    """
    words = search_words(typed)
    if not words:
        return []
    askable = askable_by(actor, on).select_related("service__supplier")
    found = list(_matching(askable, words)[:MOST_RANKED])
    if not found:
        vocabulary = searching.vocabulary(_searched_texts(askable))
        mended = searching.mend(words, vocabulary)
        found = list(_matching(askable, mended)[:MOST_RANKED]) if mended else []
        words = mended
    return searching.ranked(found, words)[: max(1, min(limit, 100))]


def checked_answers(actor: Person, form: FormVersion, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as stored; people named are active, departments open, files the actor's uploads.

    Raises Invalid with a sentence for every field that is wrong. Cost: one statement each if
    people, departments, files are named.
    """
    questions = rules.questions_of(form.fields)
    cleaned = rules.validate_answers(questions, raw)
    wrong = _unknown_people(actor, rules.people_in(questions, cleaned))
    wrong |= _unknown_departments(actor, rules.departments_in(questions, cleaned))
    wrong |= _unknown_files(actor, rules.files_in(questions, cleaned))
    if wrong:
        raise Invalid("Please check your answers.", fields=wrong)
    return cleaned


def _audience(actor: Person, on: date) -> Q:
    """Whether a service is for a person: for all, their departments, their position, themselves."""
    mine = directory.ids_above(actor, on)
    named = ServiceAudience.objects.filter(
        Q(department_id__in=mine) | Q(position=actor.position) | Q(person=actor),
        service=OuterRef("pk"),
    )
    return Q(open_to_all=True) | Q(Exists(named))


def _matching(offerings: QuerySet[Offering], words: Iterable[str]) -> QuerySet[Offering]:
    for word in words:
        begins = f" {word}"
        offerings = offerings.filter(
            Q(search_key__contains=begins) | Q(service__search_key__contains=begins)
        )
    return offerings.order_by("pk")


def _searched_texts(offerings: QuerySet[Offering]) -> Iterable[str]:
    rows = offerings.values_list("name", "keywords", "service__name", "service__category")
    return (" ".join(row) for row in rows[:5000])


def _unknown_people(actor: Person, named: Mapping[str, int]) -> dict[str, list[str]]:
    if not named:
        return {}
    people = directory.visible_to(actor).filter(pk__in=set(named.values()), is_active=True)
    known = set(people.values_list("pk", flat=True))
    return {key: ["Choose a person."] for key, pk in named.items() if pk not in known}


def _unknown_departments(actor: Person, named: Mapping[str, int]) -> dict[str, list[str]]:
    if not named:
        return {}
    departments = directory.departments_visible_to(actor).filter(pk__in=set(named.values()))
    known = set(departments.filter(closed_at__isnull=True).values_list("pk", flat=True))
    return {key: ["Choose a department."] for key, pk in named.items() if pk not in known}


def _unknown_files(actor: Person, named: Mapping[str, list[str]]) -> dict[str, list[str]]:
    if not named:
        return {}
    tokens = {token for tokens in named.values() for token in tokens}
    mine = StoredFile.objects.filter(token__in=tokens, created_by_id=actor.pk)
    known = set(mine.values_list("token", flat=True))
    return {
        key: ["Please attach the file again."]
        for key, tokens in named.items()
        if not known.issuperset(tokens)
    }
