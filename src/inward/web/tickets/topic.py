"""What one topic (approvals, parts, time …) adds to the page of a ticket: the types.

Topics know these types and nothing of the page; the page knows the list of topics
(`inward.web.tickets.topics`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from inward.directory.models import Person
from inward.tickets.models import Ticket, TicketEvent
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb

Text = str | Promise


@dataclass(frozen=True)
class Mode:
    """A way to write: its tab, what the empty field says, what the button says.

    ``panel``: template of the fields it needs besides the text. ``listed``: these need a list that
    is read only when the mode is chosen. ``wordless``: no text goes with it.
    """

    verb: str
    needs: Verb
    tab: Text
    hint: Text
    button: Text
    icon: str
    key: str = ""
    rare: bool = False
    panel: str = ""
    listed: bool = False
    wordless: bool = False


@dataclass(frozen=True)
class Sent:
    """A sent form: who, on which ticket, seen in which version, when, with which fields.

    ``many``: all values of a field that may come more than once; ``files``: tokens of the files
    that came along, now or with an earlier try.
    """

    actor: Person
    ticket: Ticket
    version: int
    now: datetime
    fields: Mapping[str, str]
    many: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Sequence[str] = ()

    @property
    def text(self) -> str:
        """The text field."""
        return self.fields.get("text", "")

    def get(self, name: str) -> str:
        """A field, '' if it was not sent."""
        return self.fields.get(name, "").strip()

    @property
    def key(self) -> str | None:
        """The form's idempotency key."""
        return self.fields.get("idempotency_key") or None


Do = Callable[[Sent], Ticket]


@dataclass(frozen=True)
class Card:
    """A piece of the page: its template and what that draws (as ``card``)."""

    template: str
    view: object


Draw = Callable[[Detail], Card | None]


@dataclass(frozen=True)
class TabOf:
    """A tab beside conversation and log: its words, its count, what it shows.

    Words None: no tab on this ticket.
    """

    words: Callable[[Detail], Text | None]
    body: Draw
    count: Callable[[Detail], int | None] = lambda _detail: None


@dataclass(frozen=True)
class Topic:
    """What a topic adds. Each part may be missing; a Draw that gives None draws nothing.

    ``head``: under the title, before the strip; ``main``: above the conversation; ``side``: beside
    it; ``facts``: rows (name, value, note) of the facts. ``choices``: by verb, what the panel of a
    mode needs. ``told``: by kind of event, what was done in words, without who did it;
    ``told_to`` where that depends on who reads it. ``whole``: the same as a sentence of its own
    that names nobody who did it; '' for the events that somebody did.
    """

    name: str
    modes: Sequence[Mode] = ()
    verbs: Mapping[str, tuple[Do, Text]] = field(default_factory=dict)
    choices: Mapping[str, Callable[[Detail], Mapping[str, object]]] = field(default_factory=dict)
    tab: TabOf | None = None
    head: Draw | None = None
    main: Draw | None = None
    side: Draw | None = None
    facts: Callable[[Detail], Sequence[tuple[str, str, str]]] | None = None
    told: Mapping[str, Callable[[TicketEvent], str]] = field(default_factory=dict)
    told_to: Mapping[str, Callable[[TicketEvent, Detail], str]] = field(default_factory=dict)
    whole: Mapping[str, Callable[[TicketEvent], str]] = field(default_factory=dict)
    icons: Mapping[str, str] = field(default_factory=dict)
