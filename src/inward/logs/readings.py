"""What each label, role, flag and priority found in a log means: small tables beside the facts."""

import re
from dataclasses import dataclass

from inward.logs.headers import words_of
from inward.logs.mapping import Mapping
from inward.logs.meaning import UNREAD, StateMeaning, StepMeaning
from inward.logs.vocabulary import (
    APPROVER,
    BREACH_NAMED,
    BROKEN,
    BY_ROLE,
    CUSTOMER,
    KEPT,
    NEGATED,
    NO,
    OUTSIDE,
    PRIORITY_WORDS,
    STEP_COLUMN,
    SYSTEM,
    YES,
)
from inward.logs.words import finer_of, has_word, plain, read_label, read_states


@dataclass(frozen=True, slots=True)
class Label:
    """A label with all that the SQL of the facts needs to know about it."""

    name: str
    category: str | None
    waiting_on: str | None
    read: bool
    kind: str = "updated"
    last: str = "closed"
    performer: str | None = None
    role: str | None = None


def labels(names: list[str], mapping: Mapping) -> list[Label]:
    """Meanings of all labels of the log, in the order of their numbers."""
    if mapping.semantics == "activity":
        return [_step_label(name, mapping) for name in names]
    states = [name.partition("/")[0] if _has_substate(mapping) else name for name in names]
    seen = read_states(states)
    steps = has_word(words_of(mapping.column("state") or ""), STEP_COLUMN)
    found = []
    for name, state in zip(names, states, strict=True):
        meaning = _given(name, mapping) or _read(name, state, seen, mapping)
        if meaning is None and steps:
            # 'Operator update' among states is a step that changes none.
            found.append(Label(name, None, None, read=False))
        else:
            known = meaning or UNREAD
            found.append(Label(name, known.category, known.waiting_on, meaning is not None))
    return found


def _has_substate(mapping: Mapping) -> bool:
    return "substate" in mapping.columns


def _given(name: str, mapping: Mapping) -> StateMeaning | None:
    """What the mapping itself says: about the pair, else the finer state, else the state."""
    if not _has_substate(mapping):
        return mapping.state(name)
    state, _, sub = name.partition("/")
    return mapping.state(name) or mapping.state(sub) or mapping.state(state)


def _read(
    name: str, state: str, seen: dict[str, StateMeaning | None], mapping: Mapping
) -> StateMeaning | None:
    if not _has_substate(mapping):
        return seen[state]
    return finer_of(seen[state], read_label("", name.partition("/")[2]))


def _step_label(name: str, mapping: Mapping) -> Label:
    role = role_in(name)
    performer = performer_of(role, mapping) if role else None
    step = read_step(name, performer, mapping.state(name))
    after = step.after
    return Label(
        name,
        after.category if after else None,
        after.waiting_on if after else None,
        True,
        step.kind,
        step.last.category,
        performer,
        role,
    )


def role_in(label: str) -> str | None:
    """The role a step's label names: 'Declaration REJECTED by BUDGET OWNER' → 'BUDGET OWNER'."""
    match = BY_ROLE.search(label)
    return match.group(1).strip() if match else None


def performer_of(role: str, mapping: Mapping) -> str:
    """Who acts in a role: customer, approver, supplier, outside or unknown (a system)."""
    given = {name.casefold(): who for name, who in mapping.roles.items()}.get(role.casefold())
    if given:
        return given
    words = plain(role)
    for who, beginnings in (
        ("unknown", SYSTEM), ("approver", APPROVER), ("customer", CUSTOMER), ("outside", OUTSIDE)
    ):  # fmt: skip
        if has_word(words, beginnings):
            return who
    return "supplier"


def read_step(label: str, performer: str | None, given: StateMeaning | None) -> StepMeaning:
    """What a step means: its kind, the state it brings about, the state if it is the last."""
    words = plain(BY_ROLE.sub("", label))
    kind = _step_kind(words)
    after = given or _state_brought_about(words, kind)
    last = StateMeaning("closed")
    if kind == "refused":
        last = StateMeaning("withdrawn" if performer == "customer" else "declined")
    elif kind == "submitted":
        last = StateMeaning("submitted")
    return StepMeaning(kind, after, after or last)


def _step_kind(words: str) -> str:
    if has_word(
        words,
        "reject|declin|refus|denied|deny|disapprov|abgelehnt|ablehn|rifiut|respin|afgew|rechaz|rejeit",
    ):
        return "refused"
    if has_word(
        words,
        "approv|authori|genehmig|freigeb|freigab|approva|goedgekeurd|approuv|aprob|aprova|grant",
    ):
        return "approved"
    if has_word(
        words, "submit|eingereicht|einreich|inviat|ingediend|soumis|enviad|submet|filed|lodge"
    ):
        return "submitted"
    return "updated"


def _state_brought_about(words: str, kind: str) -> StateMeaning | None:
    """Only short labels speak of a state: 'Payment handled', not 'Draft and send request'."""
    if kind != "updated" or not words or len(words.split()) > 3:
        return None
    meaning = read_label(words, "")
    if meaning and meaning.category in {
        "draft",
        "resolved",
        "closed",
        "withdrawn",
        "merged",
        "waiting",
    }:
        return meaning
    return None


def flags(names: list[str], column: str, mapping: Mapping) -> list[bool | None]:
    """For each word of the sla column: kept, missed or unknown.

    A column named for the breach ('SLA violated') says the contrary of one named for the promise.
    """
    met, missed = ({word.casefold() for word in words} for words in (mapping.met, mapping.missed))
    if not met and not missed:
        met, missed = set(KEPT | YES), set(BROKEN | NO)
        if BREACH_NAMED.search(column) and not NEGATED.search(column):
            met, missed = set(KEPT | NO), set(BROKEN | YES)
    folded = [name.casefold() for name in names]
    return [True if name in met else False if name in missed else None for name in folded]


def priorities(names: list[str]) -> list[int | None]:
    """Priority 1 (critical) to 4 (low) of each word; None where it says nothing."""
    return [_priority(name) for name in names]


def _priority(name: str) -> int | None:
    words = plain(name)
    for number, beginnings in PRIORITY_WORDS:
        if has_word(words, beginnings):
            return number
    digits = re.match(r"(?:p|s|prio|priority|sev)?\s*(\d)\b", words)
    if digits and 0 < int(digits.group(1)) < 10:
        return min(int(digits.group(1)), 4)
    return None
