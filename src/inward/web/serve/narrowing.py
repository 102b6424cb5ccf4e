"""What of the queue is shown: read from the address and written into it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from inward.directory.models import Department
from inward.kernel.errors import NotFound
from inward.tickets.models import SavedView
from inward.tickets.queries import Kept, View, filters
from inward.tickets.queries.filters import Filter, Term
from inward.tickets.queries.views import order_of, view_named

ROWS = 40
ROWS_OFFERED = (40, 100, 200)


@dataclass(frozen=True)
class Shown:
    """A cut of the queue. ``department``: one of those served, or None for all of them.

    ``saved``: the saved view it is. ``chosen``: key of the ticket that stands beside the list.
    ``doing``: what is about to be done with those chosen in the list.
    """

    view: View = View.NEXT
    department: Department | None = None
    found: Filter = field(default_factory=Filter)
    order: str = ""
    saved: SavedView | None = None
    rows: int = ROWS
    after: str | None = None
    chosen: str = ""
    doing: str = ""

    @property
    def ids(self) -> list[int] | None:
        """Departments to narrow to."""
        return [self.department.pk] if self.department else None

    @property
    def sorted_by(self) -> str:
        """The order that holds; '' where the view has one of its own."""
        return order_of(self.view, self.order) or ""

    def pairs(self, **changed: Any) -> list[tuple[str, str]]:
        """Names and values of this cut with some of it changed; from the first page on."""
        other = replace(self, **{"after": None, "chosen": "", "doing": "", **changed})
        page = {
            "rows": str(other.rows) if other.rows != ROWS else "",
            "after": other.after or "",
            "ticket": other.chosen,
            "do": other.doing,
        }
        given = [*_cut(other), *page.items()]
        return [(name, value) for name, value in given if value]

    def query(self, **changed: Any) -> str:
        """The address of this cut with some of it changed; always from the first page on."""
        return "?" + urlencode(self.pairs(**changed))

    def find_pairs(self) -> list[tuple[str, str]]:
        """What goes along with the box, which holds the whole filter as text."""
        explicit = replace(self, saved=None, found=Filter())
        return [(name, value) for name, value in _cut(explicit) if value]

    def to(self, view: View) -> str:
        """The address of another view everybody has; filters go along, but a saved view's own."""
        return self.query(view=view, saved=None, found=Filter() if self.saved else self.found)

    def without(self, term: Term | None) -> str:
        """The address with a term (None: the words) of the filter less."""
        found = self.found.without(term) if term else replace(self.found, words="")
        return self.query(found=found)


def _cut(shown: Shown) -> list[tuple[str, str]]:
    department = ("department", shown.department.code if shown.department else "")
    if shown.saved is not None and _is_as_saved(shown, shown.saved):
        return [("saved", str(shown.saved.pk)), department]
    usual = order_of(shown.view, "") or ""
    order = ("order", shown.sorted_by if shown.sorted_by != usual else "")
    return [("view", shown.view.value), department, order, *shown.found.pairs()]


def _is_as_saved(shown: Shown, saved: SavedView) -> bool:
    same = shown.view.value == saved.base and shown.found.text() == saved.text
    return same and shown.sorted_by == (order_of(View(saved.base), saved.order) or "")


def shown(given: QueryDict, served: Sequence[Department], kept: Kept) -> Shown:
    """The cut an address names, else what the person opens Serve with.

    Raises NotFound for a view or a department that is none.
    """
    base = _named(given, kept)
    department = _department(given.get("department", ""), served)
    return replace(
        base,
        department=department,
        rows=_rows(given.get("rows", "")),
        after=given.get("after") or None,
        chosen=given.get("ticket", "")[:120],
        doing=given.get("do", "")[:20],
    )


def _named(given: QueryDict, kept: Kept) -> Shown:
    if given.get("saved"):
        return of_saved(_saved(given.get("saved", ""), kept))
    found = asked_for(given)
    if not given.get("view") and not found and not given.get("order"):
        return _opening(kept)
    view = _view(given.get("view") or View.NEXT.value)
    return Shown(view=view, found=found, order=given.get("order", "")[:12])


def asked_for(given: QueryDict) -> Filter:
    """The filter of an address; what was typed into the box may name filters too."""
    found = filters.addressed(given)
    if ":" not in found.words:
        return found
    read = filters.typed(found.words)
    together = QueryDict(mutable=True)
    for name, value in (*replace(found, words="").pairs(), *read.pairs()):
        together.appendlist(name, value)
    both = filters.addressed(together)
    problems = (*found.problems, *read.problems)
    return replace(both, problems=problems, hints=read.hints)


def of_saved(saved: SavedView) -> Shown:
    """The cut that was saved; a view that is no more is everything open."""
    view = view_named(saved.base) or View.OPEN
    return Shown(view=view, found=filters.typed(saved.text), order=saved.order, saved=saved)


def _opening(kept: Kept) -> Shown:
    """What Serve opens with, as the person chose."""
    if kept.taste.opens_id and (saved := kept.saved(kept.taste.opens_id)):
        return of_saved(saved)
    return Shown(view=view_named(kept.taste.opens_base) or View.NEXT)


def _view(name: str) -> View:
    found = view_named(name)
    if found is None:
        raise NotFound("There is no such view.")
    return found


def _saved(number: str, kept: Kept) -> SavedView:
    plain = number.isascii() and number.isdecimal() and len(number) < 19
    found = kept.saved(int(number)) if plain else None
    if found is None:
        raise NotFound("There is no such view.")
    return found


def _rows(typed: str) -> int:
    return next((n for n in ROWS_OFFERED if str(n) == typed), ROWS)


def _department(code: str, served: Sequence[Department]) -> Department | None:
    if not code:
        return None
    found = next((one for one in served if one.code == code), None)
    if found is None:
        raise NotFound("You do not work for such a department.")
    return found


def place(posted: Mapping[str, str]) -> QueryDict:
    """The address an action came from, as its form sends it along in one field."""
    return QueryDict(posted.get("back", "").removeprefix("?")[:4_000])
