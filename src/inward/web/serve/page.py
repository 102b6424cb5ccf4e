"""What the page of the queue needs, read once: where one serves, what one keeps, one page of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from inward.directory.models import Department, Person
from inward.kernel.errors import NotFound
from inward.tickets import queries
from inward.tickets.models import Ticket
from inward.tickets.queries import Cut, Kept, Standing, filters
from inward.tickets.queries.columns import COLUMNS, USUAL
from inward.tickets.queries.filters import Resolved
from inward.tickets.queries.tagging import tags_of
from inward.tickets.rules import IMPACTS, URGENCIES
from inward.web.serve import asking, narrowing, presenting
from inward.web.serve.acting import Done
from inward.web.serve.lines import Line, beside, lines
from inward.web.serve.narrowing import Shown


@dataclass(frozen=True)
class Desk:
    """Who works where, at which instant, and how they keep their queue."""

    person: Person
    at: datetime
    standing: Standing
    served: Sequence[Department]
    kept: Kept

    def shown(self, given: QueryDict) -> Shown:
        """The cut an address names. Raises NotFound."""
        return narrowing.shown(given, self.served, self.kept)

    def resolved(self, shown: Shown) -> Resolved:
        """Its filter, with names looked up."""
        return filters.resolve(shown.found, person=self.person, at=self.at, standing=self.standing)

    def cut(self, shown: Shown, resolved: Resolved) -> Cut:
        """What the list holds."""
        return Cut(shown.view, shown.ids, resolved, shown.order)


def desk_of(person: Person, at: datetime) -> Desk:
    """Where the person serves. For who serves nowhere there is no queue: raises NotFound.

    Three statements, for heads four.
    """
    standing, served = queries.desk_standing(person, at)
    if not standing.serving:
        raise NotFound(_("The queue is for those who work the tickets of a department."))
    return Desk(person, at, standing, served, queries.kept_by(person, served))


@dataclass(frozen=True)
class Listed:
    """One page of the queue as its template draws it."""

    desk: Desk
    shown: Shown
    request: HttpRequest
    done: Done | None = None

    @cached_property
    def resolved(self) -> Resolved:
        """The filter."""
        return self.desk.resolved(self.shown)

    @cached_property
    def columns(self) -> list[tuple[str, str]]:
        """Names and words of the columns."""
        return presenting.columns_of(self.shown, self.desk.kept)

    def context(self) -> dict[str, object]:
        """All that the template is given. Two statements, and one with the column of tags."""
        desk, shown = self.desk, self.shown
        page = queries.listed_in(
            desk.person, desk.cut(shown, self.resolved), desk.at, standing=desk.standing,
            after=shown.after, limit=shown.rows,
        )  # fmt: skip
        tags = self._tags([one.pk for one in page.rows])
        rows = lines(page.rows, desk.person, desk.at, self.columns, tags)
        title, text = presenting.EMPTY[shown.view]
        return self._around() | {
            "lines": rows,
            "first": shown.query() if shown.after else "",
            "following": shown.query(after=page.next) if page.next else "",
            "chosen": self._chosen(rows),
            "empty_title": title,
            "empty_text": text,
            "done": self.done,
            "refused": {line.key for line in self.done.refused} if self.done else set(),
        }

    def _around(self) -> dict[str, object]:
        """What stands around the list."""
        desk, shown = self.desk, self.shown
        back = shown.query(after=shown.after)
        return {
            "shown": shown,
            "heading": _heading(shown, desk.served),
            "leads": bool(desk.standing.leading),
            "tabs": presenting.tabs(shown, desk.kept),
            "rare": presenting.rare_tabs(shown),
            "narrow": presenting.departments(shown, desk.served),
            "chips": presenting.chips(shown, self.resolved),
            "clear": shown.query(found=filters.Filter()),
            "sorted": presenting.sorted_tabs(shown),
            "problems": self.resolved.problems,
            "hints": shown.found.hints,
            "columns": self.columns,
            "beside": desk.kept.taste.beside,
            "all_columns": COLUMNS.items(),
            "own_columns": desk.kept.taste.columns or USUAL,
            "back": back,
            "counts_query": shown.query(),
            "file_query": shown.query(),
            "find_pairs": shown.find_pairs(),
            "filter_fields": asking.fields_of(shown.found),
            "filter_others": asking.others_of(shown.found),
            "bulk_modes": asking.BULK_MODES,
            "impacts": IMPACTS.items(),
            "urgencies": URGENCIES.items(),
            "reasons": Ticket.ReasonKind.choices,
            "outcomes": Ticket.Outcome.choices,
        }

    def _chosen(self, rows: Sequence[Line]) -> str:
        """The address of what stands beside the list: what the address names, else the first."""
        if self.shown.chosen:
            return beside(self.shown.chosen, self.columns)
        return rows[0].preview if rows else ""

    def _tags(self, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
        if not any(name == "tags" for name, _label in self.columns):
            return {}
        return tags_of(ids, self.desk.person, self.desk.standing)


def _heading(shown: Shown, served: Sequence[Department]) -> str:
    if shown.department is not None:
        return shown.department.name
    return served[0].name if len(served) == 1 else _("Your departments")
