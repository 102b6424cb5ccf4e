"""Custom fields: what stands in them, for each side what it sees."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from inward.catalogue.rules.fields import CustomField, edited, fields_of, seen
from inward.tickets.models import EventKind, TicketEvent
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.web.tickets.topic import Card, Topic


def _side(detail: Detail) -> Card | None:
    """The fields that hold something, and the way to fill in more. No statement."""
    version = detail.ticket.fields_version
    if version is None:
        return None
    as_customer = not detail.reads_notes
    fields = fields_of(version.fields)
    shown = seen(fields, by_customer=as_customer)
    writes = Verb.SET_FIELDS in detail.verbs and edited(fields, by_customer=as_customer)
    rows = [(one.question.label, _told(one, detail)) for one in shown]
    filled = [(label, told) for label, told in rows if told]
    if not filled and not writes:
        return None
    edit = reverse("ticket_fields", args=[detail.ticket.key]) if writes else ""
    return Card("tickets/topics/fields.html", {"rows": filled, "edit": edit})


def _told(field: CustomField, detail: Detail) -> str:
    value: Any = detail.ticket.fields.get(field.question.key)
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return _("Yes") if value is True else str(value)


def _filled(event: TicketEvent) -> str:
    names = ", ".join(str(key).replace("_", " ") for key in event.data.get("fields", {}))
    return _("filled in %s") % names


TOPIC = Topic(
    name="fields",
    side=_side,
    told={EventKind.FIELDS_SET: _filled},
    icons={EventKind.FIELDS_SET: "adjustments-horizontal"},
)
