"""The tickets around one: its parts and theirs, what it is linked to, for who may see what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper

from inward.directory.models import Person
from inward.tickets import links, parts
from inward.tickets.life import Entry
from inward.tickets.links import Link
from inward.tickets.models import Ticket
from inward.tickets.parts import AskedPart
from inward.tickets.visibility import Standing, seen_by

# Parts of parts of parts …: deeper ones are not followed on a page.
DEEPEST = 5


@dataclass(frozen=True)
class Around:
    """What hangs together with a ticket.

    ``parts`` in the order they were asked, ``links`` in the order they were made. ``tickets``: of
    them, and of what was linked or merged once, those that the person sees, by id. ``states``: of
    parts, whether seen or not. ``chains``: of parts, the departments waited for in turn, from the
    part down.
    """

    parts: Sequence[AskedPart]
    links: Sequence[Link]
    part_of: tuple[int, str] | None
    merged_into: tuple[int, str] | None
    merged_in: Mapping[int, str]
    tickets: Mapping[int, Ticket]
    states: Mapping[int, Ticket]
    chains: Mapping[int, Sequence[str]]

    @property
    def open_parts(self) -> Sequence[AskedPart]:
        """Those somebody still works on."""
        return parts.still_open(self.parts)


def around(entries: Sequence[Entry], person: Person, standing: Standing) -> Around:
    """What the log of a ticket names, read for a person.

    One statement where it names any; one more for each level of parts whose parts are waited for.
    """
    asked, linked = parts.fold(entries), links.fold(entries)
    given = entries[0].data.get("part_of") if entries else None
    into, came = links.merged_into(entries), links.merged_in(entries)
    ids = {part.id for part in asked} | links.named(entries)
    ids |= {given["id"]} if given else set()
    found = _read(ids, person, standing)
    states = {part.id: found[part.id] for part in asked if part.id in found}
    return Around(
        parts=asked,
        links=linked,
        part_of=(given["id"], given["key"]) if given else None,
        merged_into=into,
        merged_in=came,
        tickets={pk: each for pk, each in found.items() if each.is_seen},  # type: ignore[attr-defined]
        states=states,
        chains=_chains(states),
    )


def _read(ids: set[int], person: Person, standing: Standing) -> dict[int, Ticket]:
    if not ids:
        return {}
    seen = ExpressionWrapper(seen_by(person, standing), output_field=BooleanField())
    rows = Ticket.objects.filter(pk__in=ids).annotate(is_seen=seen)
    return {row.pk: row for row in rows.select_related("supplier", "customer", "assignee")}


def _chains(states: Mapping[int, Ticket]) -> dict[int, list[str]]:
    """Of each part that waits for parts: whom it waits for, those whom they wait for, …."""
    chains: dict[int, list[str]] = {
        pk: [part.awaited] for pk, part in states.items() if part.awaited
    }
    roots = {pk: pk for pk in chains}
    while roots and max(len(chains[root]) for root in roots.values()) < DEEPEST:
        below = Ticket.objects.filter(part_of_id__in=list(roots)).exclude(awaited="")
        found = {pk: (parent, names) for pk, parent, names in
                 below.values_list("pk", "part_of_id", "awaited")}  # fmt: skip
        for parent, names in found.values():
            if parent is not None:
                chains[roots[parent]].append(names)
        roots = {pk: roots[parent] for pk, (parent, _) in found.items() if parent is not None}
    return chains
