"""Each department's part of a ticket against what it promised, beside the customer's promise.

For the supplier sides: the customer has one promise, whoever works on it.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from inward.tickets.models import Ticket
from inward.tickets.parts import AskedPart
from inward.tickets.queries import Detail
from inward.tickets.rules import DONE
from inward.tickets.stages import Stage
from inward.web.components import pieces, times
from inward.web.components.pieces import Tone

ClockWords = Callable[..., tuple[Tone, str]]


def rows(detail: Detail, words: ClockWords) -> list[pieces.Clock]:
    """The stretches of departments that had the ticket, then the parts others were asked for."""
    if detail.part.customer or not detail.part.supplier_side:
        return []
    found = [_stage(detail, stage, words) for stage in detail.stages]
    return found + [_part(detail, part) for part in detail.around.parts]


def _stage(detail: Detail, stage: Stage, words: ClockWords) -> pieces.Clock:
    department = detail.departments.get(stage.department)
    name = _("%s’s part") % (department.name if department else _("Another department"))
    if stage.clock is None:
        used = times.business(stage.used.total_seconds() / 60)
        return pieces.Clock(name, Tone.PLAIN, _("%s so far, no time promised") % used
                            if stage.until is None else _("took %s") % used)  # fmt: skip
    tone, told = words(stage.clock, detail.at)
    return pieces.Clock(name, tone, told)


def _part(detail: Detail, part: AskedPart) -> pieces.Clock:
    state = detail.around.states.get(part.id)
    tone, told = _part_words(state, detail.at)
    name = _("%s’s part") % part.name
    return pieces.Clock(name, tone, told, state.key if part.id in detail.around.tickets and state
                        else "")  # fmt: skip


def _part_words(state: Ticket | None, at: datetime) -> tuple[Tone, str]:
    """How a part stands by its own resolve clock, as its row knows it."""
    if state is None or state.agreement_version_id is None:
        return Tone.PLAIN, _("no time promised")
    if state.met_resolve is not None and state.category in DONE:
        return (Tone.ONTIME, _("kept")) if state.met_resolve else (Tone.LATE, _("late"))
    if state.category in DONE:
        return Tone.REST, _("no longer counts")
    if state.due_resolve is None:
        return Tone.REST, _("stands still")
    due = times.short(state.due_resolve, now=at)
    if state.due_resolve < at:
        return Tone.LATE, _("was due %s") % due
    return Tone.ONTIME, _("due %s") % due
