"""No two releases differ by fewer than five people, whatever happens to tickets in between."""

from datetime import timedelta
from typing import Any

import pytest

from inward.directory.models import Person
from inward.feedback import queries
from inward.feedback.models import Rating
from inward.measures import queries as measures
from inward.network import queries as network
from inward.network.refresh import refresh
from inward.tickets import actions
from inward.tickets.models import Ticket
from tests.support.world_promises import Promises, ask_for_laptop, later

WINDOW = timedelta(days=14)
K = 5


def raters(w: Promises) -> list[Person]:
    """Eight people, none of whom did the work."""
    return [w.mara, w.max, w.hana, w.fiona, w.frank, w.alice, w.iris, w.adam]


def rated(w: Promises, author: Person, score: int, minutes: float = 30) -> Rating:
    """A ticket done by IT for Marketing and rated by `author` some minutes after the start."""
    done = ask_for_laptop(w)
    actions.resolve(actor=w.ian, ticket=done, outcome="fulfilled", now=later(10))
    actions.confirm(actor=w.mara, ticket=done, now=later(20))
    at = later(minutes)
    return Rating.objects.create(
        ticket=done, side="customer", author=author, asked_at=later(21), answered_at=at,
        window_ends=at + WINDOW, outcome=score, supplier=w.it, customer=w.marketing,
    )  # fmt: skip


def after(minutes: float) -> Any:
    """When seals of ratings given then are broken and settled."""
    return later(minutes) + WINDOW + timedelta(hours=1)


def told(minutes: float) -> dict[int, int]:
    """Ticket → score of all that is released then."""
    return {one.ticket_id: one.score for one in queries.released(after(minutes))}


def reopen_and_hand_off(w: Promises, ticket: Ticket) -> None:
    """The ticket of a rating goes on, and ends with another department."""
    again = actions.reopen(actor=w.mara, ticket=ticket, text="Not yet", now=later(40))
    actions.hand_off(actor=w.ian, ticket=again, department=w.finance, reason="y", now=later(41))


def test_from_one_release_to_the_next_nobody_or_five_more(promises: Promises) -> None:
    people = raters(promises)
    given = [rated(promises, people[n % len(people)], 1 + n % 5, 30 + n) for n in range(24)]
    author = {rating.ticket_id: rating.author_id for rating in given}
    before: dict[int, int] = {}
    for n in range(24):
        now = told(30 + n)
        assert before.items() <= now.items(), "what was released stays released"
        came = {author[ticket] for ticket in now.keys() - before.keys()}
        assert len(came) == 0 or len(came) >= K
        before = now
    assert len(before) >= 20


def test_a_rating_is_not_told_the_minute_it_could_be(promises: Promises) -> None:
    for person in raters(promises)[:K]:
        rated(promises, person, 4)
    assert queries.released(later(30) + WINDOW + timedelta(minutes=1)) == []
    assert len(told(30)) == K


def test_a_ticket_that_moves_on_takes_its_whole_batch_along(promises: Promises) -> None:
    given = [rated(promises, person, 4) for person in raters(promises)[:K]]
    assert len(told(30)) == K
    reopen_and_hand_off(promises, given[0].ticket)
    assert told(30) == {}


def test_a_side_asked_later_seals_nothing_again(promises: Promises) -> None:
    w = promises
    given = [rated(w, person, 4) for person in raters(w)[:K]]
    before = told(30)
    late = later(30) + WINDOW + timedelta(days=2)
    Rating.objects.create(
        ticket=given[0].ticket, side="supplier", author=w.ian, asked_at=late,
        window_ends=late + WINDOW, supplier=w.it, customer=w.marketing,
    )  # fmt: skip
    assert queries.released(late + timedelta(days=1))
    assert told(30) == before


@pytest.mark.parametrize("moves", [False, True])
def test_no_figure_rests_on_part_of_a_batch(
    promises: Promises, settings: Any, tmp_path: Any, moves: bool
) -> None:
    w = promises
    settings.HOME = tmp_path
    given = [rated(w, person, 1 + n % 5) for n, person in enumerate(raters(w)[: K + 1])]
    if moves:
        reopen_and_hand_off(w, given[0].ticket)
    refresh(now=after(30), rebuild=True)
    of_all = [
        group.n("satisfaction_customer")
        for cut in ("all", "supplier", "customer", "month", "service", "supplier_month")
        for group in measures.groups(cut)
    ]
    of_pairs = [relation.score_n for relation in network.relations()]
    assert {n for n in of_all + of_pairs if n} == (set() if moves else {K})
