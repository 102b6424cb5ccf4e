"""Filters: one vocabulary, read from addresses and typed text; it narrows and never breaks."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.tickets.queries import filters, visible_to
from inward.tickets.queries.filters import Term, addressed, typed
from inward.tickets.queries.vocabulary import ALIASES, FIELDS
from tests.support.world_promises import Promises, ask_for_laptop, later

NOW = later(60)


@pytest.fixture
def several(promises: Promises) -> Promises:
    """IT has a free ticket, Ian's, one that waits for Mara, one resolved and one withdrawn."""
    w = promises
    ask_for_laptop(w, title="Free one", urgency=1)
    ian = ask_for_laptop(w, title="Of Ian")
    asked = ask_for_laptop(w, title="Asked back")
    done = ask_for_laptop(w, title="Done")
    gone = ask_for_laptop(w, title="Gone")
    actions.assign(actor=w.ian, ticket=ian, person=w.ian, now=later(10))
    actions.ask_customer(actor=w.iris, ticket=asked, text="Which?", now=later(11))
    actions.resolve(actor=w.ian, ticket=done, outcome="fulfilled", now=later(12))
    actions.withdraw(actor=w.mara, ticket=gone, now=later(13))
    return w


def found(w: Promises, text: str, minutes: float = 60) -> set[str]:
    at = later(minutes)
    tickets = filters.apply(visible_to(w.ian, at), typed(text), person=w.ian, at=at)
    return set(tickets.values_list("title", flat=True))


EVERYTHING = {"Free one", "Of Ian", "Asked back", "Done", "Gone"}


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("", EVERYTHING),
        ("assignee:me", {"Of Ian", "Done"}),
        ("assignee:ian", {"Of Ian", "Done"}),
        ('assignee:"Ian Iversen"', {"Of Ian", "Done"}),
        ("assignee:ian@example.org", {"Of Ian", "Done"}),
        ("assignee:none", EVERYTHING - {"Of Ian", "Done"}),
        ("-assignee:none", {"Of Ian", "Done"}),
        ("-assignee:me", EVERYTHING - {"Of Ian", "Done"}),
        ("is:unassigned is:open", {"Free one", "Asked back"}),
        ("waiting:customer", {"Asked back"}),
        ("waiting:any", {"Asked back"}),
        ("waiting:outside,department", set()),
        ("state:resolved,withdrawn", {"Done", "Gone"}),
        ("status:withdrawn", {"Gone"}),
        ("is:closed", {"Gone"}),
        ("-is:closed,open", EVERYTHING - {"Gone", "Free one", "Of Ian", "Asked back"}),
        ("supplier:IT", EVERYTHING),
        ("supplier:it customer:market", EVERYTHING),
        ("customer:FIN", set()),
        ("service:Workplace", EVERYTHING),
        ("service:nothing", set()),
        ('offering:"New laptop"', EVERYTHING),
        ("kind:service_request", EVERYTHING),
        ("kind:incident", set()),
        ("requester:mara free", {"Free one"}),
        ("before:2025-03-03", set()),
        ("since:2025-03-03 before:2025-03-04", EVERYTHING),
        ("since:1h", EVERYTHING),
        ("before:1h", set()),
        ("due_before:1d is:open", {"Free one", "Of Ian"}),  # the clock of the third stands still
        ("closed_since:today", {"Gone"}),
        ("is:overdue", set()),
    ],
)
def test_each_word_means_what_the_guide_says(
    several: Promises, text: str, titles: set[str]
) -> None:
    assert found(several, text) == titles


def test_priorities_are_told_by_number_or_name(several: Promises) -> None:
    level = Ticket.objects.get(title="Free one").priority
    assert found(several, f"priority:{level}") == {"Free one"}
    assert typed("priority:critical").terms == (Term("priority", ("1",)),)


def test_days_begin_where_the_reader_is(several: Promises) -> None:
    assert found(several, "since:tomorrow", minutes=0) == set()
    assert found(several, "before:tomorrow", minutes=0) == EVERYTHING


