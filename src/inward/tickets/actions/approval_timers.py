"""What time does to approvals: it reminds, and finds who stands in; it never decides."""

from datetime import datetime

from django.db import transaction

from inward.directory.models import Person
from inward.directory.queries import managers_above
from inward.kernel.errors import RuleBroken
from inward.notify.actions import tell
from inward.tickets import approvals, approvers, log, windows
from inward.tickets.actions import asking_approval
from inward.tickets.actions.asking_approval import KIND, path_of, tell_decider
from inward.tickets.actions.steps import locked
from inward.tickets.approvals import MOST_REMINDERS, REMIND_THEN, Opened, Round
from inward.tickets.models import EventKind, Ticket, TicketEvent

SYSTEM = TicketEvent.Side.SYSTEM


@transaction.atomic
def remind(*, ticket: Ticket, now: datetime) -> Ticket:
    """Remind whoever has not decided, once a due instant; with the last reminder tell their
    managers and the supplier's head; in open hours only. Raises NotFound, RuleBroken (nothing due).
    """
    ticket = locked(ticket)
    round_, stage = _open(ticket)
    if stage.remind_at is None or now < stage.remind_at:
        raise RuleBroken("Nobody is to be reminded yet.")
    if not windows.may_remind(ticket, now):
        raise RuleBroken("Nobody is reminded outside open hours.")
    count = stage.reminders + 1
    last = count >= MOST_REMINDERS
    following = None if last else windows.reminds_at(ticket, REMIND_THEN, now)
    log.append(
        ticket, at=now, kind=EventKind.CHASED, actor=None, side=SYSTEM,
        data={"approval": {
            "round": round_.number, "stage": stage.number, "reminded": count,
            "remind_at": following.isoformat() if following else None,
        }},
    )  # fmt: skip
    _tell(ticket, round_, stage, count, now)
    if last:
        _tell_above(ticket, stage, now)
    return ticket


def _open(ticket: Ticket) -> tuple[Round, Opened]:
    rounds = approvals.fold(log.entries_of(ticket))
    stage = approvals.current(rounds)
    if stage is None:
        raise RuleBroken("Nothing waits for a decision.")
    return rounds[-1], stage


def _tell(ticket: Ticket, round_: Round, stage: Opened, count: int, now: datetime) -> None:
    away = approvers.away_ids(stage.undecided, now)
    wanted = [stage.substitutes.get(p, p) if p in away else p for p in stage.undecided]
    for person in Person.objects.filter(pk__in=wanted).order_by("pk"):
        words = f"Reminder {count}: your decision is awaited."
        once = f"approval:{ticket.pk}:{round_.number}:{stage.number}:{count}"
        tell_decider(ticket, round_, person, words, now, once=once)


def _tell_above(ticket: Ticket, stage: Opened, now: datetime) -> None:
    silent = Person.objects.filter(pk__in=stage.undecided).order_by("pk")
    managers = [one for p in silent for one in managers_above(p, now.date())[:1]]
    people = [*managers, *approvers.head_of_supplier(ticket.supplier, now)]
    fit = approvers.asked_people(people, ticket) if ticket.confidentiality != "restricted" else []
    tell(
        people=fit, kind=KIND, subject=f"Nobody decides: {ticket.key} waits for approval",
        text=f"{MOST_REMINDERS} reminders went out; nobody decided. Please help.",
        path=path_of(ticket), now=now,
    )  # fmt: skip


@transaction.atomic
def stand_in(*, ticket: Ticket, now: datetime) -> Ticket:
    """Find who stands in for those asked who are away by now; those back decide themselves.

    Raises NotFound, RuleBroken (nothing to change).
    """
    ticket = locked(ticket)
    round_, stage = _open(ticket)
    kept, places = _still(stage, now)
    new, notes = approvers.stand_ins(
        Person.objects.filter(pk__in=places).order_by("pk"),
        approvers.concerned(ticket, ticket.answers) | {*stage.asked, *kept.values()},
        now,
    )
    wanted = {**kept, **{place: one.pk for place, one in new.items()}}
    if wanted == dict(stage.substitutes):
        raise RuleBroken("Everybody is where they were.")
    data = {
        "round": round_.number, "stage": stage.number, "notes": notes if new else [],
        "names": {str(one.pk): one.name for one in new.values()},
        "substitutes": {str(place): person for place, person in wanted.items()},
    }  # fmt: skip
    log.append(
        ticket, at=now, kind=EventKind.APPROVAL_REQUESTED, actor=None, side=SYSTEM,
        data={"approval": data},
    )  # fmt: skip
    people = Person.objects.filter(pk__in=new).order_by("pk")
    asking_approval.tell_asked(ticket, people, new, now)
    return ticket


def _still(stage: Opened, now: datetime) -> tuple[dict[int, int], list[int]]:
    """Who goes on standing in for whom; and the undecided who need somebody."""
    away = approvers.away_ids(stage.undecided, now)
    gone = approvers.away_ids([*stage.substitutes.values()], now)
    kept = {
        place: person
        for place, person in stage.substitutes.items()
        if place not in stage.undecided or (place in away and person not in gone)
    }
    return kept, [place for place in stage.undecided if place in away and place not in kept]
