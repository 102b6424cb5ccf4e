"""Search: what is typed finds what one may see, and nothing else."""

from collections.abc import Sequence

import pytest

from inward.directory.models import Person
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.tickets.queries import searching, sought, visible_to
from tests.support.world_promises import Promises, ask_for_laptop, later

AT = later(600)
CAST = ("adam", "alice", "iris", "ian", "fiona", "frank", "max", "mara", "hana")


def found(person: Person, typed: str, *, best: bool = False) -> list[str]:
    """The keys of what is found, in order."""
    page = searching.search(person, sought.read(typed), AT, best=best).page
    return [hit.ticket.key for hit in page.rows]


def keys(*tickets: Ticket) -> Sequence[str]:
    return [ticket.key for ticket in tickets]


def test_a_word_of_title_message_answer_or_key_finds_a_ticket(promises: Promises) -> None:
    one = ask_for_laptop(
        promises, title="Broken Drucker", text="It smells of burnt rubber.",
        answers={"model": "Light", "note": "Kaffee ran into it"},
    )  # fmt: skip
    actions.reply(actor=promises.ian, ticket=one, text="Take the spare one.", now=later(1))
    for typed in ("drucker", "RUBBER", "burnt rubber", "kaffee", "spare", one.key, "light"):
        assert found(promises.mara, typed) == [one.key], typed
    assert found(promises.mara, "elephant") == []


def test_case_accents_and_beginnings_of_words_make_no_difference(promises: Promises) -> None:
    one = ask_for_laptop(promises, title="Größe der Bürotür, naïve Ärzte")
    for typed in ("grosse", "BUROTUR", "Bürot", "naive", "arzte", "GRÖSSE"):
        assert found(promises.mara, typed) == [one.key], typed


def test_quotes_ask_for_words_in_a_row_and_minus_for_none(promises: Promises) -> None:
    one = ask_for_laptop(promises, title="Paper jam in the hall")
    two = ask_for_laptop(promises, title="Jam on the paper", now=later(1))
    assert found(promises.mara, "paper jam") == keys(two, one)
    assert found(promises.mara, '"paper jam"') == keys(one)
    assert found(promises.mara, "paper -hall") == keys(two)
    assert found(promises.mara, 'jam -"paper jam"') == keys(two)


def test_words_of_different_messages_count_together(promises: Promises) -> None:
    one = ask_for_laptop(promises, title="Scanner", text="It hums.")
    actions.reply(actor=promises.ian, ticket=one, text="Unplug it.", now=later(1))
    assert found(promises.mara, "hums unplug") == [one.key]
    assert found(promises.mara, '"hums unplug"') == []


def test_fields_and_words_hold_together(promises: Promises) -> None:
    one = ask_for_laptop(promises, title="Scanner one")
    two = ask_for_laptop(promises, by=promises.frank, title="Scanner two", now=later(1))
    actions.assign(actor=promises.iris, ticket=two, person=promises.ian, now=later(2))
    assert found(promises.ian, "scanner customer:MKT") == keys(one)
    assert found(promises.ian, "scanner assignee:me") == keys(two)
    assert found(promises.ian, "scanner -customer:MKT") == keys(two)
    assert found(promises.ian, "scanner requester:Mara supplier:IT before:2030-01-01") == keys(one)
    assert found(promises.ian, "supplier:IT is:open") == keys(two, one)
    assert found(promises.ian, "scanner after:2030-01-01") == []


def test_the_newest_stands_first_or_the_one_with_the_words_in_its_title(
    promises: Promises,
) -> None:
    titled = ask_for_laptop(promises, title="Scanner cable")
    other = ask_for_laptop(promises, title="Desk", text="cable of the scanner", now=later(1))
    swapped = ask_for_laptop(promises, title="Cable of a scanner", now=later(2))
    assert found(promises.mara, "scanner cable") == keys(swapped, other, titled)
    assert found(promises.mara, "scanner cable", best=True) == keys(titled, swapped, other)


def test_a_word_with_one_letter_wrong_finds_what_it_nearly_is(promises: Promises) -> None:
    one = ask_for_laptop(promises, title="Printer is stuck")
    for typed in ("pritner", "printr", "prinnter", "brinter", "rinter"):
        result = searching.search(promises.mara, sought.read(typed), AT)
        assert [hit.ticket.key for hit in result.page.rows] == [one.key], typed
        assert result.mended == {typed: ["printer"]}


def test_pages_follow_each_other_without_loss_or_repeat(promises: Promises) -> None:
    tickets = [ask_for_laptop(promises, title=f"Chair {n}", now=later(n)) for n in range(7)]
    for best in (False, True):
        seen: list[str] = []
        after = None
        while True:
            page = searching.search(
                promises.ian, sought.read("chair"), AT, best=best, after=after, limit=3
            ).page
            seen += [hit.ticket.key for hit in page.rows]
            after = page.next
            if after is None:
                break
        assert seen == keys(*reversed(tickets))


