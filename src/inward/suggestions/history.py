"""Past tickets as examples: what was known when they were asked, and what became of them.

Confidential tickets are never read: the words of a model are words of the tickets it learned from.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from inward.suggestions.features import features
from inward.suggestions.models import Target
from inward.tickets.models import EventKind, Ticket, TicketEvent

# The newest tickets that are learned from.
MOST = 20_000
_AT_ONCE = 1_000
_DONE = ("resolved", "closed")
_LABELS = {
    Target.OFFERING: "offering_id", Target.GROUP: "supplier_id", Target.PRIORITY: "priority",
}  # fmt: skip


def usable(target: str) -> QuerySet[Ticket]:
    """Tickets that teach something about the target: done ones, with a label, none confidential."""
    label = _LABELS[Target(target)]
    found = Ticket.objects.filter(category__in=_DONE, **{f"{label}__isnull": False})
    return found.exclude(confidentiality="restricted")


def examples(target: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(features, label) of the newest tickets, oldest first. One statement for a thousand."""
    newest = list(usable(target).order_by("-pk").values_list("pk", flat=True)[:MOST])
    newest.reverse()
    for start in range(0, len(newest), _AT_ONCE):
        yield from _rows(target, newest[start : start + _AT_ONCE])


def _rows(target: str, ids: list[int]) -> Iterator[tuple[tuple[str, ...], str]]:
    first = TicketEvent.objects.filter(ticket=OuterRef("pk"), kind=EventKind.SUBMITTED)
    rows = Ticket.objects.filter(pk__in=ids).annotate(
        said=Subquery(first.order_by("ordinal").values("text")[:1])
    )
    columns = ("title", "said", "answers", "offering__name", "offering_id", "customer_id")
    for row in rows.order_by("pk").values_list(*columns, _LABELS[Target(target)]):
        *known, label = row
        yield known_of(target, *known), str(label)


def known_of(
    target: str, title: str, said: str | None, answers: Mapping[str, Any], name: str | None,
    offering: int | None, customer: int | None,
) -> tuple[str, ...]:  # fmt: skip
    """What is known of a ticket as features; for the offering words alone, without its name."""
    if name and title.startswith(name):
        title = title[len(name) :]
    told = " ".join(str(one) for one in answers.values() if isinstance(one, str))
    text = f"{title} {said or ''} {told}"
    if target == Target.OFFERING:
        return tuple(features(text))
    return tuple(features(text, [f"offering={offering}", f"customer={customer}"]))
