"""Custom fields: typed, versioned, each side sees and writes its own."""

from typing import Any

import pytest

from inward.catalogue.actions.fields import set_fields as define
from inward.catalogue.models import FieldsVersion, Offering
from inward.kernel.errors import Invalid, NotAllowed, NotFound, RuleBroken
from inward.tickets import actions, log, queries
from inward.tickets.models import Ticket
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later

pytestmark = pytest.mark.django_db

FIELDS: list[dict[str, Any]] = [
    {"key": "serial", "type": "text", "label": "Serial number", "pattern": "code",
     "searchable": True},
    {"key": "room", "type": "text", "label": "Room", "seen_by": "both", "edited_by": "both"},
    {"key": "warranty", "type": "date", "label": "Warranty until", "seen_by": "both"},
    {"key": "diagnosis", "type": "choice", "label": "Diagnosis", "choices": ["Fine", "Broken"],
     "personal": "sensitive"},
]  # fmt: skip


@pytest.fixture
def asked(promises: Promises) -> Ticket:
    """A laptop of an offering with custom fields."""
    w = promises
    define(actor=w.alice, offering=w.new_laptop, fields=FIELDS, now=START)
    w.new_laptop.refresh_from_db()
    return ask_for_laptop(w)


def fill(who: Any, ticket: Ticket, at: int = 60, **values: Any) -> Ticket:
    return actions.set_fields(actor=who, ticket=ticket, values=values, now=later(at))


def test_the_supplier_fills_them_in(promises: Promises, asked: Ticket) -> None:
    ticket = fill(promises.ian, asked, serial="SN-1", warranty="2027-01-31", diagnosis="Broken")
    assert ticket.fields == {"serial": "SN-1", "warranty": "2027-01-31", "diagnosis": "Broken"}
    ticket = fill(promises.ian, ticket, at=70, diagnosis="")
    assert ticket.fields == {"serial": "SN-1", "warranty": "2027-01-31"}
    log.rebuild(ticket)
    assert Ticket.objects.get(pk=ticket.pk).fields == ticket.fields


def test_the_customer_writes_and_reads_what_is_theirs_alone(
    promises: Promises, asked: Ticket
) -> None:
    w = promises
    fill(w.ian, asked, serial="SN-canary")
    fill(w.ian, asked, at=61, warranty="2027-01-31")
    assert fill(w.mara, asked, at=62, room="3.14").fields["room"] == "3.14"
    for values in ({"serial": "X"}, {"warranty": "2030-01-01"}, {"nothing": "X"}):
        with pytest.raises(Invalid) as error:
            fill(w.mara, asked, at=63, **values)
        assert set(error.value.fields) == set(values)
    told = [event.data for event in queries.detail(w.mara, asked.key, later(70)).events]
    assert "SN-canary" not in str(told)
    assert "2027-01-31" in str(told)


def test_strangers_do_not(promises: Promises, asked: Ticket) -> None:
    with pytest.raises(NotFound):
        fill(promises.frank, asked, room="1")
    with pytest.raises(NotAllowed):
        fill(promises.max, asked, room="1")


@pytest.mark.parametrize(
    "wrong", [{"serial": "two words"}, {"warranty": "soon"}, {"diagnosis": "Maybe"}, {"room": 3}]
)
def test_values_are_judged_by_their_type(
    promises: Promises, asked: Ticket, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as error:
        fill(promises.ian, asked, **wrong)
    assert set(error.value.fields) == set(wrong)
    assert Ticket.objects.get(pk=asked.pk).fields == {}


def test_nothing_new_is_no_event(promises: Promises, asked: Ticket) -> None:
    fill(promises.ian, asked, room="3.14")
    with pytest.raises(RuleBroken):
        fill(promises.ian, asked, at=61, room="3.14")


def test_a_ticket_keeps_the_fields_it_began_with(promises: Promises, asked: Ticket) -> None:
    w = promises
    define(actor=w.alice, offering=w.new_laptop, fields=FIELDS[1:2], now=later(1))
    assert fill(w.ian, asked, serial="SN-1").fields == {"serial": "SN-1"}
    w.new_laptop.refresh_from_db()
    younger = ask_for_laptop(w, now=later(2))
    with pytest.raises(Invalid):
        fill(w.ian, younger, serial="SN-1")
    assert [v.number for v in FieldsVersion.objects.order_by("number")] == [1, 2]


def test_a_closed_ticket_is_filled_in_no_more(promises: Promises, asked: Ticket) -> None:
    w = promises
    actions.resolve(actor=w.ian, ticket=asked, outcome="fulfilled", now=later(30))
    fill(w.ian, asked, at=31, serial="SN-1")
    actions.confirm(actor=w.mara, ticket=asked, now=later(40))
    with pytest.raises(RuleBroken):
        fill(w.ian, asked, at=50, serial="SN-2")


def test_an_offering_without_fields_says_so(promises: Promises) -> None:
    with pytest.raises(RuleBroken):
        fill(promises.ian, ask_for_laptop(promises), serial="X")


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ({"type": "file"}, "fields.0.type"), ({"type": "nothing"}, "fields.0.type"),
        ({"seen_by": "all"}, "fields.0.seen_by"), ({"edited_by": "both"}, "fields.0.edited_by"),
        ({"personal": "very"}, "fields.0.personal"), ({"label": ""}, "fields.0.label"),
        ({"personal": "sensitive", "searchable": True}, "fields.0.searchable"),
    ],
)  # fmt: skip
def test_fields_that_cannot_be_are_refused(
    promises: Promises, field: dict[str, Any], place: str
) -> None:
    w = promises
    said = {"key": "a", "type": "text", "label": "A", **field}
    with pytest.raises(Invalid) as error:
        define(actor=w.alice, offering=w.new_laptop, fields=[said], now=START)
    assert place in error.value.fields
    assert not FieldsVersion.objects.exists()


def test_only_who_manages_the_offering_says_which(promises: Promises) -> None:
    w = promises
    with pytest.raises(NotAllowed):
        define(actor=w.mara, offering=w.new_laptop, fields=FIELDS, now=START)
    define(actor=w.alice, offering=w.new_laptop, fields=FIELDS, now=START)
    fresh = Offering.objects.get(pk=w.new_laptop.pk)
    with pytest.raises(RuleBroken):
        define(actor=w.alice, offering=fresh, fields=FIELDS, now=later(1))
    with pytest.raises(TypeError):
        FieldsVersion.objects.update(number=3)


def test_what_is_searchable_is_found_by_the_side_that_sees_it(
    promises: Promises, asked: Ticket
) -> None:
    w = promises
    fields = [{**FIELDS[1], "searchable": True}, *FIELDS[:1], FIELDS[3]]
    define(actor=w.alice, offering=w.new_laptop, fields=fields, now=later(1))
    w.new_laptop.refresh_from_db()
    ticket = ask_for_laptop(w, now=later(2))
    fill(w.ian, ticket, serial="Zebra", room="Giraffe", diagnosis="Broken")

    def found(person: Any, typed: str) -> list[Ticket]:
        return queries.search(person, typed, later(70))

    assert (found(w.ian, "zebra"), found(w.ian, "giraffe")) == ([ticket], [ticket])
    assert (found(w.mara, "zebra"), found(w.mara, "giraffe")) == ([], [ticket])
    assert found(w.ian, "broken") == []