def test_a_hit_shows_where_the_words_stand(promises: Promises) -> None:
    ask_for_laptop(promises, title="Desk <b>", text="First. " * 40 + "The zebra & the horse ran.")
    hit = searching.search(promises.mara, sought.read("zebra"), AT).page.rows[0]
    assert [piece.text for piece in hit.snippet if piece.found] == ["zebra"]
    assert "".join(piece.text for piece in hit.title) == "Desk <b>"
    assert len("".join(piece.text for piece in hit.snippet)) < 300


def test_an_unknown_field_is_told_with_the_nearest(promises: Promises) -> None:
    hints = sought.read("suplier:IT printer").hints
    assert len(hints) == 1
    assert "supplier:" in hints[0]
    assert searching.search(promises.mara, sought.read("priority:9"), AT).problems


def test_notes_are_found_by_supplier_sides_alone(promises: Promises) -> None:
    one = ask_for_laptop(promises, title="Desk", text="Please.")
    actions.note(actor=promises.ian, ticket=one, text="The canaryword tells.", now=later(1))
    assert found(promises.iris, "canaryword") == [one.key]
    assert found(promises.iris, "desk canaryword") == [one.key]
    for customer in (promises.mara, promises.max):
        for typed in ("canaryword", "canar", "desk canaryword", "canarywrod"):
            result = searching.search(customer, sought.read(typed), AT)
            assert not result.page.rows
            assert not result.mended
        assert found(customer, "desk -canaryword") == [one.key]
        for hit in searching.search(customer, sought.read("desk"), AT).page.rows:
            assert "canary" not in "".join(piece.text for piece in hit.snippet)


def test_who_asked_does_not_find_notes_of_their_own_department(promises: Promises) -> None:
    own = ask_for_laptop(promises, by=promises.ian, title="My own desk")
    actions.note(actor=promises.iris, ticket=own, text="hush quietword", now=later(1))
    assert found(promises.ian, "quietword") == []
    assert found(promises.iris, "quietword") == [own.key]


def test_watchers_and_restricted_tickets_are_found_by_who_may_see_them(promises: Promises) -> None:
    case = actions.submit(
        actor=promises.mara, offering=promises.report_misconduct,
        answers={"what": "An unspeakable matter"}, now=later(0),
    )  # fmt: skip
    able = [name for name in CAST if found(getattr(promises, name), "unspeakable")]
    assert able == ["mara", "hana"]
    other = ask_for_laptop(promises, title="Flowerpot", now=later(1))
    assert found(promises.hana, "flowerpot") == []
    actions.add_watcher(actor=promises.ian, ticket=other, person=promises.hana, now=later(2))
    assert found(promises.hana, "flowerpot") == [other.key]
    assert found(promises.hana, "unspeakable") == [case.key]


def test_after_a_hand_off_both_departments_find_it(promises: Promises) -> None:
    one = ask_for_laptop(promises, title="Balloon")
    assert found(promises.frank, "balloon") == []
    actions.hand_off(
        actor=promises.ian, ticket=one, department=promises.finance, reason="Yours", now=later(1)
    )
    assert found(promises.frank, "balloon") == found(promises.ian, "balloon") == [one.key]


@pytest.mark.parametrize("typed", ["desk", "the", "supplier:IT", "is:open desk", "-desk", "note"])
def test_nobody_finds_what_they_may_not_see(promises: Promises, typed: str) -> None:
    _some_of_all(promises)
    for name in CAST:
        person = getattr(promises, name)
        seen = set(visible_to(person, AT).values_list("key", flat=True))
        assert set(found(person, typed)) <= seen, name


def test_everybody_finds_all_they_may_see(promises: Promises) -> None:
    _some_of_all(promises)
    for name in CAST:
        person = getattr(promises, name)
        seen = set(visible_to(person, AT).values_list("key", flat=True))
        assert set(found(person, "desk")) == seen, name


def _some_of_all(w: Promises) -> None:
    one = ask_for_laptop(w, title="Desk one")
    actions.note(actor=w.ian, ticket=one, text="a note on it", now=later(1))
    two = ask_for_laptop(w, by=w.frank, title="The desk two", now=later(2))
    actions.hand_off(actor=w.ian, ticket=two, department=w.finance, reason="Yours", now=later(3))
    ask_for_laptop(w, by=w.ian, title="Desk three", now=later(4))
    three = ask_for_laptop(w, by=w.hana, title="Desk four", now=later(5))
    actions.add_watcher(actor=w.ian, ticket=three, person=w.max, now=later(6))
    actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "the desk"}, now=later(7)
    )


def test_who_has_left_and_who_names_what_is_not_finds_nothing(promises: Promises) -> None:
    ask_for_laptop(promises, title="Desk")
    promises.mara.is_active = False
    assert found(promises.mara, "desk") == []
    assert found(promises.ian, "desk service:Nowhere") == []
