"""Retention: who says how long, and taking personal data out of closed tickets.

The one exception to 'nothing that happened is ever rewritten', kept apart and on the record: the
log loses words and names, never its frame (`forgetting`), and gains an event that says so.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from inward.catalogue.models import FieldsVersion, FormVersion, Service
from inward.catalogue.rules import Question, files_in, questions_of
from inward.catalogue.rules.fields import CustomField, fields_of
from inward.directory.models import Person
from inward.directory.policies import is_administrator, require
from inward.kernel import audit, seals, shelves
from inward.kernel.errors import Invalid
from inward.kernel.models import StoredFile
from inward.notify.models import Notice
from inward.tickets import attachments, forgetting, log
from inward.tickets.models import (
    Anonymised,
    Draft,
    EventKind,
    RetentionRule,
    Ticket,
    TicketEvent,
    Watcher,
)

MOST_MONTHS = 600
LEVELS = tuple(Anonymised.Level.values)


@transaction.atomic
def set_retention(
    *, actor: Person, service: Service | None, sensitive_months: int | None,
    personal_months: int | None, now: datetime,
) -> RetentionRule | None:  # fmt: skip
    """Say after how many months closed tickets lose sensitive, then all personal data.

    ``service`` None: for all services without a rule of their own. Both None: no rule (any more).
    For administrators; audited. Raises NotAllowed, Invalid (sensitive_months, personal_months).
    """
    require(is_administrator(actor), "Only administrators do this.")
    for name, months in (("sensitive", sensitive_months), ("personal", personal_months)):
        _check(f"{name}_months", months)
    if sensitive_months and personal_months and sensitive_months > personal_months:
        raise _wrong("sensitive_months", "All personal data goes before this is due.")
    said = {"sensitive_months": sensitive_months, "personal_months": personal_months}
    rule = None
    if sensitive_months is None and personal_months is None:
        RetentionRule.objects.filter(service=service).delete()
    else:
        rule, _new = RetentionRule.objects.update_or_create(
            service=service, defaults={**said, "changed_at": now}
        )
    audit.record(
        actor_id=actor.pk, action="retention.set", subject="service",
        subject_id=service.pk if service else 0, detail=said, at=now,
    )  # fmt: skip
    return rule


def _check(field: str, months: int | None) -> None:
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise _wrong(field, f"1 to {MOST_MONTHS} months.")


@transaction.atomic
def anonymise(*, tickets: Sequence[Ticket], level: str, now: datetime) -> int:
    """Take sensitive, or all personal, data out of closed tickets. Returns how many changed.

    Those that are open (again), or lost as much before, are left alone. On PostgreSQL the log's
    seal is lifted for this transaction, which other writers wait for: give some hundred at a time.
    Files go with it; whose bytes are dropped after the commit.
    """
    ids = [ticket.pk for ticket in tickets]
    rows = Ticket.objects.select_for_update(of=("self",)).filter(
        pk__in=ids, closed_at__isnull=False
    )
    done = dict(Anonymised.objects.filter(ticket__in=ids).values_list("ticket", "level"))
    due = [one for one in rows.select_related("offering") if _lower(done.get(one.pk), level)]
    tokens: set[str] = set()
    with seals.lifted(connection, TicketEvent._meta.db_table):
        for ticket in due:
            tokens |= _forgotten(ticket, level)
    for ticket in due:
        _say(ticket, level, now)
    _drop(tokens)
    return len(due)


def _lower(before: str | None, level: str) -> bool:
    return before is None or LEVELS.index(before) < LEVELS.index(level)


def _forgotten(ticket: Ticket, level: str) -> set[str]:
    """Rewrite what one ticket says; the tokens of files that go."""
    questions = _questions(ticket)
    fields = _fields(ticket)
    kept = forgetting.kept_answers(questions, ticket.answers, level)
    gone = {key: value for key, value in ticket.answers.items() if key not in kept}
    tokens = {token for held in files_in(questions, gone).values() for token in held}
    for event in TicketEvent.objects.filter(ticket=ticket).order_by("ordinal"):
        tokens |= _rewritten(event, questions, fields, level)
    ticket.answers = kept
    if level == Anonymised.Level.PERSONAL:
        _nameless(ticket)
    ticket.save(update_fields=["answers", "title", "search_key", "requester", "beneficiary"])
    return tokens


def _questions(ticket: Ticket) -> list[Question]:
    if ticket.form_version_id is None:
        return []
    return list(questions_of(FormVersion.objects.get(pk=ticket.form_version_id).fields))


def _fields(ticket: Ticket) -> list[CustomField]:
    if ticket.fields_version_id is None:
        return []
    return list(fields_of(FieldsVersion.objects.get(pk=ticket.fields_version_id).fields))


def _rewritten(
    event: TicketEvent, questions: Sequence[Question], fields: Sequence[CustomField], level: str
) -> set[str]:
    """Write an event anew without what goes; the tokens of its files if they go."""
    data = dict(event.data)
    values = forgetting.kept_fields(fields, data.get("fields") or {}, level)
    if level == Anonymised.Level.SENSITIVE:
        less = forgetting.amended(questions, data, level)
        if data.get("fields") is not None:
            less["fields"] = values
        if less != data:
            _update(event, data=less)
        return set()
    tokens = set(attachments.tokens_of([data]))
    framed = forgetting.frame(data) | ({"fields": values} if values else {})
    supplier = event.side == TicketEvent.Side.SUPPLIER
    _update(event, data=framed, text="", reason="", actor_id=event.actor_id if supplier else None)
    return tokens


def _update(event: TicketEvent, **values: Any) -> None:
    """Past the model's own refusal; the database's is lifted by the caller."""
    super(type(TicketEvent.objects.all()), TicketEvent.objects.filter(pk=event.pk)).update(**values)


def _nameless(ticket: Ticket) -> None:
    ticket.title = ticket.offering.name if ticket.offering else "Anonymised"
    ticket.search_key = ""
    ticket.requester = ticket.beneficiary = None
    Watcher.objects.filter(ticket=ticket).delete()
    Draft.objects.filter(place__startswith=f"ticket:{ticket.pk}:").delete()
    Notice.objects.filter(path__startswith=f"/tickets/{ticket.key}/").delete()


def _say(ticket: Ticket, level: str, now: datetime) -> None:
    Anonymised.objects.update_or_create(ticket=ticket, defaults={"level": level, "at": now})
    log.append(
        ticket, at=now, kind=EventKind.ANONYMISED, actor=None, side=TicketEvent.Side.SYSTEM,
        data={"class": level},
    )  # fmt: skip
    log.rebuild(ticket)


def _drop(tokens: set[str]) -> None:
    """Forget files: their rows now, their bytes and small copies once that is certain."""
    if not tokens:
        return
    rows = StoredFile.objects.filter(token__in=tokens)
    copies = set(rows.exclude(preview="").values_list("preview", flat=True))
    gone = tokens | copies
    StoredFile.objects.filter(token__in=gone).delete()
    transaction.on_commit(lambda: _forget_bytes(gone))


def _forget_bytes(tokens: set[str]) -> None:
    for token in sorted(tokens):
        shelves.shelf().drop(token)


def _wrong(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: [words]})
