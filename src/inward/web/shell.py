"""The frame around every page: places, the person at the foot of the rail, the demo marker.

Places are data. One that has no address yet is absent, one that is not for this person too; every
page checks its own policy all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from inward.directory.models import Membership, Person
from inward.kernel.clock import now
from inward.overview.policies import may_see
from inward.tickets.queries import to_serve
from inward.tickets.queries.counting import MOST_IN_FRAME
from inward.web.ports import DemoSignIns, ports

SERVING: Final = frozenset({Membership.Role.AGENT, Membership.Role.LEAD, Membership.Role.HEAD})


@dataclass(frozen=True)
class Standing:
    """What decides which places a person sees."""

    person: Person
    roles: frozenset[str]
    department: str

    @property
    def serves(self) -> bool:
        """Whether tickets can come to this person."""
        return bool(self.roles & SERVING)

    @property
    def sees(self) -> bool:
        """Whether figures about departments are part of this person's work."""
        return may_see(self.person, self.roles)


@dataclass(frozen=True)
class Place:
    """One entry of the rail. `key` is pressed after `g`; `count` says what waits there."""

    name: str
    label: str | Promise
    icon: str
    url_name: str
    key: str
    may: Callable[[Standing], bool] = lambda _standing: True
    count: Callable[[Person, datetime], int] | None = None


PLACES: Final[tuple[Place, ...]] = (
    Place("home", _("Home"), "home", "home", "h"),
    Place("ask", _("Ask"), "message-circle-plus", "ask", "a"),
    Place(
        "serve",
        _("Serve"),
        "inbox",
        "serve",
        "q",
        may=lambda standing: standing.serves,
        count=to_serve,
    ),
    Place("see", _("See"), "chart-dots-3", "see", "s", may=lambda standing: standing.sees),
)


@dataclass(frozen=True)
class Entry:
    """A place as drawn for one request."""

    place: Place
    href: str
    current: bool
    count: str


@dataclass(frozen=True)
class Shell:
    """What `base.html` needs; empty for somebody who is not signed in."""

    entries: tuple[Entry, ...]
    person: Person | None
    department: str
    search_href: str


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Costs one query, on pages that draw the frame only."""
    return {
        "shell": SimpleLazyObject(lambda: _shell(request)),
        "demo": settings.DEMO,
        "sign_in": SimpleLazyObject(lambda: _sign_in(request)),
    }


def _sign_in(request: HttpRequest) -> dict[str, Any]:
    """For the sign-in page: demo people where this is a demo, and whether cookies can be kept."""
    host = request.get_host().rsplit(":", 1)[0]
    kept = request.is_secure() or host in {"localhost", "127.0.0.1", "[::1]"}
    demo = ports.demo_sign_ins() if settings.DEMO else DemoSignIns()
    return {"needs_tls": not kept, "people": demo.people, "password": demo.password}


def _shell(request: HttpRequest) -> Shell:
    user = getattr(request, "user", None)
    if not isinstance(user, Person) or not user.is_authenticated:
        return Shell((), None, "", "")
    instant = now()
    standing = standing_for(request, user, instant)
    entries = [
        Entry(place, href, _is_current(request.path, href), _count(place, user, instant))
        for place in PLACES
        if (href := address(place.url_name)) and place.may(standing)
    ]
    return Shell(tuple(entries), user, standing.department, address("search"))


def standing_for(request: HttpRequest, person: Person, instant: datetime) -> Standing:
    """The standing of who asks, read once a request: a page's policy and its frame share it."""
    kept = request.__dict__
    if "inward_standing" not in kept:
        kept["inward_standing"] = standing_of(person, instant)
    found: Standing = kept["inward_standing"]
    return found


def standing_of(person: Person, instant: datetime) -> Standing:
    """Open memberships of a person, read once."""
    open_today = Q(until__isnull=True) | Q(until__gt=instant.date())
    rows = list(
        person.memberships.filter(open_today, since__lte=instant.date())
        .order_by("-is_primary", "id")
        .values_list("role", "department__name")
    )
    return Standing(person, frozenset(role for role, _name in rows), rows[0][1] if rows else "")


def address(url_name: str) -> str:
    """The address of a page, or nothing where the page does not exist."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _is_current(path: str, href: str) -> bool:
    return path == href if href == "/" else path.startswith(href)


def _count(place: Place, person: Person, instant: datetime) -> str:
    found = place.count(person, instant) if place.count else 0
    return counted(found, MOST_IN_FRAME) if found else ""


def counted(found: int, most: int) -> str:
    """A number that was counted up to a cap: '14', '99+'."""
    return f"{most - 1}+" if found >= most else str(found)
