"""What every action on a ticket begins with: lock, may, stale, rule. And the words it takes."""

from datetime import datetime

from inward.directory.models import Person
from inward.kernel.errors import Invalid, NotAllowed, NotFound
from inward.kernel.text import many_lines, one_line
from inward.tickets import meanwhile, policies, rules
from inward.tickets.desk import desk_of
from inward.tickets.models import Ticket
from inward.tickets.rules import Verb
from inward.tickets.visibility import visible_to


def locked(ticket: Ticket) -> Ticket:
    """The ticket as it is now, locked until the transaction ends. Raises NotFound.

    A part's parent is locked first: what ends the part goes on in the parent.
    """
    if ticket.part_of_id is not None:
        Ticket.objects.select_for_update().filter(pk=ticket.part_of_id).values_list("pk").first()
    found = (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("supplier__desk", "customer", "service", "calendar_version")
        .filter(pk=ticket.pk)
        .first()
    )
    if found is None:
        raise NotFound("There is no such ticket.")
    return found


def begin(
    verb: Verb, *, actor: Person, ticket: Ticket, version: int | None, now: datetime
) -> Ticket:
    """Lock the ticket and see that the actor may do the verb to it as it is now.

    Raises NotFound, NotAllowed, Conflict (stale ``version``), RuleBroken.
    """
    ticket = locked(ticket)
    part = policies.read_part(actor, ticket, now)
    if not policies.permitted(verb, part, ticket):
        _refuse(verb, part, actor, ticket, now)
    _require_fresh(ticket, part, version)
    rules.require(verb, ticket.category)
    return ticket


def _refuse(verb: Verb, part: policies.Part, actor: Person, ticket: Ticket, now: datetime) -> None:
    """Hidden and missing are the same; who may see it is told that they may not."""
    if policies.can(verb, part):
        role = desk_of(ticket).rights.get(verb, "")
        raise NotAllowed(f"{ticket.supplier} leaves this to those who are {role} there.")
    if not visible_to(actor, now).filter(pk=ticket.pk).exists():
        raise NotFound("There is no such ticket.")
    if policies.can(verb, policies.Part(True, False, False, False, True)):
        raise NotAllowed("Only who asked for it can do this.")
    raise NotAllowed("Only the department that holds the ticket can do this.")


def _require_fresh(ticket: Ticket, part: policies.Part, version: int | None) -> None:
    if version is None or version == ticket.version:
        return
    if version > ticket.version:
        raise Invalid("There is no such version of this ticket yet.")
    happened = meanwhile.told(ticket, version, with_notes=policies.can_read_notes(part))
    if happened:
        raise meanwhile.Stale(
            f"Since you opened this ticket: {happened}. Nothing you typed is lost; look and send"
            " it again."
        )


def text_of(value: str, *, field: str = "text", required: bool = True) -> str:
    """What was typed, cleaned. Raises Invalid where something must be said and is not."""
    clean = many_lines(value, field=field, max_length=rules.TEXT_LENGTH)
    if required and not clean.strip():
        words = "Please write something."
        raise Invalid(words, fields={field: [words]})
    return clean


def reason_of(value: str, *, field: str = "reason", required: bool = True) -> str:
    """A reason in one line. Raises Invalid where one must be given and is not."""
    clean = one_line(value, field=field, max_length=rules.REASON_LENGTH)
    if required and not clean:
        words = "Please give the reason."
        raise Invalid(words, fields={field: [words]})
    return clean
