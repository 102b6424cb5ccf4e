"""The forms of Serve: the fields of the filter, and what can be done with many tickets."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inward.tickets.queries.filters import Filter
from inward.tickets.queries.vocabulary import FIELDS, FLAGS, KINDS, PRIORITIES, WAITING

Text = str | Promise
# What is done with many: the verb, its words. Taking needs no more than a button.
BULK_MODES: Sequence[tuple[str, Text]] = (
    ("give", _("Give …")),
    ("reply", _("Reply …")),
    ("note", _("Note …")),
    ("tag", _("Tag …")),
    ("prioritise", _("Priority …")),
    ("hold", _("Wait …")),
    ("resolve", _("Resolve …")),
    ("decline", _("Decline …")),
    ("macro", _("Macro …")),
    ("merge", _("Merge …")),
)
_SHOWN = (
    "is", "assignee", "customer", "requester", "service", "offering", "priority", "waiting",
    "kind", "tag", "since", "before", "due_before", "changed_before",
)  # fmt: skip
_CHOICES = {"is": FLAGS, "priority": PRIORITIES, "waiting": WAITING, "kind": KINDS}


@dataclass(frozen=True)
class FilterField:
    """One field of the filter's form: a list of ``choices``, or words with names to suggest.

    ``several``: it holds more values than its list can show at once.
    """

    name: str
    label: Text
    value: str
    hint: Text
    choices: Sequence[tuple[str, Text]]
    suggested: str
    several: bool


def fields_of(found: Filter) -> list[FilterField]:
    """The fields with what is asked for now."""
    return [_field(name, found) for name in _SHOWN]


def _field(name: str, found: Filter) -> FilterField:
    known = FIELDS[name]
    values = found.values(name)
    choices = list(_CHOICES.get(name, {}).items())
    told = dict(found.pairs()).get(name, "")
    several = bool(choices) and bool(values) and told not in dict(choices)
    return FilterField(name, known.label, told, known.hint, choices, known.named, several)


def others_of(found: Filter) -> list[tuple[str, str]]:
    """What the form does not show and must not lose: opposites and rarer names."""
    return [(name, value) for name, value in found.pairs() if name not in (*_SHOWN, "q")]
