"""The tickets behind a figure: any cut, of those one may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inward.directory.models import Department, Person
from inward.kernel.errors import NotFound
from inward.kernel.storable import can_be
from inward.network import queries as network
from inward.tickets import queries
from inward.tickets.queries import Filter
from inward.web import shell
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in
from inward.web.see import figures
from inward.web.tickets import standing

ROWS = 40
# Counting stops here: nobody needs to know by how much more.
COUNTED = 1_000
NAMED = ("supplier", "customer", "month", "met", "state", "reopened")


@dataclass(frozen=True)
class Cut:
    """What the address asks for."""

    supplier: Department | None
    customer: Department | None
    month: date | None
    filter: Filter
    given: Mapping[str, str]

    def query(self, **changed: str | None) -> str:
        """The address of this cut, some of it changed."""
        said = {**self.given, **changed}
        return "?" + urlencode({name: value for name, value in said.items() if value})


def cut_of(given: Mapping[str, Any]) -> Cut:
    """The cut an address names. Raises NotFound for what is none. At most one statement."""
    said = {name: str(given[name]) for name in NAMED if given.get(name)}
    codes = {said[name] for name in ("supplier", "customer") if name in said}
    real = [code for code in codes if can_be(code)]
    found = {one.code: one for one in Department.objects.filter(code__in=real)} if real else {}
    if codes - found.keys():
        raise NotFound("There is no such department.")
    supplier, customer = found.get(said.get("supplier", "")), found.get(said.get("customer", ""))
    month = month_of(said.get("month", ""))
    cut = Filter(
        supplier_id=supplier.pk if supplier else None,
        customer_id=customer.pk if customer else None,
        state=_one_of(said.get("state", ""), ("", "open", "closed")),
        since=_start(month) if month else None,
        until=_start(_following(month)) if month else None,
        met={"": None, "no": False, "yes": True}[_one_of(said.get("met", ""), ("", "no", "yes"))],
        reopened=True if _one_of(said.get("reopened", ""), ("", "yes")) else None,
    )
    return Cut(supplier, customer, month, cut, said)


def month_of(given: str) -> date | None:
    """'2026-10' as its first day; None for nothing. Raises NotFound for what is no month."""
    if not given:
        return None
    try:
        month = datetime.strptime(given, "%Y-%m").replace(tzinfo=UTC).date()
        _following(month)  # the last month of all time has none
    except ValueError:
        raise NotFound("There is no such month.") from None
    return month


def _one_of(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise NotFound("There is no such list.")
    return value


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@signed_in("GET")
def tickets(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """The tickets of a cut, newest first, with how many of all one may see."""
    cut = cut_of(request.GET)
    after = request.GET.get("after") or None
    page = queries.listed(person, at, cut.filter, after=after, limit=ROWS)
    sees = shell.standing_for(request, person, at).sees
    context = {
        "heading": _heading(cut),
        "said": _said(cut),
        "honest": _honest(cut, person, at, sees=sees),
        "crumbs": [Crumb(_("See"), shell.address("see")), Crumb(_("Tickets"))] if sees else [],
        "lines": [
            (
                ticket,
                *standing.meaning(ticket, person, at),
                standing.state_words(ticket, person, at),
            )
            for ticket in page.rows
        ],
        "first": cut.query() if after else "",
        "following": cut.query(after=page.next) if page.next else "",
    }
    return render(request, "see/tickets.html", context)


def _heading(cut: Cut) -> str:
    if cut.supplier and cut.customer:
        names = {"supplier": cut.supplier.name, "customer": cut.customer.name}
        return _("%(supplier)s for %(customer)s") % names
    if cut.supplier:
        return _("Tickets of %s") % cut.supplier.name
    return _("Tickets asked by %s") % cut.customer.name if cut.customer else _("Tickets")


def _said(cut: Cut) -> list[tuple[str, str]]:
    """Each condition in words, with the address without it."""
    words = {
        ("met", "no"): _("promise not kept"), ("met", "yes"): _("promise kept"),
        ("state", "open"): _("open"), ("state", "closed"): _("over"),
        ("reopened", "yes"): _("reopened"),
    }  # fmt: skip
    found = [
        (words[name, value], cut.query(**{name: None}))
        for name, value in cut.given.items()
        if (name, value) in words
    ]
    if cut.month:
        found.insert(0, (figures.month_name(cut.month), cut.query(month=None)))
    return found


def _honest(cut: Cut, person: Person, at: datetime, *, sees: bool) -> str:
    """'23 of 240 tickets: those you may see'. How many there are is told to whom See tells it."""
    mine = queries.visible_to(person, at).filter(cut.filter.condition())
    n = len(mine.values_list("pk")[: COUNTED + 1])
    shown = figures.number(n) if n <= COUNTED else _("more than %s") % figures.number(COUNTED)
    plain = sees and cut.supplier and cut.customer and len(cut.given) == 2
    relation = (
        network.relation(cut.supplier.pk, cut.customer.pk)
        if plain and cut.supplier and cut.customer
        else None
    )
    if relation is not None and relation.tickets > n:
        return _("%(n)s of %(all)s tickets: those you may see.") % {
            "n": shown, "all": figures.number(relation.tickets)
        }  # fmt: skip
    return ngettext("%s ticket that you may see.", "%s tickets that you may see.", n) % shown
