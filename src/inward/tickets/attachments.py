"""Files said along with words: which an event names, and who may read them.

The bytes are kept by `inward.kernel.files`; an event of the log names them by token with what a
page shows of them. Whoever may read the event may read its files: there is no other way to one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inward.directory.models import Person
from inward.kernel.errors import Invalid
from inward.kernel.models import StoredFile

MOST = 10
DATA = "files"


@dataclass(frozen=True)
class Attachment:
    """A file as an event names it. ``size`` in bytes; ``kind`` by its content, never its name."""

    token: str
    name: str
    size: int
    kind: str


def named(actor: Person, tokens: Sequence[str]) -> dict[str, Any]:
    """What an event says of the files the actor sent along: its ``data``, empty without files.

    Raises Invalid (field files) for more than ten and for files that somebody else stored. One
    statement where there are files, else none.
    """
    wanted = list(dict.fromkeys(tokens))
    if not wanted:
        return {}
    if len(wanted) > MOST:
        raise _refused(f"At most {MOST} files at once.")
    mine = StoredFile.objects.filter(token__in=wanted, created_by_id=actor.pk)
    found = {stored.token: stored for stored in mine}
    if len(found) < len(wanted):
        raise _refused("One of these files is no longer there; please choose it again.")
    return {DATA: [_particulars(found[token]) for token in wanted]}


def _particulars(stored: StoredFile) -> dict[str, Any]:
    return {
        "token": stored.token,
        "name": stored.name,
        "size": stored.size,
        "kind": stored.content_type,
    }


def _refused(words: str) -> Invalid:
    return Invalid(words, fields={"files": [words]})


def of(data: Mapping[str, Any]) -> list[Attachment]:
    """The files an event names, from its ``data``."""
    return [
        Attachment(str(one["token"]), str(one["name"]), int(one["size"]), str(one["kind"]))
        for one in data.get(DATA, ())
    ]


def tokens_of(datas: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The tokens of all files that these events name, from their ``data``."""
    return frozenset(file.token for data in datas for file in of(data))
