"""One box over catalogue, tickets, people and departments, within what one may see."""

import pytest

from inward.overview.searching import search
from tests.support.world_promises import Promises, ask_for_laptop, later, promises

__all__ = ["promises"]


def test_what_fits_of_every_kind(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w, title="Ian needs a new laptop")
    found = search(w.mara, "ian", later(5))
    assert (found.tickets, found.people) == ([ticket], [w.ian])
    assert search(w.mara, "laptop", later(5)).offerings == [w.new_laptop]
    assert search(w.mara, "HR", later(5)).departments == [w.hr]


@pytest.mark.parametrize("typed", ["it-1", "#IT-1", " IT-1 "])
def test_a_key_finds_its_ticket_for_who_may_see_it(promises: Promises, typed: str) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    assert search(w.mara, typed, later(5)).tickets == [ticket]
    assert search(w.hana, typed, later(5)).tickets == []


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "'", "\x00", "a" * 5000])
def test_nothing_strange_comes_of_strange_words(promises: Promises, typed: str) -> None:
    assert search(promises.mara, typed, later(5)).nothing
