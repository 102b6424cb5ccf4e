"""The checklist: pinned when asked, ticked in the log, and what it keeps from being resolved."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.catalogue import actions as catalogue
from inward.catalogue.rules import Step
from inward.kernel.errors import NotAllowed, NotFound, RuleBroken
from inward.tickets import actions, checklist, events, log
from inward.tickets.life import Entry
from inward.tickets.models import Ticket, TicketEvent
from tests.support.heard import listening
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later

STEPS: list[dict[str, Any]] = [
    {"key": "image", "text": "Install the image", "required": True},
    {"key": "label", "text": "Stick the label on"},
]


@pytest.fixture
def asked(promises: Promises) -> Ticket:
    """A laptop, done by a standard of two steps and one step of its own."""
    w = promises
    standard = catalogue.create_standard(
        actor=w.alice, service=w.workplace, name="Handing out", steps=STEPS, now=START
    )
    catalogue.change_offering(
        actor=w.alice, offering=w.new_laptop, standard=standard, now=START,
        fulfilment_steps=[{"key": "fetch", "text": "Fetch it from the store"}],
    )  # fmt: skip
    ticket = ask_for_laptop(w)
    # Later wordings are for later tickets.
    catalogue.publish_standard(actor=w.alice, standard=standard, text="", steps=[], now=later(1))
    return actions.assign(actor=w.ian, ticket=ticket, person=w.ian, now=later(2))


def items(ticket: Ticket) -> list[tuple[str, bool]]:
    found = checklist.fold(log.entries_of(ticket))
    return [(item.step.key, item.done is not None) for item in found]


def test_a_step_is_ticked_and_told(
    promises: Promises, asked: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    with listening(monkeypatch) as heard:
        ticket = actions.tick(actor=w.ian, ticket=asked, step="s.image", now=later(3))
    assert items(ticket) == [("s.image", True), ("s.label", False), ("fetch", False)]
    event = TicketEvent.objects.get(ticket=ticket, kind="step_done")
    assert (event.actor, event.reason, event.category) == (w.ian, "Install the image", "")
    assert heard.events == [
        events.TicketStepDone(ticket.pk, w.ian.pk, later(3), "s.image", done=True)
    ]
    again = actions.tick(actor=w.iris, ticket=ticket, step="s.image", now=later(4))
    assert again.version == ticket.version
    back = actions.tick(actor=w.iris, ticket=ticket, step="s.image", done=False, now=later(5))
    assert items(back)[0] == ("s.image", False)


def test_required_steps_come_before_it_is_fulfilled(promises: Promises, asked: Ticket) -> None:
    w = promises
    said: dict[str, Any] = {"actor": w.ian, "ticket": asked, "now": later(9)}
    with pytest.raises(RuleBroken, match="Install the image"):
        actions.resolve(outcome="fulfilled", **said)
    actions.tick(actor=w.ian, ticket=asked, step="s.image", now=later(8))
    assert actions.resolve(outcome="fulfilled", **said).category == "resolved"


def test_what_is_not_fulfilled_needs_no_steps(promises: Promises, asked: Ticket) -> None:
    ticket = actions.resolve(
        actor=promises.ian, ticket=asked, outcome="not_fulfilled", now=later(9)
    )
    assert ticket.category == "resolved"


def test_who_does_not_serve_ticks_nothing(promises: Promises, asked: Ticket) -> None:
    w = promises
    for actor, refusal in ((w.mara, NotAllowed), (w.frank, NotFound)):
        with pytest.raises(refusal):
            actions.tick(actor=actor, ticket=asked, step="s.image", now=later(3))


def test_what_is_over_or_unknown_is_not_ticked(promises: Promises, asked: Ticket) -> None:
    w = promises
    with pytest.raises(NotFound):
        actions.tick(actor=w.ian, ticket=asked, step="nothing", now=later(3))
    actions.withdraw(actor=w.mara, ticket=asked, now=later(4))
    with pytest.raises(RuleBroken):
        actions.tick(actor=w.ian, ticket=asked, step="s.image", now=later(5))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=20))
def test_the_last_word_on_a_step_holds(ticks: list[tuple[str, bool]]) -> None:
    steps = [Step("a", "A"), Step("b", "B", required=True)]
    first = Entry(START, None, None, None, None, None, "submitted", None,
                  checklist.steps_data(steps))  # fmt: skip
    told = [
        Entry(later(n), None, None, None, None, None, "step_done", None,
              checklist.tick_data(key, done=done))
        for n, (key, done) in enumerate(ticks)
    ]  # fmt: skip
    last = dict(ticks)
    found = {i.step.key: i.done is not None for i in checklist.fold([first, *told])}
    assert found == {"a": last.get("a", False), "b": last.get("b", False)}
