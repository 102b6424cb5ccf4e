"""What somebody is typing, kept on the server: nothing typed is lost with a session or a tab."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.catalogue.models import Offering
from inward.directory.models import Person
from inward.kernel.errors import Invalid
from inward.kernel.text import many_lines, one_line
from inward.tickets.models import Draft, Ticket
from inward.tickets.rules import TEXT_LENGTH

PLACE_LENGTH = 80
_MOST_FIELDS = 100


def reply_place(ticket: Ticket) -> str:
    """Where a reply to the customer is drafted."""
    return f"ticket:{ticket.pk}:reply"


def note_place(ticket: Ticket) -> str:
    """Where a private note is drafted."""
    return f"ticket:{ticket.pk}:note"


def answer_place(ticket: Ticket) -> str:
    """Where the customer's answer is drafted."""
    return f"ticket:{ticket.pk}:answer"


def offering_place(offering: Offering) -> str:
    """Where the form of an offering is drafted."""
    return f"offering:{offering.pk}"


@transaction.atomic
def save_draft(*, person: Person, place: str, content: Mapping[str, Any], now: datetime) -> Draft:
    """Keep what a person types at a place; the last one wins. Raises Invalid."""
    clean = _clean(content)
    draft, _ = Draft.objects.update_or_create(
        person=person,
        place=one_line(place, field="place", max_length=PLACE_LENGTH),
        defaults={"content": clean, "changed_at": now},
    )
    return draft


def _clean(content: Mapping[str, Any]) -> dict[str, str]:
    """Drafts hold text alone, by the names of form fields."""
    if len(content) > _MOST_FIELDS:
        raise Invalid(f"A draft has at most {_MOST_FIELDS} fields.")
    return {
        one_line(name, field="draft", max_length=PLACE_LENGTH): many_lines(
            value, field=str(name), max_length=TEXT_LENGTH
        )
        for name, value in content.items()
    }


def draft_of(*, person: Person, place: str) -> dict[str, str]:
    """What the person was typing there; empty if nothing. One query."""
    found = Draft.objects.filter(person=person, place=place).values_list("content", flat=True)
    return dict(found.first() or {})


def clear_draft(*, person: Person, place: str) -> None:
    """Forget it: it was sent, or thrown away. One query."""
    Draft.objects.filter(person=person, place=place).delete()


def clear_drafts(*, person: Person, places: Collection[str]) -> None:
    """Forget what was typed at any of these places. One query; nothing is written for nothing."""
    found = Draft.objects.filter(person=person, place__in=places)
    if found.exists():
        found.delete()


@transaction.atomic
def move_drafts(*, source: Ticket, target: Ticket) -> None:
    """What anybody was typing into one ticket stands in another from now on: for a merge.

    Called by what merges, in its transaction. Where a person was typing into both, both texts stand
    there, the target's first. Three statements and one a draft.
    """
    begins = f"ticket:{source.pk}:"
    moving = list(Draft.objects.filter(place__startswith=begins).select_for_update())
    to = f"ticket:{target.pk}:"
    places = {draft.pk: to + draft.place.removeprefix(begins) for draft in moving}
    there = {
        (draft.person_id, draft.place): draft
        for draft in Draft.objects.filter(place__in=set(places.values()))
    }
    for draft in moving:
        known = there.get((draft.person_id, places[draft.pk]))
        if known is None:
            draft.place = places[draft.pk]
            draft.save(update_fields=["place"])
            continue
        texts = (known.content.get("text", ""), draft.content.get("text", ""))
        joined = "\n\n".join(text for text in texts if text)[:TEXT_LENGTH]
        known.content = {**draft.content, **known.content, "text": joined}
        known.save(update_fields=["content"])
        draft.delete()
