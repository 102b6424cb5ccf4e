"""The one permitted way to a file of a ticket: from the form, or from an event one may read."""

from datetime import datetime

from inward.catalogue.rules import files_in, questions_of
from inward.directory.models import Person
from inward.kernel.errors import NotFound
from inward.kernel.models import StoredFile
from inward.tickets import attachments
from inward.tickets.models import Ticket
from inward.tickets.queries.detail import events_visible_to
from inward.tickets.queries.lists import ticket_for


def file_for(person: Person, key: str, token: str, at: datetime) -> StoredFile:
    """A file of a ticket the person sees, named by its form or by an event they may read.

    Raises NotFound for all others, whether they exist or not.
    """
    ticket = ticket_for(person, key, at)
    stored = StoredFile.objects.filter(token=token).first()
    if stored is None or not (_in_form(ticket, token) or _in_log(person, ticket, token, at)):
        raise NotFound("There is no such file.")
    return stored


def _in_form(ticket: Ticket, token: str) -> bool:
    form = ticket.form_version
    held = files_in(questions_of(form.fields), ticket.answers) if form else {}
    return any(token in tokens for tokens in held.values())


def _in_log(person: Person, ticket: Ticket, token: str, at: datetime) -> bool:
    datas = events_visible_to(person, ticket, at).values_list("data", flat=True)
    return token in attachments.tokens_of(datas)
