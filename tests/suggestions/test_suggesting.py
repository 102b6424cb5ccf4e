"""What past tickets suggest: learned, written for new tickets, taken by a click alone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from inward.kernel.errors import NotFound, RuleBroken
from inward.suggestions import actions, history, shelf
from inward.suggestions.models import Suggestion, SuggestionModel, Target
from inward.suggestions.queries import offerings_like, shown_for
from inward.tickets import actions as tickets
from inward.tickets.models import Ticket
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.pages import client_of, text_of

MANY = 220


def past(w: Promises, number: int) -> Ticket:
    """Every third is about money and went to Finance; laptops are low, faults medium."""
    money, fault = number % 3 == 0, number % 2 == 1
    about = "invoice budget cost centre" if money else "screen keyboard battery"
    offering = w.report_fault if fault else w.new_laptop
    at = START + timedelta(minutes=number)
    return Ticket(
        key=f"OLD-{number}", title=f"{offering.name}: {'broken' if fault else 'another'} {about}",
        requester=w.mara, customer=w.marketing, supplier=w.finance if money else w.it,
        service=w.workplace, offering=offering, category="closed", priority=3 if fault else 4,
        submitted_at=at, last_event_at=at,
    )  # fmt: skip


@pytest.fixture
def learned(promises: Promises) -> Promises:
    """A history from which all three targets were learned."""
    learning = pytest.importorskip(
        "inward.suggestions.learning", reason="scikit-learn (extra 'suggest') is not installed",
        exc_type=ImportError,
    )  # fmt: skip
    Ticket.objects.bulk_create(past(promises, number) for number in range(MANY))
    for target in Target.values:
        learning.learn(target)
    return promises


def test_what_was_learned_is_written_for_new_tickets_and_changes_nothing(learned: Promises) -> None:
    w = learned
    assert set(SuggestionModel.objects.values_list("target", flat=True)) == set(Target.values)
    ticket = ask_for_laptop(w, text="which cost centre, which budget", now=later(500))
    actions.suggest(ticket_id=ticket.pk, now=later(501))
    actions.suggest(ticket_id=ticket.pk, now=later(502))
    row = Suggestion.objects.get(target=Target.GROUP)
    assert row.label == str(w.finance.pk)
    assert 0.5 <= row.confidence <= 1
    ticket.refresh_from_db()
    assert (ticket.supplier, ticket.version) == (w.it, 1)


def test_one_click_takes_it_by_whoever_clicks(learned: Promises) -> None:
    w = learned
    ticket = ask_for_laptop(w, text="which cost centre, which budget", now=later(500))
    actions.suggest(ticket_id=ticket.pk, now=later(501))
    (shown,) = [one for one in shown_for(w.ian, ticket, later(502)) if one.target == "group"]
    assert shown.name == "Finance"
    done = actions.take(actor=w.ian, ticket=ticket, target="group", version=1, now=later(503))
    assert done.supplier == w.finance
    event = done.events.latest("ordinal")
    assert event.actor == w.ian
    assert event.reason == f"Suggested from past tickets ({shown.percent} %)"
    assert Suggestion.objects.get(target="group").taken_by == w.ian


def test_a_priority_is_suggested_and_taken(learned: Promises) -> None:
    w = learned
    ticket = tickets.submit(
        actor=w.mara, offering=w.report_fault, answers={"what": "broken keyboard"}, now=later(500)
    )
    actions.suggest(ticket_id=ticket.pk, now=later(501))
    done = actions.take(actor=w.ian, ticket=ticket, target="priority", now=later(502))
    assert done.priority == 3
    assert done.priority_reason.startswith("Suggested from past tickets")


@pytest.mark.parametrize("person", ["mara", "max", "frank"])
def test_who_does_not_serve_the_ticket_is_suggested_nothing(learned: Promises, person: str) -> None:
    w = learned
    ticket = ask_for_laptop(w, text="which cost centre, which budget", now=later(500))
    actions.suggest(ticket_id=ticket.pk, now=later(501))
    with pytest.raises(NotFound):
        shown_for(getattr(w, person), ticket, later(502))
    with pytest.raises(NotFound):
        actions.take(actor=getattr(w, person), ticket=ticket, target="group", now=later(502))


def test_an_offering_is_shown_but_not_changed_by_a_click(learned: Promises) -> None:
    w = learned
    ticket = ask_for_laptop(w, now=later(500))
    model = SuggestionModel.objects.get(target=Target.OFFERING)
    Suggestion.objects.create(
        ticket=ticket, target=Target.OFFERING, label=str(w.report_fault.pk), confidence=0.9,
        model=model, made_at=later(501),
    )  # fmt: skip
    assert [one.name for one in shown_for(w.ian, ticket, later(502))] == ["Report a fault"]
    with pytest.raises(RuleBroken):
        actions.take(actor=w.ian, ticket=ticket, target="offering", now=later(502))


def test_while_typing_offerings_are_suggested(learned: Promises) -> None:
    w = learned
    (best, *_) = offerings_like(w.mara, "my keyboard is broken", later(500))
    assert best.offering == w.report_fault
    assert offerings_like(w.mara, "broken", later(500)) == []


def test_without_a_model_nothing_is_asked_of_the_database(
    promises: Promises, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert offerings_like(promises.mara, "my keyboard is broken", later(1)) == []
        assert not shelf.any_model()
    ticket = ask_for_laptop(promises)
    assert actions.suggest(ticket_id=ticket.pk, now=later(1)) == []


def test_a_changed_file_is_not_used(learned: Promises) -> None:
    w = learned
    for path in shelf.folder().glob("*.json"):
        path.write_bytes(path.read_bytes().replace(b'"temperature":', b'"temperature": '))
    shelf._read.cache_clear()
    ticket = ask_for_laptop(w, text="which cost centre, which budget", now=later(500))
    assert actions.suggest(ticket_id=ticket.pk, now=later(501)) == []


def test_confidential_cases_teach_nothing_and_are_suggested_nothing(learned: Promises) -> None:
    w = learned
    case = tickets.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "secret budget"},
        now=later(500),
    )  # fmt: skip
    assert actions.suggest(ticket_id=case.pk, now=later(501)) == []
    Ticket.objects.filter(pk=case.pk).update(category="closed")
    for target in Target.values:
        assert not any("secret" in known for known, _ in history.examples(target))


def test_the_page_of_a_ticket_offers_them_to_those_who_serve_it(learned: Promises) -> None:
    w = learned
    ticket = ask_for_laptop(w, text="which cost centre, which budget")
    actions.suggest(ticket_id=ticket.pk, now=later(501))
    address = reverse("ticket_suggestions", args=[ticket.key])
    page = reverse("ticket", args=[ticket.key])
    assert address in client_of(w.ian).get(page).content.decode()
    assert address not in client_of(w.mara).get(page).content.decode()
    assert "Past tickets like this went to Finance" in text_of(client_of(w.ian).get(address))
    client_of(w.ian).post(address, {"target": "group", "version": "1"})
    ticket.refresh_from_db()
    assert ticket.supplier == w.finance


def test_the_search_of_ask_shows_what_such_words_usually_ask_for(learned: Promises) -> None:
    page = text_of(client_of(learned.mara).get(reverse("ask"), {"q": "my keyboard is broken"}))
    assert "Report a fault" in page
    assert "% of what reads like this asked IT for it" in page
