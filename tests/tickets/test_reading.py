"""Lists, queue and page of a ticket: what they hold and how many statements they take."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inward.kernel.errors import NotFound
from inward.tickets import actions, queries
from inward.tickets.queries import View
from tests.support.world_promises import Promises, ask_for_laptop, later


def test_the_page_of_a_ticket_takes_six_statements(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=later(20))
    actions.note(actor=w.ian, ticket=ticket, text="Old model", now=later(25))
    with CaptureQueriesContext(connection, ) as asked:
        detail = queries.detail(w.ian, ticket.key, later(60))
        assert len(detail.clocks) == 3
        assert [h.party_kind for h in detail.holds] == ["supplier", "supplier"]
        assert len(detail.events) == 3
        assert detail.verbs
        assert detail.explain(detail.clocks[0])
        str(detail.ticket.requester), str(detail.ticket.customer), str(detail.events[0].actor)
    assert len(asked) == 6, "\n".join(q["sql"] for q in asked.captured_queries)


def test_queue(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    page = queries.queue(w.ian, View.NEXT, later(10))
    assert [row.ticket.pk for row in page.rows] == [ticket.pk]
    print(page.rows[0].why)
    print(queries.counts(w.ian, later(10)))
    print(queries.promise_for(w.new_laptop, w.marketing, 4, later(0)))
    assert queries.search(w.mara, "lap", later(0)) == [ticket]
    with pytest.raises(NotFound):
        queries.ticket_for(w.hana, ticket.key, later(0))
