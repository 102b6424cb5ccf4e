"""Reads: what is suggested for a ticket, for words somebody types, and how good the models are."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from inward.catalogue.models import Offering
from inward.catalogue.queries import offering_for
from inward.directory.models import Department, Person
from inward.kernel.errors import NotFound
from inward.suggestions import shelf
from inward.suggestions.features import features
from inward.suggestions.models import Suggestion, SuggestionModel, Target
from inward.tickets import policies
from inward.tickets.models import Ticket
from inward.tickets.rules import PRIORITY_NAMES

# Below this confidence nothing is shown to an agent, or to who asks.
SURE = 0.5
SURE_ENOUGH = 0.3


def in_use() -> dict[str, SuggestionModel]:
    """The newest model of each target that is better than the majority. One statement."""
    newest = SuggestionModel.objects.values("target").annotate(last=Max("pk")).values("last")
    return {one.target: one for one in SuggestionModel.objects.filter(pk__in=newest, useful=True)}


def newest() -> list[SuggestionModel]:
    """The newest model of each target, useful or not. One statement."""
    last = SuggestionModel.objects.values("target").annotate(last=Max("pk")).values("last")
    return list(SuggestionModel.objects.filter(pk__in=last).order_by("target"))


@dataclass(frozen=True)
class Shown:
    """A suggestion as people read it. ``percent``: confidence; ``takeable``: by one click."""

    target: str
    name: str
    percent: int
    takeable: bool
    model: SuggestionModel


def shown_for(person: Person, ticket: Ticket, at: datetime) -> list[Shown]:
    """What is suggested for a ticket and not yet taken, for those who serve it.

    The ticket is one the person sees. Raises NotFound for who does not serve it. Some six
    statements.
    """
    if not policies.read_part(person, ticket, at).serves:
        raise NotFound("There is nothing suggested.")
    rows = Suggestion.objects.filter(
        ticket=ticket, taken_at__isnull=True, confidence__gte=SURE
    ).select_related("model")
    found = [_shown(row, ticket) for row in rows.order_by("-confidence")]
    return [one for one in found if one is not None]


def _shown(row: Suggestion, ticket: Ticket) -> Shown | None:
    """None where it came true meanwhile, or exists no more."""
    name, differs, takeable = "", True, True
    if row.target == Target.PRIORITY:
        name = PRIORITY_NAMES.get(int(row.label), "")
        differs = ticket.priority != int(row.label)
    elif row.target == Target.GROUP:
        group = Department.objects.filter(pk=int(row.label), closed_at__isnull=True).first()
        name, differs = str(group or ""), ticket.supplier_id != int(row.label)
    else:
        offering = Offering.objects.filter(pk=int(row.label), is_active=True).first()
        name, differs, takeable = str(offering or ""), ticket.offering_id != int(row.label), False
    if not name or not differs:
        return None
    return Shown(row.target, name, round(100 * row.confidence), takeable, row.model)


@dataclass(frozen=True)
class Guessed:
    """An offering that fits what somebody types, with the confidence in percent."""

    offering: Offering
    percent: int


def offerings_like(person: Person, typed: str, at: datetime) -> list[Guessed]:
    """Up to two offerings of the person's own that such words usually ask for.

    No statement where nothing was trained; else one, and one for each offering.
    """
    if len(typed.split()) < 2 or not shelf.any_model():
        return []
    row = in_use().get(Target.OFFERING)
    model = shelf.get(row.sha256) if row is not None else None
    if model is None:
        return []
    found = []
    for guess in model.guess(features(typed), most=2):
        if guess.confidence < SURE_ENOUGH:
            break
        try:
            offering = offering_for(person, int(guess.label), at.date())
        except NotFound:
            continue
        found.append(Guessed(offering, round(100 * guess.confidence)))
    return found
