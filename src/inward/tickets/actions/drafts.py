"""What somebody is typing, kept on the server: nothing typed is lost with a session or a tab."""

from collections.abc import Mapping
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
