"""The queue in every order, page by page; saved views and whose they are; capped counts."""

from datetime import timedelta

import pytest

from inward.kernel.errors import Invalid, NotAllowed, NotFound
from inward.kernel.models import AuditEntry
from inward.tickets import actions, queries
from inward.tickets.models import SavedView, Ticket
from inward.tickets.queries import Cut, Order, View, filters, standing_of
from inward.tickets.queries.counting import MOST_COUNTED, counts_of, to_serve
from inward.tickets.queries.queue import listed_in
from inward.tickets.queries.reasons import reckoning
from inward.tickets.queries.views import kept_by, order_of, orders_of
from tests.support.world_promises import Promises, ask_for_laptop, later

NOW = later(200)


@pytest.fixture
def busy(promises: Promises) -> Promises:
    """Twelve tickets of IT: some waiting without a due instant, one without a priority."""
    w = promises
    for n in range(12):
        one = ask_for_laptop(w, title=f"No {n}", urgency=1 + n % 3, now=later(n))
        if n % 4 == 0:
            actions.ask_customer(actor=w.ian, ticket=one, text="Which?", now=later(20 + n))
    Ticket.objects.filter(title="No 3").update(priority=None)
    return w


def walked(w: Promises, cut: Cut, limit: int) -> list[str]:
    """All keys, page by page."""
    standing, after, found = standing_of(w.ian, NOW), None, []
    while True:
        page = listed_in(w.ian, cut, NOW, standing=standing, after=after, limit=limit)
        found += [one.key for one in page.rows]
        after = page.next
        if after is None:
            return found


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("view", [View.OPEN, View.ALL])
def test_pages_of_any_size_follow_each_other_in_any_order(
    busy: Promises, view: View, order: Order
) -> None:
    cut = Cut(view, order=order.value)
    whole = walked(busy, cut, 100)
    assert len(whole) == len(set(whole)) == 12
    for limit in (1, 3, 5):
        assert walked(busy, cut, limit) == whole


def test_orders_are_what_they_are_called(busy: Promises) -> None:
    def values(order: Order, column: str) -> list[object]:
        keys = walked(busy, Cut(View.OPEN, order=order.value), 100)
        by_key = dict(Ticket.objects.values_list("key", column))
        return [by_key[key] for key in keys]

    newest = values(Order.NEWEST, "submitted_at")
    assert newest == sorted(newest, reverse=True)  # type: ignore[type-var]
    due = values(Order.DUE, "next_due")
    known = [one for one in due if one is not None]
    assert due == sorted(known) + [None] * (len(due) - len(known))  # type: ignore[type-var]
    levels = values(Order.PRIORITY, "priority")
    assert levels[-1] is None
    assert levels[:-1] == sorted(levels[:-1])  # type: ignore[type-var]


def test_a_view_with_an_order_of_its_own_has_no_other() -> None:
    assert orders_of(View.CLOSED) == orders_of(View.RESOLVED) == ()
    assert order_of(View.CLOSED, "newest") is None
    assert order_of(View.NEXT, "nonsense") is Order.URGENCY


def test_the_place_of_each_ticket_is_reckoned_as_it_is_sorted(busy: Promises) -> None:
    for one in Ticket.objects.filter(queue_at__isnull=False):
        told = reckoning(one)
        assert told is not None
        assert (told.due or told.day) - told.head_start == told.counts_as


