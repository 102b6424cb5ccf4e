"""Asking again about what is over: another ticket, linked; and thanks, which open nothing."""

import pytest

from inward.catalogue import actions as catalogue
from inward.kernel.errors import Invalid, NotAllowed, NotFound, RuleBroken
from inward.tickets import actions, events, links, log
from inward.tickets.models import Ticket, TicketLink
from inward.tickets.thanks import is_thanks
from tests.support.heard import listening
from tests.support.world import START
from tests.support.world_promises import Promises, later
from tests.tickets.roads import brought_to

TWO_WEEKS = later(14 * 24 * 60)


def test_asking_again_makes_a_linked_ticket(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    old = brought_to(w, "closed")
    with pytest.raises(RuleBroken, match="too long ago"):
        actions.reopen(actor=w.mara, ticket=old, text="It broke.", now=TWO_WEEKS)
    with listening(monkeypatch) as heard:
        new = actions.follow_up(actor=w.mara, ticket=old, text="It broke.", now=TWO_WEEKS)
    assert heard.of(events.TicketFollowedUp) == [
        events.TicketFollowedUp(old.pk, w.mara.pk, TWO_WEEKS, new.pk)
    ]
    old = Ticket.objects.get(pk=old.pk)
    assert (new.offering, new.answers, new.title) == (old.offering, old.answers, old.title)
    assert (new.category, old.category, new.customer) == ("submitted", "closed", old.customer)
    assert links.fold(log.entries_of(new)) == (links.Link("follow_up_of", True, old.pk, old.key),)
    assert links.fold(log.entries_of(old)) == (links.Link("follow_up_of", False, new.pk, new.key),)
    assert TicketLink.objects.get().target == old


def test_the_same_form_sent_twice_asks_once(promises: Promises) -> None:
    w = promises
    old = brought_to(w, "declined")
    made = {
        actions.follow_up(
            actor=w.mara, ticket=old, text="And now?", idempotency_key="k", now=TWO_WEEKS
        ).pk
        for _ in range(2)
    }
    assert len(made) == 1


def test_who_may_and_when(promises: Promises) -> None:
    w = promises
    with pytest.raises(RuleBroken):
        actions.follow_up(
            actor=w.mara, ticket=brought_to(w, "in_progress"), text="Well?", now=TWO_WEEKS
        )
    old = brought_to(w, "closed")
    with pytest.raises(NotAllowed):
        actions.follow_up(actor=w.ian, ticket=old, text="Well?", now=TWO_WEEKS)
    with pytest.raises(NotFound):
        actions.follow_up(actor=w.hana, ticket=old, text="Well?", now=TWO_WEEKS)
    with pytest.raises(Invalid):
        actions.follow_up(actor=w.mara, ticket=old, text=" ", now=TWO_WEEKS)


def test_what_is_offered_no_more_or_otherwise_is_asked_anew(promises: Promises) -> None:
    w = promises
    old = brought_to(w, "closed")
    question = {"key": "colour", "type": "text", "label": "Colour", "required": True}
    catalogue.publish_form(actor=w.adam, offering=w.new_laptop, fields=[question], now=START)
    with pytest.raises(RuleBroken, match="asks for other things"):
        actions.follow_up(actor=w.mara, ticket=old, text="It broke.", now=TWO_WEEKS)
    catalogue.retire_offering(actor=w.adam, offering=w.new_laptop, now=START)
    with pytest.raises(RuleBroken, match="offered no more"):
        actions.follow_up(actor=w.mara, ticket=old, text="It broke.", now=TWO_WEEKS)


@pytest.mark.parametrize(
    "words",
    [
        "Thanks!", "Thank you very much, works now", "Thx Ian", "Danke, läuft wieder",
        "Vielen Dank für die schnelle Hilfe!", "Merci beaucoup !", "Gracias por su ayuda",
        "Grazie mille", "Tack så mycket", "Спасибо большое", "谢谢", "ありがとうございます",
    ],
)  # fmt: skip
def test_thanks_are_known_in_many_languages(words: str) -> None:
    assert is_thanks(words)


@pytest.mark.parametrize(
    "words",
    [
        "", "ok", "It still fails", "Thanks, but it still fails", "Danke, aber es geht nicht",
        "Thanks. Could you also send a mouse?", "No thanks needed: the screen is dark again",
        "Merci mais toujours en panne", "Thanks for nothing, the printer is dead",
        "Bedankt maar niet goed",
    ],
)  # fmt: skip
def test_in_doubt_words_are_no_thanks(words: str) -> None:
    assert not is_thanks(words)


@pytest.mark.parametrize("category", ["resolved", "closed"])
def test_thanks_reopen_nothing(promises: Promises, category: str) -> None:
    w = promises
    ticket = brought_to(w, category)
    after = actions.answer(actor=w.mara, ticket=ticket, text="Thank you!", now=later(50))
    assert (after.category, after.closes_at) == (category, ticket.closes_at)
