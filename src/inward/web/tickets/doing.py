"""From a sent form to exactly one action: the table of verbs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.directory.models import Person
from inward.directory.queries import department_for, person_for
from inward.kernel.errors import Invalid, NotFound
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.web.tickets.topic import Do, Sent, Text
from inward.web.tickets.topics import TOPICS

# A wait 'until a day' ends when that day's work begins.
MORNING = time(8, 0)


def sent_by(
    actor: Person, ticket: Ticket, posted: QueryDict, files: Sequence[str], now: datetime
) -> Sent:
    """Read the version; ``files``: tokens of what came along. Raises Invalid."""
    many = {name: posted.getlist(name) for name in posted}
    fields = {name: values[-1] for name, values in many.items() if values}
    version = _number(fields.get("version", ""), "version")
    return Sent(actor, ticket, version, now, fields, many, files)


def perform(verb: str, sent: Sent) -> tuple[Ticket, str]:
    """Do it; the fresh ticket and a sentence for who did it. Raises what the action raises."""
    found = VERBS.get(verb)
    if found is None:
        raise Invalid(_("Choose what to do."), fields={"verb": [_("Choose what to do.")]})
    do, done = found
    return do(sent), str(done)


def _until(sent: Sent, field: str = "until") -> datetime | None:
    typed = sent.get(field)
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise _wrong("until", _("Write a date like 2025-03-31.")) from None
    return timezone.make_aware(datetime.combine(day, MORNING), timezone.get_current_timezone())


def _number(typed: str, field: str) -> int:
    if not typed.isdecimal() or len(typed) > 9:
        raise _wrong(field, _("Choose one."))
    return int(typed)


def _wrong(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: [words]})


def _take(s: Sent) -> Ticket:
    return actions.assign(
        actor=s.actor, ticket=s.ticket, person=s.actor, version=s.version, now=s.now
    )


def _assign(s: Sent) -> Ticket:
    try:
        person = person_for(s.actor, _number(s.get("person"), "person"))
    except NotFound as error:
        raise _wrong("person", error.detail) from error
    return actions.assign(
        actor=s.actor, ticket=s.ticket, person=person, version=s.version, now=s.now
    )


def _hand_off(s: Sent) -> Ticket:
    try:
        department = department_for(s.actor, _number(s.get("department"), "department"))
    except NotFound as error:
        raise _wrong("department", error.detail) from error
    return actions.hand_off(
        actor=s.actor, ticket=s.ticket, department=department, reason=s.get("reason"),
        version=s.version, now=s.now,
    )  # fmt: skip


def _hold(s: Sent) -> Ticket:
    return actions.hold(
        actor=s.actor, ticket=s.ticket, waiting_on=s.get("waiting_on"), reason=s.get("hold_reason"),
        reason_code=s.get("hold_code"), until=_until(s), version=s.version, now=s.now,
    )  # fmt: skip


def _prioritise(s: Sent) -> Ticket:
    chosen = s.get("priority")
    return actions.prioritise(
        actor=s.actor, ticket=s.ticket, impact=_number(s.get("impact"), "impact"),
        urgency=_number(s.get("urgency"), "urgency"),
        priority=_number(chosen, "priority") if chosen else None,
        reason=s.get("priority_reason"), version=s.version, now=s.now,
    )  # fmt: skip


_l = gettext_lazy
VERBS: Mapping[str, tuple[Do, Text]] = {
    "take": (_take, _l("It is yours now.")),
    "accept": (
        lambda s: actions.accept(actor=s.actor, ticket=s.ticket, version=s.version, now=s.now),
        _l("Accepted."),
    ),
    "resume": (
        lambda s: actions.resume(actor=s.actor, ticket=s.ticket, version=s.version, now=s.now),
        _l("The wait is over; the clock runs."),
    ),
    "assign": (_assign, _l("Assigned.")),
    "reply": (
        lambda s: actions.reply(
            actor=s.actor, ticket=s.ticket, text=s.text, files=s.files, idempotency_key=s.key,
            version=s.version, now=s.now,
        ),
        _l("Sent to the customer."),
    ),
    "note": (
        lambda s: actions.note(
            actor=s.actor, ticket=s.ticket, text=s.text, files=s.files, idempotency_key=s.key,
            version=s.version, now=s.now,
        ),
        _l("Kept as a note; the customer does not see it."),
    ),
    "ask": (
        lambda s: actions.ask_customer(
            actor=s.actor, ticket=s.ticket, text=s.text, reason_code=s.get("ask_code"),
            until=_until(s, "ask_until"), files=s.files, version=s.version, now=s.now,
        ),
        _l("Asked. The clock stands still until the answer."),
    ),
    "hold": (_hold, _l("Waiting. The customer’s clock goes on.")),
    "hand_off": (_hand_off, _l("Handed off.")),
    "resolve": (
        lambda s: actions.resolve(
            actor=s.actor, ticket=s.ticket, outcome=s.get("outcome"), text=s.text,
            files=s.files, withdraw_parts=s.get("withdraw_parts") == "yes", version=s.version,
            now=s.now,
        ),
        _l("Resolved. The customer confirms or reopens."),
    ),
    "decline": (
        lambda s: actions.decline(
            actor=s.actor, ticket=s.ticket, reason_kind=s.get("reason_kind"), text=s.text,
            policy_reference=s.get("policy_reference"), version=s.version, now=s.now,
        ),
        _l("Declined."),
    ),
    "prioritise": (_prioritise, _l("Priority set; the clocks were worked out anew.")),
    "repin": (
        lambda s: actions.repin(
            actor=s.actor, ticket=s.ticket, reason=s.get("repin_reason"), version=s.version,
            now=s.now,
        ),
        _l("Under the agreement of today."),
    ),
    "answer": (
        lambda s: actions.answer(
            actor=s.actor, ticket=s.ticket, text=s.text, files=s.files, idempotency_key=s.key,
            version=s.version, now=s.now,
        ),
        _l("Sent."),
    ),
    "confirm": (
        lambda s: actions.confirm(
            actor=s.actor, ticket=s.ticket, text=s.text, version=s.version, now=s.now
        ),
        _l("Thank you. It is closed. If you are asked how it was, it stands on Home in a moment."),
    ),
    "reopen": (
        lambda s: actions.reopen(
            actor=s.actor, ticket=s.ticket, text=s.text, files=s.files, version=s.version,
            now=s.now,
        ),
        _l("Reopened; the clock goes on where it stopped."),
    ),
    "withdraw": (
        lambda s: actions.withdraw(
            actor=s.actor, ticket=s.ticket, text=s.text, version=s.version, now=s.now
        ),
        _l("Withdrawn."),
    ),
    "follow": (
        lambda s: actions.add_watcher(actor=s.actor, ticket=s.ticket, person=s.actor, now=s.now),
        _l("You follow this now."),
    ),
    "unfollow": (
        lambda s: actions.remove_watcher(
            actor=s.actor, ticket=s.ticket, person=s.actor, now=s.now
        ),
        _l("You no longer follow this."),
    ),
    **{verb: done for topic in TOPICS for verb, done in topic.verbs.items()},
}  # fmt: skip
