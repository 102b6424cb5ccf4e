"""Approvals of a ticket as a pure fold of its log: who is asked, who decided, what came of it.

All of it stands in the ``data["approval"]`` of events: `approval_requested` opens a stage (its
first one in a round pins all stages and a hash of the content), `approved` and `refused` decide a
place, `approval_voided` ends a round whose content changed, `chased` reminds. A *place* is one
person who was asked; whoever stands in for them while they are away fills the same place, so that
nobody counts twice and four eyes stay four.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from inward.catalogue.approvals import Stage, stages_of
from inward.tickets.life import Entry

REMIND_FIRST, REMIND_THEN, MOST_REMINDERS = 1, 2, 5
"""Working days until the first reminder, between the following ones, and how many there are."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: for whose place, by whom (another one: as substitute), which, when, by what."""

    place: int
    by: int
    approved: bool
    at: datetime
    ordinal: int
    via: str = "page"


@dataclass(frozen=True)
class Opened:
    """A stage that was opened. ``need``: approvals it takes; ``asked``: the places, in order.

    ``substitutes``: who stands in for whom (place → person); ``notes``: why somebody else than
    the policy names was asked; ``remind_at`` None: nobody will be reminded any more.
    """

    number: int
    name: str
    need: int
    asked: tuple[int, ...]
    at: datetime
    substitutes: Mapping[int, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    # Everybody who ever stood in here.
    stood_in: tuple[int, ...] = ()
    # What these people were called then.
    names: Mapping[int, str] = field(default_factory=dict)
    reminders: int = 0
    remind_at: datetime | None = None

    @property
    def undecided(self) -> tuple[int, ...]:
        """The places whose decision is out."""
        decided = {one.place for one in self.decisions}
        return tuple(one for one in self.asked if one not in decided)

    @property
    def verdict(self) -> bool | None:
        """True approved, False refused, None undecided."""
        approvals = sum(one.approved for one in self.decisions)
        return verdict(self.need, len(self.asked), approvals, len(self.decisions) - approvals)

    @property
    def decided_at(self) -> datetime | None:
        """When the decision fell."""
        return self.decisions[-1].at if self.verdict is not None else None

    @property
    def asked_now(self) -> frozenset[int]:
        """Whose word is awaited: those undecided, and who stands in for them."""
        places = self.undecided if self.verdict is None else ()
        return frozenset(places) | {self.substitutes[p] for p in places if p in self.substitutes}

    def place_of(self, person: int, absent: Collection[int]) -> int | None:
        """The place that a person may decide now: their own, or that of whom they stand in for."""
        if person in self.undecided:
            return person
        for place in self.undecided:
            if self.substitutes.get(place) == person and place in absent:
                return place
        return None


@dataclass(frozen=True)
class Round:
    """Everything asked about one content. ``state``: open approved refused void ended.

    ``stages`` are pinned; ``due`` the numbers of those whose condition held (none: approved).
    ``origin``: 'policy' of the offering, or 'asked' by somebody who works on it. ``before``: the
    category to come back to.
    """

    number: int
    stages: tuple[Stage, ...]
    due: tuple[int, ...]
    content: str
    origin: str
    before: str
    opened: tuple[Opened, ...] = ()
    state: str = "open"
    why: str = ""

    @property
    def current(self) -> Opened | None:
        """The stage that waits for a decision."""
        return self.opened[-1] if self.state == "open" and self.opened else None

    @property
    def following(self) -> int | None:
        """The number of the stage after the last one opened."""
        seen = self.opened[-1].number if self.opened else -1
        return next((number for number in self.due if number > seen), None)


def verdict(need: int, places: int, approvals: int, refusals: int) -> bool | None:
    """What approvals and refusals of some of the places amount to: approved, refused, undecided.

    Approved with ``need`` approvals; refused as soon as these cannot come together any more. 'Any'
    needs one, 'all' as many as there are places.
    """
    if approvals >= need:
        return True
    return False if refusals > places - need else None


def needed(quorum: str | int, places: int) -> int:
    """How many approvals a quorum takes of so many places (at least one)."""
    if quorum == "any":
        return 1
    return max(1, places if quorum == "all" else min(int(quorum), places))


def wanted(quorum: str | int) -> int:
    """How many people a stage must find at least: the number of an 'n of m', else one."""
    return quorum if isinstance(quorum, int) else 1


def asked_nobody(data: Mapping[str, Any]) -> bool:
    """Whether an event's data only pins a policy none of whose stages is due."""
    said = data.get("approval") or {}
    return "stages" in said and "asked" not in said


def content_hash(content: Mapping[str, Any]) -> str:
    """What a decision is bound to: 64 hexadecimal digits of what was asked."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def fold(entries: Sequence[Entry]) -> tuple[Round, ...]:
    """The rounds of a ticket in order; none where nobody was ever asked. Linear."""
    rounds: list[Round] = []
    for ordinal, entry in enumerate(entries, 1):
        said = entry.data.get("approval") if entry.data else None
        if said:
            _take(rounds, entry, said, ordinal)
        elif entry.category not in (None, "awaiting_approval") and rounds:
            _end(rounds)
    return tuple(rounds)


def _take(rounds: list[Round], entry: Entry, said: Mapping[str, Any], ordinal: int) -> None:
    if entry.kind == "approval_requested" and "stages" in said:
        rounds.append(_begun(said))
    if not rounds:
        return
    rounds[-1] = _step(rounds[-1], entry, said, ordinal)


def _begun(said: Mapping[str, Any]) -> Round:
    return Round(
        number=said["round"],
        stages=stages_of(said["stages"]),
        due=tuple(said["due"]),
        content=said["content"],
        origin=said["origin"],
        before=said["before"],
        state="open" if said["due"] else "approved",
    )


def _step(found: Round, entry: Entry, said: Mapping[str, Any], ordinal: int) -> Round:
    if entry.kind == "approval_voided":
        return replace(found, state="void", why=said.get("why", ""))
    if entry.kind == "approval_requested" and "asked" in said:
        return replace(found, opened=(*found.opened, _opened(found, entry.at, said)))
    if found.current is None:
        return found
    if entry.kind in ("approved", "refused"):
        return _decided(found, entry, said, ordinal)
    return replace(found, opened=(*found.opened[:-1], _touched(found.opened[-1], said)))


def _opened(found: Round, at: datetime, said: Mapping[str, Any]) -> Opened:
    stage = found.stages[said["stage"]]
    return Opened(
        number=said["stage"],
        name=stage.name,
        need=said["need"],
        asked=tuple(said["asked"]),
        at=at,
        substitutes=_substitutes(said),
        stood_in=tuple(_substitutes(said).values()),
        names=_names(said),
        notes=tuple(said.get("notes", ())),
        remind_at=_instant(said.get("remind_at")),
    )


def _decided(found: Round, entry: Entry, said: Mapping[str, Any], ordinal: int) -> Round:
    made = Decision(
        said["for"], said["by"], entry.kind == "approved", entry.at, ordinal,
        said.get("via", "page"),
    )  # fmt: skip
    stage = found.opened[-1]
    stage = replace(stage, decisions=(*stage.decisions, made))
    found = replace(found, opened=(*found.opened[:-1], stage))
    if stage.verdict is False:
        return replace(found, state="refused")
    over = stage.verdict is True and found.following is None
    return replace(found, state="approved") if over else found


def _touched(stage: Opened, said: Mapping[str, Any]) -> Opened:
    """Somebody stands in, or was reminded."""
    if "remind_at" in said:
        stage = replace(
            stage,
            remind_at=_instant(said["remind_at"]),
            reminders=stage.reminders + bool(said.get("reminded")),
        )
    if "substitutes" in said:
        stage = replace(
            stage,
            substitutes=_substitutes(said),
            stood_in=(*stage.stood_in, *_substitutes(said).values()),
            names={**stage.names, **_names(said)},
            notes=(*stage.notes, *said.get("notes", ())),
        )
    return stage


def _end(rounds: list[Round]) -> None:
    """Withdrawn, merged: nobody is to decide any more."""
    if rounds[-1].state == "open":
        rounds[-1] = replace(rounds[-1], state="ended")


def _substitutes(said: Mapping[str, Any]) -> dict[int, int]:
    return {int(place): person for place, person in (said.get("substitutes") or {}).items()}


def _names(said: Mapping[str, Any]) -> dict[int, str]:
    return {int(person): name for person, name in (said.get("names") or {}).items()}


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def current(rounds: Sequence[Round]) -> Opened | None:
    """The stage that waits for a decision now."""
    return rounds[-1].current if rounds else None


def people_in(rounds: Sequence[Round]) -> frozenset[int]:
    """Everybody who was ever asked, or stood in: they may see the ticket."""
    return frozenset(
        person
        for one in rounds
        for stage in one.opened
        for person in (*stage.asked, *stage.stood_in)
    )


@dataclass(frozen=True, slots=True)
class Seat:
    """What `TicketApprover` keeps of one person."""

    is_asked: bool
    remind_at: datetime | None


def seats(rounds: Sequence[Round]) -> dict[int, Seat]:
    """The rows of `TicketApprover` that a log makes, by person."""
    stage = current(rounds)
    asked = stage.asked_now if stage is not None else frozenset()
    remind_at = stage.remind_at if stage is not None else None
    return {
        person: Seat(person in asked, remind_at if person in asked else None)
        for person in people_in(rounds)
    }


def standing_content(rounds: Sequence[Round]) -> str:
    """The hash of what is being decided or was approved; '' where nothing stands."""
    if rounds and rounds[-1].state in ("open", "approved"):
        return rounds[-1].content
    return ""
