"""Finance and HR as suppliers of parts to IT, and parts asked. For tests."""

from datetime import datetime
from typing import Any

from inward.agreements import actions as agreements
from inward.agreements.models import AgreementVersion
from inward.directory.models import Department
from inward.tickets import actions
from inward.tickets.models import Ticket
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later

FOR_IT = {("resolve", level): 60 * level for level in (1, 2, 3, 4)}
STAGES = {("stage", level): 60 * level for level in (1, 2, 3, 4)}


def finance_promises_it(w: Promises, targets: dict[tuple[str, int], int]) -> AgreementVersion:
    """An agreement of Finance with IT, in force since the start."""
    agreement = agreements.create_agreement(
        actor=w.fiona, name="Finance for IT", supplier=w.finance, customer=w.it,
        calendar=w.office.calendar, targets=targets, now=START,
    )  # fmt: skip
    version = agreement.versions.get()
    agreements.sign(actor=w.fiona, version=version, now=START)
    agreements.sign(actor=w.alice, version=version, now=START)
    return agreements.put_in_force(actor=w.fiona, version=version, now=START)


def asked(w: Promises, ticket: Ticket, of: Department, now: datetime, **said: Any) -> Ticket:
    """Ian asks a department for a part."""
    return actions.ask_part(
        actor=w.ian, ticket=ticket, department=of, now=now, **{"title": "Book it", **said}
    )


def taken(w: Promises) -> Ticket:
    """Mara's ticket, taken by Ian after ten minutes."""
    return actions.assign(actor=w.ian, ticket=ask_for_laptop(w), person=w.ian, now=later(10))


def done(w: Promises, part: Ticket, now: datetime) -> Ticket:
    """The part's department resolves it; Frank, or Hana who heads HR for this."""
    who = w.frank if part.supplier_id == w.finance.pk else w.hana
    return actions.resolve(actor=who, ticket=part, outcome="fulfilled", now=now)


def fresh(ticket: Ticket) -> Ticket:
    """As it is now."""
    return Ticket.objects.get(pk=ticket.pk)