def test_counts_stop_at_their_cap(busy: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inward.tickets.queries.counting.MOST_COUNTED", 5)
    monkeypatch.setattr("inward.tickets.queries.counting.MOST_IN_FRAME", 4)
    standing = standing_of(busy.ian, NOW)
    cuts = [Cut(View.OPEN), Cut(View.WAITING), Cut(View.ALL)]
    assert counts_of(busy.ian, cuts, NOW, standing=standing) == [5, 3, None]
    assert to_serve(busy.ian, NOW) == 4
    assert MOST_COUNTED == 500


def test_a_saved_view_is_used_by_whom_it_is_for(busy: Promises) -> None:
    w = busy
    own = actions.save_view(actor=w.ian, name="Mine", base="open", owner=w.ian, now=NOW)
    ours = actions.save_view(
        actor=w.iris, name="Of IT", base="next", text="priority:1 vpn", order="due",
        columns=["due", "nonsense", "tags"], department=w.it, now=NOW,
    )  # fmt: skip
    everybody = actions.save_view(actor=w.adam, name="For all", base="at_risk", now=NOW)

    def names(who: str) -> set[str]:
        person = getattr(w, who)
        standing = standing_of(person, NOW)
        served = queries.served_departments(person, NOW, standing=standing)
        return {view.name for view in kept_by(person, served).views}

    assert names("ian") == {own.name, ours.name, everybody.name}
    assert names("iris") == {ours.name, everybody.name}
    assert names("frank") == {everybody.name}
    assert (ours.text, ours.order, ours.columns) == ("priority:1 vpn", "due", ["due", "tags"])
    assert set(
        AuditEntry.objects.filter(subject="saved_view").values_list("action", flat=True)
    ) == {"saved_view.added"}


def test_who_may_not_keep_or_take_away_a_view(busy: Promises) -> None:
    w = busy
    with pytest.raises(NotAllowed):
        actions.save_view(actor=w.ian, name="Ours", base="open", department=w.it, now=NOW)
    with pytest.raises(NotAllowed):
        actions.save_view(actor=w.ian, name="All", base="open", now=NOW)
    with pytest.raises(NotAllowed):
        actions.save_view(actor=w.mara, name="Mine", base="open", owner=w.mara, now=NOW)
    ours = actions.save_view(actor=w.iris, name="Ours", base="open", department=w.it, now=NOW)
    own = actions.save_view(actor=w.iris, name="Own", base="open", owner=w.iris, now=NOW)
    with pytest.raises(NotAllowed):
        actions.remove_view(actor=w.ian, view=ours, now=NOW)
    with pytest.raises(NotFound):
        actions.remove_view(actor=w.ian, view=own, now=NOW)
    actions.remove_view(actor=w.iris, view=ours, now=NOW)
    assert not SavedView.objects.filter(pk=ours.pk).exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " ", "base": "open"}, "name"),
        ({"name": "x", "base": "nonsense"}, "base"),
        ({"name": "x", "base": "open", "text": "priority:9"}, "text"),
    ],
)
def test_a_view_that_makes_no_sense_is_not_kept(
    busy: Promises, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.save_view(actor=busy.ian, owner=busy.ian, now=NOW, **given)  # type: ignore[arg-type]
    assert field in refused.value.fields


def test_nobody_has_more_views_than_can_be_counted(busy: Promises) -> None:
    for n in range(20):
        actions.save_view(actor=busy.ian, name=f"No {n}", base="open", owner=busy.ian, now=NOW)
    with pytest.raises(Invalid):
        actions.save_view(actor=busy.ian, name="One more", base="open", owner=busy.ian, now=NOW)


def test_a_taste_is_kept_part_by_part(busy: Promises) -> None:
    w = busy
    own = actions.save_view(actor=w.ian, name="Mine", base="open", owner=w.ian, now=NOW)
    actions.like_queue(actor=w.ian, columns=["due", "no"], now=NOW)
    actions.like_queue(actor=w.ian, beside=False, now=NOW)
    taste = actions.like_queue(actor=w.ian, opens=own, now=NOW)
    assert (taste.columns, taste.beside, taste.opens) == (["due"], False, own)
    actions.remove_view(actor=w.ian, view=own, now=NOW + timedelta(minutes=1))
    taste.refresh_from_db()
    assert taste.opens is None
    assert actions.like_queue(actor=w.ian, opens=View.MINE, now=NOW).opens_base == "mine"


def test_a_filter_narrows_a_view_and_its_count_alike(busy: Promises) -> None:
    standing = standing_of(busy.ian, NOW)
    read = filters.typed("waiting:customer no")
    found = filters.resolve(read, person=busy.ian, at=NOW, standing=standing)
    cut = Cut(View.OPEN, found=found)
    assert counts_of(busy.ian, [cut], NOW, standing=standing) == [len(walked(busy, cut, 2))] == [3]


@pytest.mark.parametrize("who", ["alice", "iris", "ian", "fiona", "max", "mara", "hana", "adam"])
def test_one_reading_tells_standing_and_departments_as_two_do(busy: Promises, who: str) -> None:
    person = getattr(busy, who)
    standing = standing_of(person, NOW)
    served = queries.served_departments(person, NOW, standing=standing)
    assert queries.desk_standing(person, NOW) == (standing, served)


def test_a_confidential_case_is_on_the_desk_of_whom_it_reached_alone(promises: Promises) -> None:
    w = promises
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=later(0)
    )
    for who, seen in (("hana", [case.key]), ("frank", []), ("alice", []), ("ian", [])):
        person = getattr(w, who)
        standing, _served = queries.desk_standing(person, NOW)
        assert standing.reached == frozenset({case.pk} if seen else ())
        for view in (View.NEXT, View.OPEN, View.ALL):
            page = listed_in(person, Cut(view), NOW, standing=standing, after=None, limit=9)
            assert [one.key for one in page.rows] == seen
