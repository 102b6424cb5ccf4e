"""The matrix: every verb by every person of the cast, and from every category."""

import pytest

from inward.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from inward.tickets import actions, log, policies
from inward.tickets.models import Ticket, TicketEvent
from inward.tickets.rules import STEPS, Verb
from tests.support.world_promises import Promises, later
from tests.tickets.roads import DOER, REACHED, VERBS, brought_to, do, undone

# Who may do what to Mara's ticket with IT (Marketing asks; Max heads Marketing, Alice heads IT).
_SERVING = {"alice", "iris", "ian"}
MAY = dict.fromkeys(VERBS, _SERVING) | {
    Verb.ANSWER: {"mara"},
    Verb.CONFIRM: {"mara"},
    Verb.WITHDRAW: {"mara"},
    Verb.REOPEN: {"mara", *_SERVING},
    Verb.REPIN: {"alice", "iris"},
    Verb.MAJOR: {"alice", "iris"},
    Verb.FOLLOW_UP: {"mara"},
}
# Who sees it yet may not; all others are told that there is no such ticket.
SEE = {"mara", "max", *_SERVING}
CAST = ("alice", "iris", "ian", "fiona", "frank", "max", "mara", "hana", "adam")
A_SOURCE = {
    Verb.ACCEPT: "submitted", Verb.RESUME: "waiting", Verb.CONFIRM: "resolved",
    Verb.REOPEN: "resolved", Verb.FOLLOW_UP: "closed",
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_for_those_whose_part_it_is(promises: Promises, verb: Verb) -> None:
    ticket = brought_to(promises, A_SOURCE.get(verb, "in_progress"))
    for who in CAST:
        with undone():
            _try(promises, verb, ticket, who)


def _try(w: Promises, verb: Verb, ticket: Ticket, who: str) -> None:
    actor = getattr(w, who)
    part = policies.read_part(actor, ticket, later(50))
    assert policies.can(verb, part) is (who in MAY[verb]), who
    if who in MAY[verb]:
        assert do(w, verb, ticket, actor).version == ticket.version + 1
        return
    with pytest.raises(NotAllowed if who in SEE else NotFound):
        do(w, verb, ticket, actor)
    assert TicketEvent.objects.filter(ticket=ticket).count() == ticket.version


@pytest.mark.parametrize("category", REACHED)
def test_each_verb_has_its_categories(promises: Promises, category: str) -> None:
    w = promises
    ticket = brought_to(w, category)
    for verb in VERBS:
        actor = getattr(w, DOER[verb])
        with undone():
            if category not in STEPS[verb].sources:
                with pytest.raises(RuleBroken, match="cannot be"):
                    do(w, verb, ticket, actor)
                continue
            after = do(w, verb, ticket, actor)
            still_waits = verb is Verb.ASSIGN and category == "waiting"
            assert still_waits or after.category == STEPS[verb].target or not STEPS[verb].target


@pytest.mark.parametrize("verb", VERBS)
def test_who_acts_on_what_they_saw_before_is_told_what_happened(
    promises: Promises, verb: Verb
) -> None:
    w = promises
    ticket = brought_to(w, A_SOURCE.get(verb, "in_progress"))
    seen = ticket.version
    actions.reply(actor=w.iris, ticket=ticket, text="Soon.", now=later(45))
    with pytest.raises(Conflict, match="Iris Ingwer replied") as told:
        do(w, verb, ticket, getattr(w, DOER[verb]), version=seen)
    assert "Nothing you typed is lost" in told.value.detail
    do(w, verb, ticket, getattr(w, DOER[verb]), version=seen + 1)


def test_what_one_may_not_read_is_no_conflict(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    actions.note(actor=w.iris, ticket=ticket, text="Between us.", now=later(45))
    with pytest.raises(Conflict, match="left a note"):
        do(w, Verb.REPLY, ticket, w.ian, version=ticket.version)
    do(w, Verb.ANSWER, ticket, w.mara, version=ticket.version)


def test_a_version_that_does_not_exist_yet_is_invalid(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with pytest.raises(Invalid):
        do(w, Verb.REPLY, ticket, w.ian, version=ticket.version + 7)


def test_many_things_that_happened_are_told_shortly(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    for minute in range(6):
        actions.reply(actor=w.iris, ticket=ticket, text="Soon.", now=later(45 + minute))
    with pytest.raises(Conflict, match="and 2 more"):
        do(w, Verb.REPLY, ticket, w.ian, version=ticket.version)


def test_a_ticket_that_is_gone_is_not_found(promises: Promises) -> None:
    with pytest.raises(NotFound):
        do(promises, Verb.REPLY, Ticket(pk=10**9), promises.ian)


def test_an_event_never_lies_before_the_one_before_it(promises: Promises) -> None:
    """Clocks of machines differ by a little."""
    w = promises
    ticket = brought_to(w, "in_progress")
    after = do(w, Verb.REPLY, ticket, w.ian, now=later(5))
    assert after.last_event_at == ticket.last_event_at


@pytest.mark.parametrize("category", REACHED)
def test_caches_are_what_the_log_makes_them(promises: Promises, category: str) -> None:
    ticket = Ticket.objects.get(pk=brought_to(promises, category).pk)
    before = {field.attname: getattr(ticket, field.attname) for field in Ticket._meta.fields}
    log.rebuild(ticket)
    ticket.refresh_from_db()
    assert before == {f.attname: getattr(ticket, f.attname) for f in Ticket._meta.fields}
