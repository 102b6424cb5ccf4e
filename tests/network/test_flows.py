"""Hand-offs: ping-pong pairs, circles, late paths."""

from inward.network import flows
from inward.network.flows import Flow


def test_returns_of_both_directions_make_one_pair() -> None:
    found = flows.ping_pong([Flow(1, 2, 10, 4, 9), Flow(2, 1, 8, 3, 8), Flow(3, 1, 5, 0, 5)])
    assert [(p.one_id, p.other_id, p.handoffs, p.returned) for p in found] == [(1, 2, 18, 7)]
    assert found[0].share == 7 / 18


def test_circles_of_three_and_four_are_found_once_strongest_first() -> None:
    three = [Flow(1, 2, 20, 0, 20), Flow(2, 3, 15, 0, 15), Flow(3, 1, 30, 0, 30)]
    four = [Flow(4, 5, 9, 0, 9), Flow(5, 6, 9, 0, 9), Flow(6, 7, 9, 0, 9), Flow(7, 4, 9, 0, 9)]
    assert flows.circles([*four, *three], at_least=5) == [(1, 2, 3), (4, 5, 6, 7)]
    assert flows.circles([*four, *three], at_least=10) == [(1, 2, 3)]


def test_a_pair_to_and_fro_is_ping_pong_and_no_circle() -> None:
    assert flows.circles([Flow(1, 2, 50, 9, 50), Flow(2, 1, 50, 9, 50)], at_least=5) == []


def test_a_path_that_misses_more_than_usual_is_late() -> None:
    late, fine = Flow(1, 2, 90, 0, 90, 90, 30), Flow(2, 3, 90, 0, 90, 90, 80)
    assert flows.late_paths([fine, late], 0.9) == [late]
    assert flows.late_paths([fine, late], None) == []
