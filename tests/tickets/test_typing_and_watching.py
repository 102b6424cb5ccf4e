"""Drafts kept on the server, and watchers."""

import pytest

from inward.directory import actions as directory
from inward.kernel.errors import Invalid, NotAllowed, NotFound
from inward.tickets import actions, queries
from inward.tickets.models import Draft
from tests.support.heard import listening
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to


def test_what_is_typed_is_kept_for_each_person_and_place(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    reply, note = actions.reply_place(ticket), actions.note_place(ticket)
    for text in ("We", "We will"):
        actions.save_draft(person=w.ian, place=reply, content={"text": text}, now=later(20))
    assert actions.draft_of(person=w.ian, place=reply) == {"text": "We will"}
    assert actions.draft_of(person=w.ian, place=note) == {}
    assert actions.draft_of(person=w.iris, place=reply) == {}
    assert Draft.objects.count() == 1


def test_what_was_sent_is_no_draft_any_more(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    for place, send in (
        (actions.reply_place(ticket), actions.reply),
        (actions.note_place(ticket), actions.note),
    ):
        actions.save_draft(person=w.ian, place=place, content={"text": "We"}, now=later(20))
        with pytest.raises(Invalid):
            send(actor=w.ian, ticket=ticket, text=" ", now=later(21))
        assert actions.draft_of(person=w.ian, place=place)
        send(actor=w.ian, ticket=ticket, text="We will.", now=later(21))
        assert not actions.draft_of(person=w.ian, place=place)


@pytest.mark.parametrize(
    "content",
    [{"text": "x" * 20_001}, {"text": 5}, {"text": "a\x00b"}, {str(n): "" for n in range(101)}],
)
def test_a_draft_is_text_of_some_length(promises: Promises, content: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        actions.save_draft(person=promises.mara, place="offering:1", content=content, now=later(1))


def test_a_watcher_follows_and_only_reads(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    with listening(monkeypatch) as heard:
        for _ in range(2):
            actions.add_watcher(actor=w.mara, ticket=ticket, person=w.frank, now=later(1))
    assert heard.recorded == ["ticket.watcher_added"]
    detail = queries.detail(w.frank, ticket.key, later(2))
    assert list(detail.watchers) == [w.frank]
    assert not detail.verbs
    with pytest.raises(NotAllowed):
        actions.answer(actor=w.frank, ticket=ticket, text="I too.", now=later(3))
    with listening(monkeypatch) as heard:
        actions.remove_watcher(actor=w.frank, ticket=ticket, person=w.frank, now=later(4))
    assert heard.recorded == ["ticket.watcher_removed"]
    with pytest.raises(NotFound):
        queries.detail(w.frank, ticket.key, later(5))


def test_who_sees_it_follows_it_themselves_and_adds_nobody_else(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    actions.add_watcher(actor=w.max, ticket=ticket, person=w.max, now=later(1))
    actions.remove_watcher(actor=w.max, ticket=ticket, person=w.max, now=later(2))
    with pytest.raises(NotAllowed):
        actions.add_watcher(actor=w.max, ticket=ticket, person=w.hana, now=later(3))
    with pytest.raises(NotFound):
        actions.add_watcher(actor=w.hana, ticket=ticket, person=w.hana, now=later(3))
    actions.add_watcher(actor=w.iris, ticket=ticket, person=w.hana, now=later(3))


def test_who_has_left_follows_nothing(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    gone = directory.deactivate_person(actor=w.adam, person=w.hana, now=later(1))
    with pytest.raises(Invalid):
        actions.add_watcher(actor=w.mara, ticket=ticket, person=gone, now=later(2))
