"""Tags: words by which a supplier sorts its tickets; never seen by the customer's side. Pure."""

from collections.abc import Iterable, Sequence

from inward.directory.folding import without_accents
from inward.kernel.errors import Invalid
from inward.kernel.text import one_line
from inward.tickets.life import Entry
from inward.tickets.models import EventKind

NAME_LENGTH = 40
KEY_LENGTH = 160
MOST = 20


def key_of(name: str) -> str:
    """What makes two tags the same: the name without case, accents and width."""
    return without_accents(name).strip()


def cleaned(names: Iterable[str]) -> dict[str, str]:
    """Names by key, in the order given, without '#', blanks and doubles. Raises Invalid (tag)."""
    found: dict[str, str] = {}
    for typed in names:
        name = one_line(typed, field="tag", max_length=4 * NAME_LENGTH).lstrip("#").strip()
        key = key_of(name)
        if len(name) > NAME_LENGTH or len(key) > KEY_LENGTH or "," in name:
            words = f"A tag has at most {NAME_LENGTH} characters and no comma."
            raise Invalid(words, fields={"tag": [words]})
        if key:
            found.setdefault(key, name)
    return found


def split(typed: str) -> list[str]:
    """What somebody typed into one field, 'vpn, laptop', as names."""
    return [name for name in typed.split(",") if name.strip()]


def fold(entries: Sequence[Entry]) -> dict[str, str]:
    """The tags of a ticket after its log, names by key, oldest first."""
    found: dict[str, str] = {}
    for entry in entries:
        if entry.kind == EventKind.TAGGED:
            for name in entry.data.get("removed", ()):
                found.pop(key_of(name), None)
            for name in entry.data.get("added", ()):
                found.setdefault(key_of(name), name)
    return found


def changed(
    before: dict[str, str], add: Iterable[str], remove: Iterable[str]
) -> tuple[list[str], list[str]]:
    """The names that come and those that go; what is there already does not come again.

    Raises Invalid (tag) for names that are none and for more than `MOST` in the end.
    """
    away = {key: before[key] for key in cleaned(remove) if key in before}
    new = {key: name for key, name in cleaned(add).items() if key not in before or key in away}
    kept = {key for key in new if key in away}
    added = [name for key, name in new.items() if key not in kept]
    removed = [name for key, name in away.items() if key not in kept]
    if len(before) - len(removed) + len(added) > MOST:
        words = f"A ticket has at most {MOST} tags."
        raise Invalid(words, fields={"tag": [words]})
    return added, removed
