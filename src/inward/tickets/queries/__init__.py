"""Reads of tickets. All begin at `visible_to(person, at)`; ``at`` is the door's `now`.

    from inward.tickets import queries

Lists (`Page(rows, next)`; pass ``next`` as ``after`` for the following page, None: the end)
    my_asked(person, at, open_only=False, after=None)   what I asked, newest first
    waits_on_me(person, at)                             asked back, or resolved and unconfirmed
    listed(person, at, Filter(...), after=None)         any cut: customer, supplier, service, …
    search(person, typed, at)                           key, else words and fields, newest first
    searching.search(person, sought.read(typed), at)    the same with snippets, a page at a time
Queue (supplier's side)
    queue(person, View.NEXT, at, departments=None, after=None) -> Page of Row(ticket, slack, why)
    counts(person, at, departments=None) -> {View: number up to 500}    one statement
    filters.typed / addressed / apply                   the one vocabulary of lists and searches
    listed_in(person, Cut(view, departments, found, order), at, …)  a page of any cut
    counts_of(person, cuts, at, standing=…)             how many each holds, in one statement
    kept_by(person, served) -> Kept(views, taste)       saved views, and how one likes the queue
    served_departments(person, at) -> [Department]      what the queue can be narrowed to
    to_serve(person, at) -> int                         Next best up to 100, for the frame
    The first three take ``standing=`` where it was read before; then they are one statement each.
One ticket
    ticket_for(person, key, at) -> Ticket               raises NotFound (hidden or missing)
    named(person, key, at) -> Ticket                    the same without what rows show
    detail(person, key, at) -> Detail: ticket, events (visible ones, with actor), holds, clocks,
        watchers, departments (by id), part, verbs (what the person may do now), version
        detail.explain(clock) -> calendars.explain.Explanation      the timeline behind 'why?'
    events_visible_to(person, ticket, at)               notes for supplier sides only
    file_for(person, key, token, at) -> StoredFile      of the form, or of an event they may read
Before asking
    usual(offering) -> Usual(n, median, p85) in business time, None with fewer than 5
    promise_for(offering, customer, priority, now) -> Promise(agreed, usual, usual_by, …)
"""

from inward.tickets.queries.counting import counts, counts_of, to_serve
from inward.tickets.queries.detail import Detail, detail, events_visible_to
from inward.tickets.queries.files import file_for
from inward.tickets.queries.lists import (
    Filter,
    listed,
    my_asked,
    named,
    ticket_for,
    waits_on_me,
)
from inward.tickets.queries.paging import Page
from inward.tickets.queries.promise import Promise, Promised, Usual, promise_for, usual
from inward.tickets.queries.queue import (
    Cut,
    Row,
    desk_standing,
    listed_in,
    queue,
    served_departments,
)
from inward.tickets.queries.searching import plain_search as search
from inward.tickets.queries.views import Kept, Order, View, kept_by
from inward.tickets.visibility import Standing, seen_by, standing_of, visible_to

__all__ = [
    "Cut",
    "Detail",
    "Filter",
    "Kept",
    "Order",
    "Page",
    "Promise",
    "Promised",
    "Row",
    "Standing",
    "Usual",
    "View",
    "counts",
    "counts_of",
    "desk_standing",
    "detail",
    "events_visible_to",
    "file_for",
    "kept_by",
    "listed",
    "listed_in",
    "my_asked",
    "named",
    "promise_for",
    "queue",
    "search",
    "seen_by",
    "served_departments",
    "standing_of",
    "ticket_for",
    "to_serve",
    "usual",
    "visible_to",
    "waits_on_me",
]
