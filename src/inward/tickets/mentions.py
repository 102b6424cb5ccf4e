"""Mentions: '@Iris Ingwer' or '@iris.ingwer' in words; '#12', 'IT-7' as references. Reads only."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from inward.directory.folding import search_key
from inward.directory.models import Person
from inward.directory.queries import visible_to
from inward.tickets.models import Ticket
from inward.tickets.visibility import Standing, seen_by

MOST = 10
_LONGEST_NAME = 4  # words
_WORD = r"[^\W_][\w.'’\-]*"
_CALL = re.compile(rf"(?<![\w@./\-])@({_WORD}(?: {_WORD}){{0,{_LONGEST_NAME - 1}}})")
_MOST_REFERENCES = 20
# The key of a ticket, with or without '#', or '#' and a number.
REFERENCE = re.compile(r"(?<![\w#/.\-])(?:#?([A-Z][A-Z0-9]{0,11}-\d{1,9})|#(\d{1,9}))(?![\w\-])")


@dataclass(frozen=True)
class Named:
    """Somebody named in a text, and how."""

    person: Person
    said: str


def calls(text: str) -> list[list[str]]:
    """For each '@…' of a text what may be the name, longest first: 'Iris Ingwer, …', 'Iris'.

    At most `MOST`. Pure.
    """
    found = []
    for match in list(_CALL.finditer(text))[:MOST]:
        words = match[1].split(" ")
        heads = [" ".join(words[:n]).rstrip(".-'’") for n in range(len(words), 0, -1)]
        found.append(list(dict.fromkeys(head for head in heads if head)))
    return found


def named(actor: Person, text: str) -> list[Named]:
    """Who is named in a text, each once, in order; nobody where two people have that name.

    By the whole name or by what stands before the '@' of the address. One statement, none for a
    text without '@'.
    """
    candidates = calls(text)
    if not candidates:
        return []
    people = _people(actor, {said for heads in candidates for said in heads})
    found: dict[int, Named] = {}
    for heads in candidates:
        for said in heads:
            meant = people.get(search_key(said), [])
            if len(meant) == 1:
                found.setdefault(meant[0].pk, Named(meant[0], said))
            if meant:
                break
    return list(found.values())


def _people(actor: Person, said: set[str]) -> dict[str, list[Person]]:
    """Active people by each (folded) name by which one calls them."""
    keys = {search_key(one) for one in said}
    condition = Q(name_key__in=keys)
    for key in keys:
        if " " not in key.strip():
            condition |= Q(email__startswith=f"{key.strip()}@")
    found: dict[str, list[Person]] = {}
    for person in visible_to(actor).filter(condition, is_active=True).order_by("pk")[:100]:
        for key in {person.name_key, search_key(local_part(person))}:
            found.setdefault(key, []).append(person)
    return found


def local_part(person: Person) -> str:
    """What stands before the '@' of somebody's address; '' without one."""
    return (person.email or "").partition("@")[0]


def handle(person: Person, others: Sequence[Person]) -> str:
    """How to call somebody so that nobody else is meant: the name, else the address's beginning."""
    shared = any(one.pk != person.pk and one.name_key == person.name_key for one in others)
    return local_part(person) or person.name if shared else person.name


def references(text: str, own_key: str) -> set[str]:
    """Keys of tickets a text may mean. '#12' in IT-7: IT-12, or a ticket of that very key. Pure."""
    prefix = own_key.rpartition("-")[0]
    found: set[str] = set()
    for key, number in REFERENCE.findall(text):
        found |= {key} if key else {number, f"{prefix}-{number}" if prefix else number}
        if len(found) >= _MOST_REFERENCES:
            break
    return found


def titles(person: Person, standing: Standing, keys: Collection[str]) -> dict[str, str]:
    """Titles by key of those of the tickets that the person may see. One statement."""
    seen = Ticket.objects.filter(seen_by(person, standing), key__in=keys)
    return dict(seen.values_list("key", "title"))
