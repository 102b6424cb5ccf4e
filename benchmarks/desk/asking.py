"""Who asks what: people of the filled organisation, the pages they open and the forms they send."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from benchmarks.desk.words import Speech
from inward.catalogue.models import Offering
from inward.directory.models import Membership, Person
from inward.tickets.models import Ticket

BACKEND = "inward.web.accounts.SignInBackend"
# Any value will do: a form is accepted where cookie and field are the same.
CSRF = "b" * 32
# How often words are looked for: from the most frequent to ones that hardly occur.
RANKS = (0, 3, 20, 100, 400, 1_500, 6_000, 15_000)


@dataclass(frozen=True)
class Request:
    """One request. ``form``: what is sent; empty: a page is opened."""

    path: str
    cookie: str
    form: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The form as sent."""
        return urlencode(self.form).encode() if self.form else b""


def signed_in(person: Person) -> str:
    """The cookies of a person who has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"__Host-session={session.session_key}; __Host-csrf={CSRF}"


class Asking:
    """Requests of each kind, made anew each time, the same for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self.rng = random.Random(seed)
        self.speech = Speech()
        agents = Membership.objects.filter(role="agent").select_related("person").order_by("pk")
        members = Membership.objects.filter(role="member").select_related("person").order_by("-pk")
        self.agents = [(seat, signed_in(seat.person)) for seat in self._some(agents, 24)]
        self.members = [(seat, signed_in(seat.person)) for seat in self._some(members, 24)]
        self.offerings = list(Offering.objects.values_list("pk", flat=True)[:200])
        self.open = {seat.department_id: self._open(seat.department_id) for seat, _ in self.agents}
        # Each is answered once: its version is known without opening its page.
        self.unanswered = {
            seat.department_id: self._newest(seat.department_id) for seat, _ in self.agents
        }

    def _some(self, seats: object, number: int) -> list[Membership]:
        return self.rng.sample(list(seats[:2_000]), number)  # type: ignore[index]

    def _open(self, department: int) -> list[str]:
        rows = Ticket.objects.filter(supplier=department, queue_at__isnull=False)
        keys = list(rows.order_by("queue_at").values_list("key", flat=True)[:300])
        return keys or list(
            Ticket.objects.filter(supplier=department).values_list("key", flat=True)[:300]
        )

    def _newest(self, department: int) -> list[tuple[str, int]]:
        rows = Ticket.objects.filter(supplier=department).order_by("-pk")
        return list(rows.values_list("key", "version")[:1_000])

    def queue(self) -> Request:
        """An agent's queue."""
        return Request("/serve/", self.rng.choice(self.agents)[1])

    def ticket(self) -> Request:
        """An open ticket, seen by one who works on such."""
        seat, cookie = self.rng.choice(self.agents)
        return Request(_page(self.rng.choice(self.open[seat.department_id])), cookie)

    def search(self) -> Request:
        """One word or two, frequent and rare, by agents and members."""
        _seat, cookie = self.rng.choice([*self.agents, *self.members])
        words = [
            self.speech.words[rank] for rank in self.rng.sample(RANKS, self.rng.choice((1, 2)))
        ]
        return Request(f"/search/?q={quote(' '.join(words))}", cookie)

    def create(self) -> Request:
        """A member asks."""
        form = {
            "csrfmiddlewaretoken": CSRF, "idempotency_key": str(uuid.uuid4()),
            "answer-what": self.speech.text(self.rng), "title": self.speech.title(self.rng),
            "text": self.speech.text(self.rng), "urgency": "3",
        }  # fmt: skip
        path = f"/ask/{self.rng.choice(self.offerings)}/"
        return Request(path, self.rng.choice(self.members)[1], form)

    def reply(self) -> Request:
        """An agent answers."""
        seat, cookie = self.rng.choice(self.agents)
        key, version = self.unanswered[seat.department_id].pop()
        form = {
            "csrfmiddlewaretoken": CSRF, "idempotency_key": str(uuid.uuid4()), "verb": "reply",
            "text": self.speech.text(self.rng), "version": str(version),
        }  # fmt: skip
        return Request(_page(key), cookie, form)

    def many(self, kind: str, number: int) -> Iterator[Request]:
        """So many of a kind."""
        for _ in range(number):
            yield getattr(self, kind)()


def _page(key: str) -> str:
    return f"/tickets/{quote(key)}/"


KINDS = ("queue", "ticket", "search", "create", "reply")
