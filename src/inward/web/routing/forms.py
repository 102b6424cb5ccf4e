"""The forms of routing: one rule, the settings. What is allowed say the actions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inward.catalogue.models import Offering, Service
from inward.directory.models import Department, Person
from inward.tickets.models import Skill
from inward.tickets.routing.rules import METHODS, OPS, Condition, Effects, Rule, Settings
from inward.tickets.rules import PRIORITY_NAMES

ANSWERS = 3
_LISTS = ("customer", "service", "offering", "kind", "priority", "position")
_WORDS = (("words_any", "any"), ("words_all", "all"), ("words_none", "none"))
_NOBODY = ("", "—")
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Ground:
    """What a rule of a department can name: read once for the form."""

    departments: Sequence[Department]
    services: Sequence[Service]
    offerings: Sequence[Offering]
    teams: Sequence[Department]
    people: Sequence[Person]
    watchers: Sequence[Person]
    skills: Sequence[Skill]
    questions: Mapping[str, str]


def _choices(rows: Iterable[Any]) -> Choices:
    return [(str(row.pk), str(row)) for row in rows]


def _many(label: Any, choices: Choices, *, boxes: bool = False) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple() if boxes else forms.SelectMultiple(attrs={"size": 5})
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget)


def _one(label: Any, choices: Choices) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[_NOBODY, *choices], required=False)


def _text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=1_000, **options)


class RuleForm(forms.Form):
    """One rule: conditions by what they look at, then what it does."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("People read it in the log.")
    )
    match = forms.ChoiceField(
        label=_("It matches when"), initial="all", widget=forms.RadioSelect,
        choices=[("all", _("all conditions hold")), ("any", _("any of them holds"))],
    )  # fmt: skip

    def __init__(
        self, ground: Ground, posted: Any = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(posted, initial=initial)
        self.fields.update(_conditions(ground))
        self.fields.update(_answers(ground, initial or {}))
        self.fields.update(_effects(ground))

    def rows(self, *names: str) -> list[forms.BoundField]:
        """Fields by name, for the page."""
        return [self[name] for name in names]

    @property
    def lists(self) -> list[tuple[forms.BoundField, forms.BoundField, bool]]:
        """Conditions that choose from a list, each with its 'is not', and whether it is used."""
        return [(self[name], self[f"{name}_not"], bool(self[name].value())) for name in _LISTS]

    @property
    def answers_used(self) -> bool:
        """Whether there is a condition on an answer."""
        return any(self[f"a{n}_key"].value() for n in range(ANSWERS))

    @property
    def words(self) -> list[forms.BoundField]:
        """Conditions on words."""
        return [self[name] for name, _op in _WORDS]

    @property
    def answers(self) -> list[list[forms.BoundField]]:
        """Conditions on answers: question, comparison, value."""
        return [self.rows(f"a{n}_key", f"a{n}_op", f"a{n}_value") for n in range(ANSWERS)]

    @property
    def effects(self) -> list[forms.BoundField]:
        """What it does."""
        return self.rows("team", "person", "method", "skill", "set_priority", "tags", "watcher")

    def rule(self, pk: int) -> Rule:
        """The rule as it was typed, unchecked."""
        data = self.cleaned_data
        conditions = (*self._of_lists(), *self._of_words(), *self._of_answers())
        effects = Effects(
            team=_id(data["team"]), person=_id(data["person"]), method=data["method"],
            skill=_id(data["skill"]), priority=_id(data["set_priority"]),
            tags=tuple(split(data["tags"])), watcher=_id(data["watcher"]),
        )  # fmt: skip
        return Rule(
            pk, data["name"], conditions, any=data["match"] == "any", effects=effects,
            stop=data["stop"], on=data["on"],
        )  # fmt: skip

    def _of_lists(self) -> Iterable[Condition]:
        for name in _LISTS:
            chosen = self.cleaned_data[name]
            if not chosen:
                continue
            known: dict[str, str] = {str(k): str(v) for k, v in self.fields[name].choices}  # type: ignore[attr-defined]
            value = tuple(chosen if name in {"kind", "position"} else map(int, chosen))
            op = "is_not" if self.cleaned_data[f"{name}_not"] else "is"
            yield Condition(name, op, value, tuple(known[one].strip() for one in chosen))

    def _of_words(self) -> Iterable[Condition]:
        for name, op in _WORDS:
            words = tuple(split(self.cleaned_data[name]))
            if words:
                yield Condition("words", op, words, words)

    def _of_answers(self) -> Iterable[Condition]:
        for n in range(ANSWERS):
            key, op = self.cleaned_data[f"a{n}_key"].strip(), self.cleaned_data[f"a{n}_op"]
            value = self.cleaned_data[f"a{n}_value"].strip()
            if key and op:
                said = (value,) if value and op != "given" else ()
                yield Condition(f"answer:{key}", op, said, said)


def _conditions(ground: Ground) -> dict[str, forms.Field]:
    asks = [(str(one.pk), f"{one.name} ({one.service.name})") for one in ground.offerings]
    levels = [(str(level), str(_(name))) for level, name in PRIORITY_NAMES.items()]
    found: dict[str, forms.Field] = {
        "customer": _many(_("Customer (with all departments below)"), _choices(ground.departments)),
        "service": _many(_("Service"), _choices(ground.services)),
        "offering": _many(_("Offering"), asks),
        "kind": _many(_("Kind"), Offering.Kind.choices, boxes=True),
        "priority": _many(_("Priority"), levels, boxes=True),
        "position": _many(_("Position of who asks"), Person.Position.choices, boxes=True),
    }
    found |= {
        f"{name}_not": forms.BooleanField(label=_("none of these"), required=False)
        for name in _LISTS
    }
    hint = _("Separated by commas; lapt* also finds laptop. Looks at title and first text.")
    found["words_any"] = _text(_("The text has any of"), help_text=hint)
    found["words_all"] = _text(_("The text has all of"))
    found["words_none"] = _text(_("The text has none of"))
    return found


def _answers(ground: Ground, initial: Mapping[str, Any]) -> dict[str, forms.Field]:
    """Rows of question, comparison, answer; questions no form asks any more stay in old rules."""
    before = [str(initial.get(f"a{n}_key") or "") for n in range(ANSWERS)]
    questions = {**{key: key for key in before if key}, **ground.questions}
    ops = [(op, OPS[op]) for op in ("is", "is_not", "contains", "at_least", "at_most", "given")]
    found: dict[str, forms.Field] = {}
    for n in range(ANSWERS):
        found[f"a{n}_key"] = _one(_("Question"), list(questions.items()))
        found[f"a{n}_op"] = _one(_("Comparison"), ops)
        found[f"a{n}_value"] = _text(_("Answer"))
    return found


def _effects(ground: Ground) -> dict[str, forms.Field]:
    levels = [(str(level), str(_(name))) for level, name in PRIORITY_NAMES.items()]
    skills = [(str(one.pk), f"{one.name} ({one.department.name})") for one in ground.skills]
    return {
        "team": _one(_("Hand it to the team"), _choices(ground.teams)),
        "person": _one(_("Give it to"), _choices(ground.people)),
        "method": _one(_("Or choose somebody"), list(METHODS.items())),
        "skill": _one(_("The skill, for who is best at it"), skills),
        # Not `priority`: that is a condition.
        "set_priority": _one(_("Set its priority"), levels),
        "tags": _text(_("Tag it"), help_text=_("Separated by commas.")),
        "watcher": _one(_("Let watch"), _choices(ground.watchers)),
        "stop": forms.BooleanField(label=_("No later rule is asked after this"), required=False),
        "on": forms.BooleanField(label=_("The rule is switched on"), required=False, initial=True),
    }


def split(typed: str) -> list[str]:
    """'vpn, laptop' as words."""
    return [word.strip() for word in typed.split(",") if word.strip()]


def _id(value: str) -> int | None:
    return int(value) if value else None


def initial_of(rule: Rule) -> dict[str, Any]:
    """What the form of a rule shows."""
    effects = rule.effects
    found: dict[str, Any] = {
        "name": rule.name, "match": "any" if rule.any else "all", "stop": rule.stop, "on": rule.on,
        "team": effects.team, "person": effects.person, "method": effects.method,
        "skill": effects.skill, "set_priority": effects.priority, "tags": ", ".join(effects.tags),
        "watcher": effects.watcher,
    }  # fmt: skip
    number = 0
    for one in rule.conditions:
        if one.field == "words":
            found[f"words_{one.op}"] = ", ".join(map(str, one.value))
        elif one.field.startswith("answer:"):
            found[f"a{number}_key"], found[f"a{number}_op"] = one.field[7:], one.op
            found[f"a{number}_value"] = one.value[0] if one.value else ""
            number += 1
        else:
            found[one.field] = [str(value) for value in one.value]
            found[f"{one.field}_not"] = one.op == "is_not"
    return found


class SettingsForm(forms.Form):
    """What holds beside the rules."""

    method = forms.ChoiceField(
        label=_("Whom no rule names"), required=False,
        choices=[
            ("", _("stays in the queue")),
            ("round_robin", _("goes to one after the other, in turn")),
            ("least_load", _("goes to who has least to do")),
        ],
    )  # fmt: skip
    most = forms.IntegerField(
        label=_("Open tickets at most, for a full post"), required=False,
        help_text=_("Empty: no limit. Who has as many is passed over."),
    )  # fmt: skip
    silent_hours = forms.IntegerField(
        label=_("Take back after business hours of silence"), required=False,
        help_text=_(
            "Empty: never. In progress, without a word or step of whoever it was given to; in the"
            " department's calendar. Both they and who leads are told."
        ),
    )  # fmt: skip

    def settings(self) -> Settings:
        """The settings as they were typed, unchecked."""
        data = self.cleaned_data
        return Settings(data["method"], data["most"], data["silent_hours"] or 0)


def settings_initial(settings: Settings) -> dict[str, Any]:
    """What the form of the settings shows: no time of silence is an empty field."""
    return {**settings.to_json(), "silent_hours": settings.silent_hours or None}


class SkillForm(forms.Form):
    """One more skill."""

    name = forms.CharField(label=_("Another skill"), max_length=60)
