"""The pages of a department's routing. Who does not lead it finds nothing here."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib import messages
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.catalogue.models import FormVersion, Offering
from inward.directory.models import Department, Membership, Person
from inward.directory.queries import SERVING, active_memberships, departments_visible_to
from inward.directory.rules import ids_on
from inward.kernel.errors import Conflict, Invalid, NotFound, RuleBroken
from inward.suggestions.queries import newest
from inward.tickets.actions import routing as doing
from inward.tickets.queries import routing as reading
from inward.tickets.routing.trial import try_out
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in
from inward.web.routing import presenting
from inward.web.routing.forms import (
    Ground,
    RuleForm,
    SettingsForm,
    SkillForm,
    initial_of,
    settings_initial,
)


@signed_in("GET", "POST")
def ruling(request: HttpRequest, person: Person, at: datetime, code: str) -> HttpResponse:
    """Rules and settings as they are prepared, else as they hold; a POST changes one thing."""
    here = reading.routed_department(person, code, at)
    form: SettingsForm | None = None
    if request.method == "POST":
        form = SettingsForm(request.POST) if request.POST.get("do") == "settings" else None
        try:
            _change(request, person, here, form, at)
            return redirect("routing", here.code)
        except Invalid as error:
            _put_errors(form, error)
        except (Conflict, RuleBroken) as error:
            messages.error(request, error.detail)
            return redirect("routing", here.code)
    found = reading.ruling_for(person, here)
    context = {
        "here": here,
        "ruling": found,
        "settings": form or SettingsForm(initial=settings_initial(found.settings)),
        "versions": reading.versions_of(here, 5),
        "models": newest(),
        "crumbs": _crumbs(here),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "routing/ruling.html", context, status=status)


def _change(
    request: HttpRequest, person: Person, here: Department, form: SettingsForm | None, at: datetime
) -> None:
    sent = request.POST
    if form is not None:
        if form.is_valid():
            doing.keep_settings(actor=person, department=here, settings=form.settings(), now=at)
        else:
            raise Invalid(_("Please check what you entered."))
        return
    change = _CHANGES.get(sent.get("do", ""))
    if change is None:
        raise NotFound("There is nothing to do.")
    words = change(person, here, sent, at)
    if words:
        messages.success(request, words)


def _rule_id(sent: QueryDict) -> int:
    typed = sent.get("rule", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _moved(by: int) -> Callable[[Person, Department, QueryDict, datetime], str]:
    def move(person: Person, here: Department, sent: QueryDict, at: datetime) -> str:
        doing.move_rule(actor=person, department=here, rule=_rule_id(sent), by=by, now=at)
        return ""

    return move


def _dropped(person: Person, here: Department, sent: QueryDict, at: datetime) -> str:
    doing.drop_rule(actor=person, department=here, rule=_rule_id(sent), now=at)
    return ""


def _discarded(person: Person, here: Department, _sent: QueryDict, at: datetime) -> str:
    doing.discard_routing(actor=person, department=here, now=at)
    return _("Your changes are thrown away; what is in force stays.")


def _published(person: Person, here: Department, _sent: QueryDict, at: datetime) -> str:
    made = doing.publish_routing(actor=person, department=here, now=at)
    return _("In force for every ticket that comes from now on (version %d).") % made.number


_CHANGES = {
    "up": _moved(-1), "down": _moved(1), "drop": _dropped, "discard": _discarded,
    "publish": _published,
}  # fmt: skip


@signed_in("GET", "POST")
def rule(request: HttpRequest, person: Person, at: datetime, code: str, pk: int) -> HttpResponse:
    """The form of one rule (0: a new one)."""
    here = reading.routed_department(person, code, at)
    known = {one.id: one for one in reading.ruling_for(person, here).rules}
    if pk and pk not in known:
        raise NotFound("There is no such rule.")
    ground = _ground(person, here, at)
    initial = initial_of(known[pk]) if pk else None
    form = RuleForm(ground, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            doing.keep_rule(actor=person, department=here, rule=form.rule(pk), now=at)
        except (Invalid, RuleBroken) as error:
            _put_errors(form, error)
        else:
            messages.success(request, _("Kept. It holds once you put your changes in force."))
            return redirect("routing", here.code)
    context = {"here": here, "form": form, "pk": pk, "crumbs": [*_crumbs(here), Crumb(_("Rule"))]}
    return render(request, "routing/rule.html", context, status=422 if form.errors else 200)


def _put_errors(form: RuleForm | SettingsForm | SkillForm | None, error: Exception) -> None:
    """What an action refused, at the fields it names."""
    if form is None:
        raise error
    known = getattr(error, "fields", None) or {}
    for told, words in known.items():
        name = "set_priority" if told == "priority" else told
        for one in words:
            form.add_error(name if name in form.fields else None, one)
    if not known and not form.errors:
        form.add_error(None, str(getattr(error, "detail", error)))


def _ground(person: Person, here: Department, at: datetime) -> Ground:
    """What the form offers. Four statements."""
    open_ones = departments_visible_to(person).filter(closed_at__isnull=True)
    departments = list(open_ones.order_by("name_key", "pk"))
    teams = [one for one in departments if one.path.startswith(here.path) and one != here]
    newest_form = FormVersion.objects.filter(offering=OuterRef("pk")).order_by("-number")
    offerings = list(
        Offering.objects.filter(service__supplier=here, is_active=True)
        .select_related("service")
        .annotate(asked=Subquery(newest_form.values("fields")[:1]))
        .order_by("service__name", "name")
    )
    serving = _serving(here, teams, at)
    below = {here.pk, *(team.pk for team in teams)}
    return Ground(
        departments=departments,
        services=list(dict.fromkeys(one.service for one in offerings)),
        offerings=offerings,
        teams=sorted(teams, key=lambda one: one.path),
        people=_people(one for one in serving if one.department_id in below),
        watchers=_people(serving),
        skills=reading.skills_below(below),
        questions=_questions(offerings),
    )


def _questions(offerings: Iterable[Offering]) -> dict[str, str]:
    """The questions of the newest forms: key → label; of one key asked twice the first label."""
    found: dict[str, str] = {}
    for offering in offerings:
        for one in getattr(offering, "asked", None) or ():
            found.setdefault(one["key"], one["label"])
    return found


def _serving(here: Department, teams: list[Department], at: datetime) -> list[Membership]:
    """Who serves here, in the teams below, or heads a department above."""
    above = [pk for pk in ids_on(here.path) if pk != here.pk]
    below = [here.pk, *(team.pk for team in teams)]
    found = active_memberships(at.date()).filter(
        Q(department_id__in=below, role__in=SERVING)
        | Q(department_id__in=above, role=Membership.Role.HEAD),
        person__is_active=True,
    )
    return list(found.select_related("person"))


def _people(rows: Iterable[Membership]) -> list[Person]:
    found = {row.person_id: row.person for row in rows}
    return sorted(found.values(), key=lambda one: (one.name_key, one.pk))


@signed_in("GET")
def trial(request: HttpRequest, person: Person, at: datetime, code: str) -> HttpResponse:
    """What the prepared rules would have done to the last tickets one may see."""
    here = reading.routed_department(person, code, at)
    found = reading.ruling_for(person, here)
    past = reading.past_tickets(person, here, at)
    outcome = try_out(found.rules, found.settings, past, department=here.pk)
    context = {
        "here": here,
        "ruling": found,
        "trial": outcome,
        "rules": presenting.rule_lines(outcome),
        "lines": presenting.difference_lines(outcome, here),
        "crumbs": [*_crumbs(here), Crumb(_("Trial"))],
    }
    return render(request, "routing/trial.html", context)


@signed_in("GET", "POST")
def skills(request: HttpRequest, person: Person, at: datetime, code: str) -> HttpResponse:
    """Who can do what, how much each takes; a POST sets the table, adds or drops a skill."""
    here = reading.routed_department(person, code, at)
    known = reading.skills_of(here)
    form = SkillForm(request.POST if request.POST.get("do") == "add" else None)
    if request.method == "POST":
        try:
            _change_skills(request.POST, person, here, form, at)
            return redirect("routing_skills", here.code)
        except Invalid as error:
            _put_errors(form if form.is_bound else None, error)
        except RuleBroken as error:
            messages.error(request, error.detail)
            return redirect("routing_skills", here.code)
    rows = reading.skill_rows(here, known, at.date())
    context = {
        "here": here,
        "skills": known,
        "rows": presenting.skill_lines(rows, known),
        "form": form,
        "crumbs": [*_crumbs(here), Crumb(_("Skills and limits"))],
    }
    return render(request, "routing/skills.html", context, status=422 if form.errors else 200)


def _change_skills(
    sent: QueryDict, person: Person, here: Department, form: SkillForm, at: datetime
) -> None:
    verb = sent.get("do", "")
    if verb == "add":
        if form.is_valid():
            name = form.cleaned_data["name"]
            doing.add_skill(actor=person, department=here, name=name, now=at)
        else:
            raise Invalid(_("Please check what you entered."))
    elif verb.startswith("drop:") and verb[5:].isascii() and verb[5:].isdigit():
        doing.drop_skill(actor=person, department=here, skill=int(verb[5:][:9]), now=at)
    elif verb == "set":
        known = reading.skills_of(here)
        people = [row.person.pk for row in reading.skill_rows(here, known, at.date())]
        abilities = presenting.abilities_of(sent, people, [skill.pk for skill in known])
        doing.set_abilities(actor=person, department=here, abilities=abilities, now=at)
    else:
        raise NotFound("There is nothing to do.")


def _crumbs(here: Department) -> list[Crumb]:
    return [
        Crumb(_("Serve"), reverse("serve")),
        Crumb(_("Routing of %s") % here.name, reverse("routing", args=[here.code])),
    ]
