"""The queue as its template draws it: views with their counts, the filter, how it is sorted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.directory.models import Department
from inward.tickets.models import SavedView
from inward.tickets.queries import Cut, Kept, Order, View
from inward.tickets.queries.columns import COLUMNS, USUAL
from inward.tickets.queries.filters import Filter, Resolved
from inward.tickets.queries.views import orders_of
from inward.tickets.queries.vocabulary import FIELDS
from inward.web.components.pieces import Tab
from inward.web.serve.narrowing import Shown, of_saved

VIEWS: Mapping[View, str | Promise] = {
    View.NEXT: gettext_lazy("Next best"),
    View.UNASSIGNED: gettext_lazy("Unassigned"),
    View.MINE: gettext_lazy("Mine"),
    View.AT_RISK: gettext_lazy("At risk"),
    View.WAITING: gettext_lazy("Waiting on customer"),
    View.ON_HOLD: gettext_lazy("Waiting on others"),
    View.RESOLVED: gettext_lazy("To be confirmed"),
    View.CLOSED: gettext_lazy("Closed"),
    View.OPEN: gettext_lazy("All open"),
    View.ALL: gettext_lazy("All ever"),
}
# What stands behind 'More' among the tabs: asked for less often.
RARE_VIEWS = (View.ON_HOLD, View.RESOLVED, View.CLOSED, View.OPEN, View.ALL)
ORDERS: Mapping[Order, str | Promise] = {
    Order.URGENCY: gettext_lazy("Least slack, weighed by who waits"),
    Order.DUE: gettext_lazy("Due first"),
    Order.PRIORITY: gettext_lazy("Priority, then least slack"),
    Order.NEWEST: gettext_lazy("Newest first"),
    Order.OLDEST: gettext_lazy("Oldest first"),
}
# What an empty view says, and what to do first.
EMPTY: Mapping[View, tuple[str | Promise, str | Promise]] = {
    View.NEXT: (
        gettext_lazy("Nothing to do for anybody"),
        gettext_lazy("What colleagues ask of your department comes here, the most urgent first."),
    ),
    View.UNASSIGNED: (
        gettext_lazy("Everything has somebody"),
        gettext_lazy("Tickets that nobody has taken yet stand here."),
    ),
    View.MINE: (
        gettext_lazy("You have nothing in hand"),
        gettext_lazy("Take a ticket from Next best: it is yours until you pass it on."),
    ),
    View.AT_RISK: (
        gettext_lazy("No promise is at risk"),
        gettext_lazy("What is late, or due within four hours, stands here."),
    ),
    View.WAITING: (
        gettext_lazy("No customer owes an answer"),
        gettext_lazy("Tickets whose clock stands still until the customer answers stand here."),
    ),
    View.ON_HOLD: (
        gettext_lazy("Nobody else is waited for"),
        gettext_lazy("Tickets that wait for somebody outside, a department or a date stand here."),
    ),
    View.RESOLVED: (
        gettext_lazy("Nothing waits to be confirmed"),
        gettext_lazy("What you resolve stands here until the customer confirms it."),
    ),
    View.CLOSED: (
        gettext_lazy("Nothing closed yet"),
        gettext_lazy("What is over stands here, the last first."),
    ),
    View.OPEN: (
        gettext_lazy("Nothing is open"),
        gettext_lazy("What your department works on or waits for stands here."),
    ),
    View.ALL: (
        gettext_lazy("Nothing yet"),
        gettext_lazy("Every ticket your department ever got stands here."),
    ),
}


@dataclass(frozen=True)
class Counted:
    """A tab whose count comes in a request of its own, by its id."""

    id: str
    label: str | Promise
    href: str
    current: bool
    shared: bool = False


@dataclass(frozen=True)
class Chip:
    """A term of the filter: what it says, and the address without it."""

    words: str
    without: str


def tabs(shown: Shown, kept: Kept) -> list[Counted]:
    """The views one looks at every hour and the one that is shown, then the saved ones."""
    views = [v for v in View if v not in RARE_VIEWS or (v is shown.view and not shown.saved)]
    return [*(_built_in(shown, view) for view in views), *_saved(shown, kept)]


def rare_tabs(shown: Shown) -> list[Counted]:
    """The other views."""
    return [_built_in(shown, view) for view in RARE_VIEWS]


def _built_in(shown: Shown, view: View) -> Counted:
    here = view is shown.view and shown.saved is None
    return Counted(f"count-{view.value}", VIEWS[view], shown.to(view), here)


def _saved(shown: Shown, kept: Kept) -> list[Counted]:
    return [
        Counted(
            f"count-saved-{one.pk}", one.name, _opened(shown, one),
            shown.saved is not None and shown.saved.pk == one.pk, one.owner_id is None,
        )
        for one in kept.views
    ]  # fmt: skip


def _opened(shown: Shown, saved: SavedView) -> str:
    return of_saved(saved).query(department=shown.department)


def counted_cuts(shown: Shown, kept: Kept, resolved: Mapping[int, Resolved]) -> list[Cut]:
    """What is counted for the tabs, in their order: views everybody has, then saved ones.

    ``resolved``: the filter of each saved view by its number, and of the page by 0.
    """
    own = resolved[0]
    views = [Cut(view, shown.ids, own) for view in View]
    return [*views, *(Cut(of_saved(o).view, shown.ids, resolved[o.pk]) for o in kept.views)]


def counted_ids(kept: Kept) -> list[str]:
    """The ids of the tabs that `counted_cuts` counts for, in the same order."""
    return [
        *(f"count-{view.value}" for view in View),
        *(f"count-saved-{one.pk}" for one in kept.views),
    ]


def page_filter(shown: Shown) -> Filter:
    """The filter that goes along to the views everybody has: not a saved view's own."""
    return Filter() if shown.saved else shown.found


def departments(shown: Shown, served: Sequence[Department]) -> list[Tab]:
    """What the queue can be narrowed to; nothing where one works for one department only."""
    if len(served) < 2:
        return []
    every = Tab(_("All"), shown.query(department=None), shown.department is None)
    some = [Tab(one.name, shown.query(department=one), one == shown.department) for one in served]
    return [every, *some]


def chips(shown: Shown, resolved: Resolved) -> list[Chip]:
    """The filter, a chip a term; its words last."""
    found = []
    for term in shown.found.terms:
        joint = _(" and ") if FIELDS[term.name].all_of else _(" or ")
        said = joint.join(resolved.label(term.name, value) for value in term.values)
        label = str(FIELDS[term.name].label)
        words = _("%(what)s not %(said)s") if term.opposite else _("%(what)s %(said)s")
        found.append(Chip(words % {"what": label, "said": said}, shown.without(term)))
    if shown.found.words:
        found.append(Chip(f"‘{shown.found.words}’", shown.without(None)))
    return found


def sorted_tabs(shown: Shown) -> list[Tab]:
    """How the view can be sorted; nothing where it has an order of its own."""
    return [
        Tab(ORDERS[one], shown.query(order=one.value), one.value == shown.sorted_by)
        for one in orders_of(shown.view)
    ]


def columns_of(shown: Shown, kept: Kept) -> list[tuple[str, str]]:
    """Names and words of the columns: the saved view's, else the person's, else the usual."""
    own = shown.saved.columns if shown.saved else []
    names = own or kept.taste.columns or list(USUAL)
    return labelled(names)


def labelled(names: Sequence[str]) -> list[tuple[str, str]]:
    """Columns with their words."""
    return [(name, str(COLUMNS[name])) for name in names if name in COLUMNS]
