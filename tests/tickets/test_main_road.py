"""The main road: ask, accept, take, ask back, answer, hand off, resolve, confirm."""

from inward.tickets import actions
from inward.tickets.models import Ticket, TicketEvent
from tests.support.world_promises import Promises, ask_for_laptop, later


def test_a_ticket_goes_from_asking_to_closure(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w, text="My old one is slow.")
    assert (ticket.key, ticket.category, ticket.priority) == ("IT-1", "submitted", 4)
    ticket = actions.accept(actor=w.iris, ticket=ticket, now=later(10))
    ticket = actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=later(20))
    assert (ticket.category, ticket.assignee_id) == ("in_progress", w.ian.pk)
    ticket = actions.ask_customer(actor=w.ian, ticket=ticket, text="Which keyboard?", now=later(30))
    assert (ticket.category, ticket.waiting_on, ticket.next_due) == ("waiting", "customer", None)
    ticket = actions.answer(actor=w.mara, ticket=ticket, text="German.", now=later(90))
    assert ticket.category == "in_progress"
    ticket = actions.hand_off(
        actor=w.ian, ticket=ticket, department=w.finance, reason="Needs a budget", now=later(100)
    )
    assert (ticket.supplier_id, ticket.assignee_id, ticket.category, ticket.handoffs) == (
        w.finance.pk, None, "submitted", 1,
    )  # fmt: skip
    ticket = actions.assign(actor=w.frank, ticket=ticket, person=w.frank, now=later(110))
    ticket = actions.resolve(actor=w.frank, ticket=ticket, outcome="fulfilled", now=later(120))
    ticket = actions.confirm(actor=w.mara, ticket=ticket, text="Thanks!", now=later(130))
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert (fresh.category, fresh.outcome, fresh.met_resolve) == ("closed", "fulfilled", True)
    assert TicketEvent.objects.filter(ticket=fresh).count() == fresh.version == 9
