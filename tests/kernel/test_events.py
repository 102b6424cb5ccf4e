"""Events survive as JSON; those that could not are refused when published."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.kernel.events import Event, from_payload, to_payload


class Side(StrEnum):
    CUSTOMER = "customer"
    SUPPLIER = "supplier"


@dataclass(frozen=True)
class Everything(Event):
    number: int
    name: str | None
    at: datetime
    day: date | None
    price: Decimal
    side: Side
    ids: tuple[int, ...] = ()
    pair: tuple[str, date] = ("a", date(2026, 1, 1))
    days: list[date] | None = None
    shares: dict[str, Decimal] | None = None
    flag: bool = False
    share: float = 0.0


@given(
    st.builds(
        Everything,
        number=st.integers(),
        name=st.none() | st.text(),
        at=st.datetimes(timezones=st.just(UTC)),
        day=st.none() | st.dates(),
        price=st.decimals(allow_nan=False, allow_infinity=False),
        ids=st.lists(st.integers()).map(tuple),
        days=st.none() | st.lists(st.dates()),
        shares=st.none() | st.dictionaries(st.text(), st.decimals(allow_nan=False)),
        share=st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_any_event_comes_back_equal(event: Everything) -> None:
    stored = json.loads(json.dumps(to_payload(event)))
    assert from_payload(Everything, stored) == event


def test_dates_and_instants_are_stored_as_iso_text() -> None:
    at = datetime(2026, 3, 4, 12, 30, tzinfo=timezone(timedelta(hours=1)))
    event = Everything(1, None, at, date(2026, 3, 4), Decimal("1.10"), Side.CUSTOMER)
    stored = to_payload(event)
    assert stored["at"] == "2026-03-04T12:30:00+01:00"
    assert (stored["day"], stored["price"], stored["side"]) == ("2026-03-04", "1.10", "customer")


@dataclass(frozen=True)
class Loose(Event):
    thing: object


@pytest.mark.parametrize(
    "thing",
    [object(), {1: "key is no text"}, datetime(2026, 1, 1), {1, 2}],  # noqa: DTZ001
    ids=["object", "dict", "naive instant", "set"],
)
def test_a_field_that_is_no_primitive_is_refused(thing: object) -> None:
    with pytest.raises(TypeError):
        to_payload(Loose(thing))


def test_a_field_of_a_newer_version_is_left_out() -> None:
    assert from_payload(Loose, {"thing": 1, "later": 2}) == Loose(1)
