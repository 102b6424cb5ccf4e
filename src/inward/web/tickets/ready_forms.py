"""Forms of what is kept ready: a canned reply; a macro as one form of its possible steps."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inward.tickets import tags
from inward.tickets.macros import ME, steps_of
from inward.tickets.models import CannedReply, Macro, Ticket
from inward.tickets.rules import PRIORITY_NAMES, REASON_LENGTH, TEXT_LENGTH
from inward.tickets.sharing import ALL, MINE

Choices = Sequence[tuple[str, Any]]
_WAITS = [("", _("no wait")), ("outside", _("somebody outside")),
          ("department", _("another department")), ("date", _("a date"))]  # fmt: skip
_LEVELS = [(str(level), f"{level} {name}") for level, name in PRIORITY_NAMES.items()]
_VARIABLES = _(
    "Variables such as {{ requester.first_name }} are filled in; all of them stand beside."
)


def _area(label: Any, rows: int, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, max_length=TEXT_LENGTH, **more)


class _Ready(forms.Form):
    """What every such form has: a name, and whose it is."""

    name = forms.CharField(label=_("Name"), max_length=100)
    whose = forms.ChoiceField(label=_("Who uses it"))

    def __init__(self, homes: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["whose"]
        words = {MINE: _("I alone"), ALL: _("All who serve")}
        if isinstance(field, forms.ChoiceField):
            field.choices = [(value, words.get(value, name)) for value, name in homes]


class CannedForm(_Ready):
    """A canned reply."""

    text = _area(_("Reply"), 8, help_text=_VARIABLES)


class MacroForm(_Ready):
    """A macro: each step that is filled in is done, in this order."""

    assign = forms.ChoiceField(label=_("Assign to"), required=False)
    prioritise = forms.ChoiceField(
        label=_("Set the priority to"), required=False, choices=[("", _("as it is")), *_LEVELS]
    )
    tag_add = forms.CharField(label=_("Add tags"), required=False, max_length=300)
    tag_remove = forms.CharField(label=_("Take tags away"), required=False, max_length=300)
    note = _area(_("Leave a note"), 3, required=False)
    reply = _area(_("Reply to the customer"), 4, required=False, help_text=_VARIABLES)
    hold = forms.ChoiceField(label=_("Wait for"), required=False, choices=_WAITS)
    hold_reason = forms.CharField(label=_("Why it waits"), required=False, max_length=REASON_LENGTH)
    hold_days = forms.IntegerField(
        label=_("For how many days"), required=False, min_value=1, max_value=365
    )
    hand_off = forms.ChoiceField(label=_("Hand off to"), required=False)
    hand_off_reason = forms.CharField(
        label=_("Why it is handed off"), required=False, max_length=REASON_LENGTH
    )
    resolve = forms.ChoiceField(
        label=_("Resolve as"), required=False,
        choices=[("", _("not resolved")), *Ticket.Outcome.choices],
    )  # fmt: skip
    resolve_text = _area(_("What was done"), 3, required=False)

    def __init__(
        self, homes: Choices, people: Choices, departments: Choices, *args: Any, **options: Any
    ) -> None:
        super().__init__(homes, *args, **options)
        given = {
            "assign": [("", _("as it is")), (ME, _("whoever runs it")), *people],
            "hand_off": [("", _("not handed off")), *departments],
        }
        for name, choices in given.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def steps(self) -> list[dict[str, Any]]:
        """The steps as `inward.tickets.macros` reads them."""
        said = self.cleaned_data
        found: list[dict[str, Any] | None] = [
            _given(said["assign"], "assign", to=_id_or_me(said["assign"])),
            _given(said["prioritise"], "prioritise", priority=_number(said["prioritise"])),
            _given(
                said["tag_add"] or said["tag_remove"], "tag",
                add=tags.split(said["tag_add"]), remove=tags.split(said["tag_remove"]),
            ),
            _given(said["note"], "note", text=said["note"]),
            _given(said["reply"], "reply", text=said["reply"]),
            _given(
                said["hold"], "hold", waiting_on=said["hold"], reason=said["hold_reason"],
                days=said["hold_days"],
            ),
            _given(
                said["hand_off"], "hand_off", department=_number(said["hand_off"]),
                reason=said["hand_off_reason"],
            ),
            _given(
                said["resolve"], "resolve", outcome=said["resolve"], text=said["resolve_text"]
            ),
        ]  # fmt: skip
        return [step for step in found if step is not None]


def _given(wanted: Any, do: str, **particulars: Any) -> dict[str, Any] | None:
    return {"do": do, **particulars} if wanted else None


def _id_or_me(typed: str) -> Any:
    return typed if typed in ("", ME) else _number(typed)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() else None


def whose_of(item: CannedReply | Macro) -> str:
    """The choice that says whose it is."""
    if item.owner_id is not None:
        return MINE
    return str(item.department_id) if item.department_id is not None else ALL


def initial_of(macro: Macro) -> dict[str, Any]:
    """A stored macro as the form shows it."""
    found: dict[str, Any] = {"name": macro.name, "whose": whose_of(macro)}
    for step in steps_of(macro.steps):
        found |= _FIELDS[step.do](step.given)
    return found


_FIELDS: Mapping[str, Any] = {
    "assign": lambda g: {"assign": str(g["to"])},
    "prioritise": lambda g: {"prioritise": str(g["priority"])},
    "tag": lambda g: {"tag_add": ", ".join(g["add"]), "tag_remove": ", ".join(g["remove"])},
    "note": lambda g: {"note": g["text"]},
    "reply": lambda g: {"reply": g["text"]},
    "hold": lambda g: {"hold": g["waiting_on"], "hold_reason": g["reason"], "hold_days": g["days"]},
    "hand_off": lambda g: {"hand_off": str(g["department"]), "hand_off_reason": g["reason"]},
    "resolve": lambda g: {"resolve": g["outcome"], "resolve_text": g["text"]},
}
