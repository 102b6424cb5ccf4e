"""Replying, noting, asking the customer, and the customer's word."""

import pytest

from inward.kernel.errors import Conflict, Invalid
from inward.tickets import actions, events, queries
from inward.tickets.models import TicketEvent
from tests.support.heard import listening
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to, resolved, taken


def test_a_reply_reaches_the_customer_and_stops_the_reply_clock(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with listening(monkeypatch) as heard:
        ticket = actions.reply(actor=w.ian, ticket=ticket, text="On *Friday*.", now=later(20))
    assert heard.events == [events.TicketReplied(ticket.pk, w.ian.pk, later(20))]
    assert (ticket.first_reply_at, ticket.met_first_reply) == (later(20), True)
    (said,) = [e for e in queries.events_visible_to(w.mara, ticket, later(20)) if e.text]
    assert (said.kind, said.text, said.actor) == ("replied", "On *Friday*.", w.ian)


def test_a_note_stays_with_the_supplier_sides(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with listening(monkeypatch) as heard:
        ticket = actions.note(actor=w.ian, ticket=ticket, text="Third this year.", now=later(20))
    assert heard.events == [events.TicketNoted(ticket.pk, w.ian.pk, later(20))]
    assert ticket.first_reply_at is None
    ticket = actions.hand_off(
        actor=w.ian, ticket=ticket, department=w.finance, reason="Budget", now=later(30)
    )
    for reader, reads in ((w.iris, 1), (w.frank, 1), (w.mara, 0), (w.max, 0)):
        seen = queries.detail(reader, ticket.key, later(31)).events
        assert sum(event.is_note for event in seen) == reads
    # The department that had it may still leave a note, and nothing else.
    actions.note(actor=w.iris, ticket=ticket, text="Ask Alice.", now=later(40))


def test_who_asked_reads_no_notes_though_they_serve_there(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w, by=w.ian)
    actions.note(actor=w.iris, ticket=ticket, text="Again Ian.", now=later(5))
    assert not any(e.is_note for e in queries.detail(w.ian, ticket.key, later(6)).events)
    assert not queries.events_visible_to(w.ian, ticket, later(6)).filter(is_note=True).exists()


def test_nothing_is_no_reply(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "waiting")
    for verb, actor in (
        (actions.reply, w.ian), (actions.note, w.ian), (actions.answer, w.mara),
        (actions.ask_customer, w.ian),
    ):  # fmt: skip
        for text in ("", "  \n ", "\u200b", "x" * 20_001):
            with pytest.raises(Invalid) as refused:
                verb(actor=actor, ticket=ticket, text=text, now=later(30))
            assert set(refused.value.fields) == {"text"}


def test_the_same_key_replies_once(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    for minute in (20, 21):
        after = actions.reply(
            actor=w.ian, ticket=ticket, text="Soon.", idempotency_key="k1", now=later(minute)
        )
        assert after.version == ticket.version + 1
    with pytest.raises(Conflict):
        actions.reply(
            actor=w.ian, ticket=ticket, text="Never.", idempotency_key="k1", now=later(22)
        )


def test_asking_back_waits_for_the_customer_and_stops_their_clocks(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with listening(monkeypatch) as heard:
        ticket = actions.ask_customer(
            actor=w.ian, ticket=ticket, text="Which keyboard?", reason="Keyboard",
            until=later(2000), now=later(60),
        )  # fmt: skip
    assert heard.events == [events.CustomerAsked(ticket.pk, w.ian.pk, later(60), later(2000))]
    assert (ticket.waiting_on, ticket.waiting_reason, ticket.waiting_until) == (
        "customer", "Keyboard", later(2000),
    )  # fmt: skip
    assert (ticket.due_resolve, ticket.next_due, ticket.first_reply_at) == (None, None, later(60))


def test_the_answer_takes_the_pause_out_of_the_open_time(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    due = ticket.due_resolve
    assert due is not None
    ticket = actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", now=later(60))
    with listening(monkeypatch) as heard:
        ticket = actions.answer(
            actor=w.mara, ticket=ticket, text="The light one.", channel="mail", now=later(90)
        )
    assert heard.events == [
        events.CustomerAnswered(ticket.pk, w.mara.pk, later(90), "mail", ended_wait=True)
    ]
    assert (ticket.category, ticket.assignee) == ("in_progress", w.ian)
    # Half an hour before closing would be due half an hour later: on the next morning.
    assert ticket.due_resolve == later(30, since=due)


@pytest.mark.parametrize("channel", ["portal", "mail", "api"])
def test_the_customers_word_arms_alike_by_every_channel(promises: Promises, channel: str) -> None:
    w = promises
    ticket = brought_to(w, "waiting")
    ticket = actions.answer(
        actor=w.mara, ticket=ticket, text="This.", channel=channel, now=later(80)
    )
    assert (ticket.category, ticket.next_due is not None) == ("in_progress", True)


def test_what_nobody_had_taken_is_for_the_taking_again_after_the_answer(
    promises: Promises,
) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    ticket = actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", now=later(5))
    ticket = actions.ask_customer(actor=w.ian, ticket=ticket, text="Well?", now=later(6))
    ticket = actions.answer(actor=w.mara, ticket=ticket, text="This.", now=later(9))
    assert (ticket.category, ticket.assignee, ticket.owned_at) == ("submitted", None, None)


def test_a_word_that_nobody_waited_for_changes_nothing(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    after = actions.answer(actor=w.mara, ticket=ticket, text="By the way …", now=later(20))
    assert (after.category, after.next_due) == (ticket.category, ticket.next_due)
    assert after.first_reply_at is None


def test_thanks_after_the_resolution_start_nothing(promises: Promises) -> None:
    w = promises
    ticket = resolved(w, taken(w, ask_for_laptop(w)))
    after = actions.answer(actor=w.mara, ticket=ticket, text="Thank you!", now=later(40))
    assert (after.category, after.next_due, after.reopens) == ("resolved", None, 0)
    closed = actions.confirm(actor=w.mara, ticket=after, now=later(50))
    after = actions.answer(actor=w.mara, ticket=closed, text="Really!", now=later(60))
    assert (after.category, after.closed_at, after.queue_at) == ("closed", later(50), None)
    assert TicketEvent.objects.get(ticket=after, ordinal=after.version).text == "Really!"


def test_the_beneficiary_speaks_for_the_customer_too(promises: Promises) -> None:
    w = promises
    ticket = taken(w, ask_for_laptop(w, beneficiary=w.hana))
    ticket = actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", now=later(20))
    ticket = actions.answer(actor=w.hana, ticket=ticket, text="Light.", now=later(30))
    assert ticket.category == "in_progress"
