"""Keeping views of the queue under a name, and how one likes the queue to look."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from inward.directory.models import Department, Person
from inward.kernel.errors import Invalid, NotAllowed
from inward.tickets.actions.canned import begun, name_of, removed, saved
from inward.tickets.models import SavedView, ServeTaste
from inward.tickets.queries import filters
from inward.tickets.queries.columns import known_columns
from inward.tickets.queries.views import View, order_of
from inward.tickets.visibility import standing_of

# A person has so many of their own: each is counted while Serve is open.
MOST_OWN = 20


@transaction.atomic
def save_view(
    *,
    actor: Person,
    name: str,
    base: str,
    text: str = "",
    order: str = "",
    columns: Iterable[str] = (),
    owner: Person | None = None,
    department: Department | None = None,
    view: SavedView | None = None,
    now: datetime,
) -> SavedView:
    """Save a cut of the queue, or change one: of a person, a department, or everybody's.

    ``text``: the filter as one would type it. Raises Invalid (name, text, base), NotAllowed,
    NotFound (not one's to change).
    """
    if not standing_of(actor, now).serving and not actor.is_administrator:
        raise NotAllowed("Views are for those who work the tickets of a department.")
    item = begun(SavedView, actor, view, owner, department, now)
    item.name = name_of(name)
    item.base = _base(base)
    item.text = _text(text)
    item.order = order_of(View(item.base), order) or ""
    item.columns = known_columns(columns)
    if item.pk is None and owner is not None:
        _check_number(owner)
    return saved(item, actor, now)


@transaction.atomic
def remove_view(*, actor: Person, view: SavedView, now: datetime) -> None:
    """Take a view away; the tickets stay. Raises NotAllowed, NotFound."""
    removed(SavedView, view, actor, now)


@transaction.atomic
def like_queue(
    *,
    actor: Person,
    columns: Iterable[str] | None = None,
    beside: bool | None = None,
    opens: SavedView | View | None = None,
    now: datetime,  # noqa: ARG001  # every action is told the time
) -> ServeTaste:
    """Say how one likes the queue: its columns, the ticket beside it, what it opens with.

    None leaves a thing as it is. Unknown columns are passed over.
    """
    taste, _made = ServeTaste.objects.select_for_update(of=("self",)).get_or_create(person=actor)
    if columns is not None:
        taste.columns = known_columns(columns)
    if beside is not None:
        taste.beside = beside
    if opens is not None:
        taste.opens = opens if isinstance(opens, SavedView) else None
        taste.opens_base = opens.value if isinstance(opens, View) else ""
    taste.save()
    return taste


def _base(given: str) -> str:
    try:
        return View(given).value
    except ValueError:
        words = "There is no such view."
        raise Invalid(words, fields={"base": [words]}) from None


def _text(given: str) -> str:
    """The filter, as it reads back. Raises Invalid for one that could never find anything."""
    found = filters.typed(given)
    if found.problems:
        raise Invalid(found.problems[0], fields={"text": found.problems})
    return found.text()


def _check_number(owner: Person) -> None:
    if SavedView.objects.filter(owner=owner).count() >= MOST_OWN:
        words = f"You have {MOST_OWN} views of your own: take one away first."
        raise Invalid(words, fields={"name": [words]})