@pytest.mark.parametrize(
    "text",
    ["priority:9", "is:nice", "before:soon", "before:2026-02-31", "assignee:nobodyatall",
     "supplier:XYZ", "waiting:godot", "since:1d,2d", "kind:averyveryverylongkindofticket",
     "before:0001-01-01", "before:9999-12-31"],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_words_and_finds_nothing(
    several: Promises, text: str
) -> None:
    resolved = filters.resolve(typed(text), person=several.ian, at=NOW)
    assert len(resolved.problems) == 1
    assert found(several, text) == set()


def test_what_is_no_filter_is_a_word(several: Promises) -> None:
    read = typed("colour:red 10:30 https://example.org/x ends:")
    assert read.terms == ()
    assert read.words == "colour:red 10:30 https://example.org/x ends:"
    assert len(read.hints) == 1


def test_a_filter_reads_back_from_what_it_writes() -> None:
    read = typed('supplier:IT,"Human Resources" -waiting:customer is:open,mine vpn on floor')
    assert typed(read.text()) == read
    assert addressed(QueryDict(read.query())) == read


def test_repeated_and_listed_values_are_the_same() -> None:
    assert addressed(QueryDict("priority=1&priority=2")) == addressed(QueryDict("priority=1,2"))
    assert addressed(QueryDict("owner=me&unknown=1&ticket=IT-1")) == typed("assignee:me")


NAMES = st.sampled_from([*FIELDS, *ALIASES, "q", *(f"-{name}" for name in FIELDS)])
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["me", "none", "any", "IT", "0", "-1", "9" * 30, "7d", "9999w", "today", "open", "\x00",
         "\ud800", "%", "' or 1=1", "customer", "1970-01-02", "2999-12-30", '"', ",", "mine,open"]
    ),
)  # fmt: skip


@given(pairs=st.lists(st.tuples(NAMES, VALUES), max_size=6), loose=st.text(max_size=80))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
def test_no_address_and_no_text_breaks_or_widens(
    several: Promises, pairs: list[tuple[str, str]], loose: str
) -> None:
    address = QueryDict(mutable=True)
    for name, value in pairs:
        address.appendlist(name, value)
    text = " ".join([*(f"{name}:{value}" for name, value in pairs), loose])
    for person in (several.ian, several.mara, several.frank):
        mine = visible_to(person, NOW)
        seen = set(mine.values_list("pk", flat=True))
        for read in (addressed(address), typed(text)):
            one = filters.apply(mine, read, person=person, at=NOW)
            assert set(one.values_list("pk", flat=True)) <= seen
            again = typed(read.text())
            assert again.terms == read.terms


def test_at_most_three_statements_for_all_that_is_named(
    several: Promises, django_assert_num_queries: object
) -> None:
    read = typed("supplier:IT customer:MKT,FIN assignee:ian requester:mara service:W offering:N")
    with django_assert_num_queries(3):  # type: ignore[operator]
        filters.resolve(read, person=several.ian, at=NOW + timedelta(0))
    with django_assert_num_queries(0):  # type: ignore[operator]
        filters.resolve(typed("assignee:me is:open vpn"), person=several.ian, at=NOW)


def test_tags_are_found_by_the_supplier_side_alone(several: Promises) -> None:
    w = several
    for title in ("Free one", "Of Ian"):
        one = Ticket.objects.get(title=title)
        actions.tag(actor=w.ian, ticket=one, add=["VPN"], now=later(20))
    actions.tag(actor=w.ian, ticket=Ticket.objects.get(title="Of Ian"), add=["desk"], now=later(21))
    assert found(w, "tag:vpn") == {"Free one", "Of Ian"}
    assert found(w, "tag:#vpn,desk") == found(w, "tag:vpn tag:desk") == {"Of Ian"}
    assert found(w, "-tag:vpn is:open") == {"Asked back"}
    mine = visible_to(w.mara, NOW)
    assert not filters.apply(mine, typed("tag:vpn"), person=w.mara, at=NOW).exists()
