"""Parts, links and merges by several people at one instant, in real transactions."""

from itertools import pairwise

import pytest

from inward.directory import actions as directory
from inward.kernel.errors import InwardError, RuleBroken
from inward.tickets import actions, checks, ledger, log
from inward.tickets.models import Ticket
from tests.support.world import START, build_world
from tests.support.world_promises import Promises, build_promises, later
from tests.tickets.parting import asked, fresh, taken
from tests.tickets.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def w() -> Promises:
    found = build_promises(build_world())
    directory.set_head(actor=found.adam, department=found.hr, head=found.hana, now=START)
    return found


def all_is_well() -> bool:
    found = (
        checks.log_in_order, checks.state_against_log, checks.links_against_log,
        checks.parts_against_tickets,
    )  # fmt: skip
    return all(each().level == 0 for each in found)


def test_of_two_who_merge_crosswise_one_is_refused(w: Promises) -> None:
    one, other = taken(w), taken(w)
    found = at_once(
        lambda: actions.merge(actor=w.ian, ticket=one, into=other, now=later(20)),
        lambda: actions.merge(actor=w.iris, ticket=other, into=one, now=later(20)),
    )
    assert sorted(type(each).__name__ for each in found) == ["RuleBroken", "Ticket"]
    assert sorted([fresh(one).category, fresh(other).category]) == ["in_progress", "merged"]
    assert all_is_well()


def test_parts_that_end_at_once_end_the_wait_once(w: Promises) -> None:
    parent = taken(w)
    of_finance, of_hr = asked(w, parent, w.finance, later(15)), asked(w, parent, w.hr, later(15))
    found = at_once(
        lambda: actions.resolve(
            actor=w.frank, ticket=of_finance, outcome="fulfilled", now=later(30)
        ),
        lambda: actions.decline(
            actor=w.hana, ticket=of_hr, reason_kind="capacity", text="No.", now=later(30)
        ),
        lambda: actions.reply(actor=w.iris, ticket=parent, text="Soon.", now=later(30)),
    )
    assert not [each for each in found if isinstance(each, InwardError)]
    assert (fresh(parent).category, fresh(parent).awaited) == ("in_progress", "")
    holds = ledger.fold(
        log.entries_of(parent), submitted_at=parent.submitted_at, observed_until=later(60)
    )
    assert all(a.until == b.since for a, b in pairwise(holds))
    assert all_is_well()


def test_a_part_that_ends_while_its_parent_is_withdrawn_ends_once(w: Promises) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(15))
    at_once(
        lambda: actions.resolve(actor=w.frank, ticket=part, outcome="fulfilled", now=later(30)),
        lambda: actions.withdraw(actor=w.mara, ticket=parent, now=later(30)),
    )
    assert fresh(parent).category == "withdrawn"
    assert fresh(part).category in {"resolved", "withdrawn"}
    assert all_is_well()


def test_no_part_is_left_open_by_who_resolves_while_it_is_asked(w: Promises) -> None:
    parent = taken(w)
    found = at_once(
        lambda: actions.resolve(actor=w.ian, ticket=parent, outcome="fulfilled", now=later(30)),
        lambda: actions.ask_part(
            actor=w.iris, ticket=parent, department=w.finance, title="Book it", now=later(30)
        ),
    )
    refused = [each for each in found if isinstance(each, InwardError)]
    assert [type(each) for each in refused] == [RuleBroken]
    assert all_is_well()


def test_a_circle_cannot_be_closed_from_two_ends_at_once(w: Promises) -> None:
    a, b, c, d = (taken(w) for _ in range(4))
    for one, other in ((a, b), (c, d)):
        actions.link(actor=w.ian, ticket=one, kind="blocks", other=other, now=later(15))

    def link(one: Ticket, other: Ticket) -> Ticket:
        return actions.link(actor=w.ian, ticket=one, kind="blocks", other=other, now=later(20))

    found = at_once(lambda: link(b, c), lambda: link(d, a))
    assert sorted(type(each).__name__ for each in found) == ["RuleBroken", "Ticket"]
    assert all_is_well()
