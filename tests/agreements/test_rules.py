"""Which promise applies, and which contradict each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.agreements.rules import Scope, faults, most_specific, tie, ties

# A team (3) in a department (2) in a division (1); services 7 and 8.
TEAM = (3, 2, 1)


def only(*services: int) -> frozenset[int]:
    return frozenset(services)


@pytest.mark.parametrize(
    ("scopes", "service", "wins"),
    [
        ([Scope(1, None), Scope(2, 1)], 7, 2),  # any department before all
        ([Scope(1, 1), Scope(2, 2), Scope(3, 3)], 7, 3),  # the exact one before its ancestors
        ([Scope(1, 1), Scope(2, 2)], 7, 2),  # the nearest ancestor before a farther one
        ([Scope(1, None, only(7)), Scope(2, 1)], 7, 2),  # the department before the service
        ([Scope(1, 2), Scope(2, 2, only(7))], 7, 2),  # a set of services before all services
        ([Scope(1, 2), Scope(2, 2, only(7))], 8, 1),  # which must name the service
        ([Scope(1, None), Scope(2, None, only(8))], None, 1),  # a ticket of no service
        ([Scope(1, 9)], 7, None),  # somebody else's
        ([], 7, None),
    ],
)
def test_the_most_specific_promise_applies(
    scopes: list[Scope], service: int | None, wins: int | None
) -> None:
    found = most_specific(scopes, ancestry=TEAM, service=service)
    assert (found.version if found else None) == wins


def test_a_customer_nobody_knows_has_what_all_have() -> None:
    found = most_specific([Scope(1, 2), Scope(2, None)], ancestry=(), service=7)
    assert found == Scope(2, None)


@pytest.mark.parametrize(
    ("left", "right", "ties_with"),
    [
        (Scope(1, 2), Scope(2, 2), True),
        (Scope(1, None), Scope(2, None), True),
        (Scope(1, 2), Scope(2, None), False),
        (Scope(1, 2), Scope(2, 2, only(7)), False),
        (Scope(1, 2, only(7, 8)), Scope(2, 2, only(8)), True),
        (Scope(1, 2, only(7)), Scope(2, 2, only(8)), False),
    ],
)
def test_ties_are_seen(left: Scope, right: Scope, ties_with: bool) -> None:
    assert tie(left, right) is tie(right, left) is ties_with


scopes = st.lists(
    st.tuples(st.none() | st.integers(1, 4), st.frozensets(st.integers(7, 9), max_size=2)),
    max_size=6,
).map(lambda found: [Scope(n, *each) for n, each in enumerate(found)])


@given(scopes, st.none() | st.integers(7, 9))
def test_without_ties_the_order_of_agreements_does_not_matter(
    found: list[Scope], service: int | None
) -> None:
    if not ties(found):
        assert most_specific(found, ancestry=TEAM, service=service) == most_specific(
            found[::-1], ancestry=TEAM, service=service
        )


@pytest.mark.parametrize(
    ("targets", "where"),
    [
        ({("resolve", 1): 0}, {"resolve.1"}),
        ({("resolve", 5): 60}, {"resolve.5"}),
        ({("dance", 1): 60}, {"dance.1"}),
        ({("resolve", 1): 10**7}, {"resolve.1"}),
        ({("own", 2): 61, ("resolve", 2): 60}, {"own.2"}),
        ({("first_reply", 2): 61, ("resolve", 2): 60}, {"first_reply.2"}),
        ({("resolve", 1): 90, ("resolve", 3): 60}, {"resolve.1"}),
        ({("own", 1): 30, ("first_reply", 1): 30, ("resolve", 1): 30, ("resolve", 4): 99}, set()),
    ],
)
def test_targets_that_contradict_each_other_are_named(
    targets: dict[tuple[str, int], int], where: set[str]
) -> None:
    assert set(faults(targets)) == where
