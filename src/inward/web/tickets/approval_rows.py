"""The approvals of a ticket in words: stages, places, who decided in whose name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from inward.tickets.approval_clocks import clock_of
from inward.tickets.approvals import Decision, Opened, Round
from inward.tickets.clocks import ClockState
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.web.components import times
from inward.web.components.pieces import Tone

ROUND_WORDS = {
    "open": _l("waits for a decision"),
    "approved": _l("approved"),
    "refused": _l("not approved"),
    "void": _l("void: what was asked has changed"),
    "ended": _l("ended without a decision"),
}


@dataclass(frozen=True)
class PlaceRow:
    """One who was asked: what they said or whether they are awaited; and by whom, if another."""

    name: str
    tone: Tone
    words: str
    at: datetime | None
    anchor: str


@dataclass(frozen=True)
class StageRow:
    """One stage: what it takes, how far it is."""

    name: str
    rule: str
    tone: Tone
    words: str
    places: Sequence[PlaceRow]
    notes: Sequence[str]
    clock: str
    waits: bool = False


@dataclass(frozen=True)
class RoundRow:
    """All stages asked about one content."""

    words: str
    stages: Sequence[StageRow]
    is_open: bool


def round_row(detail: Detail, found: Round, names: Mapping[int, str]) -> RoundRow:
    """A round with the stages opened, and those to come while it is open."""
    rows = [_opened(detail, found, stage, names) for stage in found.opened]
    if found.state == "open" and found.opened:
        last = found.opened[-1].number
        rows += [_to_come(found.stages[n].name) for n in found.due if n > last]
    return RoundRow(str(ROUND_WORDS[found.state]), rows, found.state == "open")


def _to_come(name: str) -> StageRow:
    return StageRow(name, "", Tone.REST, _("comes after"), (), (), "")


def _opened(detail: Detail, found: Round, stage: Opened, names: Mapping[int, str]) -> StageRow:
    verdict = stage.verdict
    waits = verdict is None and found.state == "open"
    mine = waits and Verb.APPROVE in detail.verbs
    tone, words = _verdict(verdict, waits=waits, mine=mine)
    decided = {one.place: one for one in stage.decisions}
    return StageRow(
        name=stage.name,
        rule=_rule(stage),
        tone=tone,
        words=words,
        places=[_place(stage, p, decided.get(p), names, waits=waits) for p in stage.asked],
        notes=stage.notes,
        clock=_clock(detail, found, stage),
        waits=waits,
    )


def _verdict(verdict: bool | None, *, waits: bool, mine: bool) -> tuple[Tone, str]:
    if verdict is None and mine:
        return Tone.YOU, _("waits on you")
    if verdict is None:
        return Tone.REST, _("waits") if waits else _("ended")
    return (Tone.ONTIME, _("approved")) if verdict else (Tone.LATE, _("not approved"))


def _rule(stage: Opened) -> str:
    places = len(stage.asked)
    if places == 1:
        return ""
    if stage.need == places:
        return _("all %d") % places
    if stage.need == 1:
        return _("one of %d") % places
    return _("%(need)d of %(all)d") % {"need": stage.need, "all": places}


def _place(
    stage: Opened, place: int, said: Decision | None, names: Mapping[int, str], *, waits: bool
) -> PlaceRow:
    name = names.get(place, _("somebody"))
    if said is None:
        other = stage.substitutes.get(place)
        words = _("%s stands in") % names.get(other, "") if other and waits else ""
        tone = Tone.PLAIN if waits else Tone.REST
        return PlaceRow(name, tone, words or (_("awaited") if waits else _("not asked any more")),
                        None, "")  # fmt: skip
    words = _("approved") if said.approved else _("refused")
    if said.by != place:
        who = names.get(said.by, _("somebody"))
        words = _("%(words)s by %(who)s, standing in") % {"words": words, "who": who}
    tone = Tone.ONTIME if said.approved else Tone.LATE
    return PlaceRow(name, tone, words, said.at, f"e{said.ordinal}")


def _clock(detail: Detail, found: Round, stage: Opened) -> str:
    clock = clock_of(
        stage, detail.terms, priority=detail.ticket.priority, as_of=detail.at,
        open_=found.state == "open",
    )  # fmt: skip
    if clock is None or clock.state is ClockState.VOID:
        return ""
    left = times.business(abs(clock.left.total_seconds()) / 60)
    if clock.state is ClockState.MET:
        return _("in time")
    if clock.state is ClockState.MISSED:
        return _("%s over what was agreed") % left
    return _("%s of open hours left") % left
