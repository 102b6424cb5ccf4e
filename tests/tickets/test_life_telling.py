"""People are told of their tickets: once each, never of what they did, of secrets the key alone."""

import pytest

from inward.directory.models import Person
from inward.kernel.models import Job
from inward.notify.models import Notice
from inward.tickets import actions, events, handlers
from inward.tickets.models import Ticket
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to, taken


def told(person: Person) -> list[tuple[str, str]]:
    """Kind and subject of what a person was told, in order."""
    rows = Notice.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("kind", "subject"))


def test_who_asked_hears_of_their_ticket_once(promises: Promises) -> None:
    w = promises
    ticket = taken(w, ask_for_laptop(w, title="Laptop"))
    ticket = actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", now=later(20))
    asked = events.CustomerAsked(ticket.pk, w.ian.pk, later(20), None)
    for _ in range(2):
        handlers.tell_asked(asked, now=later(21))
    handlers.tell_chased(events.CustomerChased(ticket.pk, None, later(22), 1), now=later(22))
    assert told(w.mara) == [
        ("asked", "IT asks you about IT-1 Laptop"),
        ("chased", "Still waiting for your answer: IT-1 Laptop"),
    ]
    notice = Notice.objects.filter(person=w.mara).latest("pk")
    assert (notice.text, notice.path) == ("Which?", "/tickets/IT-1/#e3")
    assert told(w.ian) == []


@pytest.mark.parametrize(
    ("category", "event", "handler", "subject"),
    [
        ("resolved", events.TicketResolved, handlers.tell_resolved, "Done? Please confirm: "),
        ("closed", events.TicketClosed, handlers.tell_closed, "Closed, as nobody objected: "),
    ],
)
def test_who_asked_hears_of_its_end(
    promises: Promises, category: str, event: type, handler: object, subject: str
) -> None:
    w = promises
    ticket = brought_to(w, category)
    actor = w.ian.pk if category == "resolved" else None
    handler(event(ticket.pk, actor, ticket.last_event_at, "fulfilled"), now=later(60))  # type: ignore[operator]
    (kind, words), = told(w.mara)  # fmt: skip
    assert (kind, words) == (category, f"{subject}{ticket.key} {ticket.title}")


def test_whoever_works_on_it_hears_of_the_customer(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    actions.answer(actor=w.mara, ticket=ticket, text="The light one.", now=later(20))
    answered = events.CustomerAnswered(ticket.pk, w.mara.pk, later(20), "portal", False)
    handlers.tell_answered(answered, now=later(20))
    given = events.TicketAssigned(ticket.pk, w.iris.pk, later(21), w.ian.pk)
    handlers.tell_assigned(given, now=later(21))
    own = events.TicketAssigned(ticket.pk, w.ian.pk, later(22), w.ian.pk)
    handlers.tell_assigned(own, now=later(22))
    assert [kind for kind, _ in told(w.ian)] == ["answered", "assigned"]
    assert Job.objects.filter(task="notify.mail").count() == 2


def test_mere_thanks_make_no_mail(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "resolved")
    actions.answer(actor=w.mara, ticket=ticket, text="Thanks!", now=later(40))
    answered = events.CustomerAnswered(ticket.pk, w.mara.pk, later(40), "portal", False)
    handlers.tell_answered(answered, now=later(40))
    assert [kind for kind, _ in told(w.ian)] == ["answered"]
    assert not Job.objects.filter(task="notify.mail").exists()


def test_of_a_confidential_case_one_is_told_its_key_alone(promises: Promises) -> None:
    w = promises
    ticket = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"},
        title="About my head", now=START,
    )  # fmt: skip
    actions.reply(actor=w.hana, ticket=ticket, text="I listen.", now=later(5))
    replied = events.TicketReplied(ticket.pk, w.hana.pk, later(5))
    handlers.tell_replied(replied, now=later(5))
    notice = Notice.objects.get(person=w.mara)
    assert (notice.subject, notice.text) == (f"Human Resources replied on {ticket.key}", "")


def test_those_who_lead_hear_of_what_is_escalated(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    actions.escalate(actor=w.ian, ticket=ticket, reason="Stuck", now=later(20))
    handlers.tell_flagged(
        events.TicketFlagged(ticket.pk, w.ian.pk, later(20), "escalated", True), now=later(20)
    )
    assert Notice.objects.filter(kind="flag_escalated", text="Stuck").count() == 2
    assert {kind for kind, _ in told(w.alice)} == {"flag_escalated"}
    handlers.tell_flagged(
        events.TicketFlagged(ticket.pk, w.iris.pk, later(30), "escalated", False), now=later(30)
    )
    assert Notice.objects.count() == 2
    assert Ticket.objects.get(pk=ticket.pk).is_escalated
