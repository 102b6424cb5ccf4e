"""Routing rules: conditions over a ticket, effects, and which rule decides what. Pure.

The rules of a department are read in order. Whom a ticket goes to is decided by the first rule that
matches and says so, its priority by the first that says one; tags and watchers add up. A rule that
ends the list lets no later one speak. Rules are stored as JSON (`Rule.to_json`, `rule_from`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from inward.directory.folding import plain_words

METHODS: Mapping[str, str] = {
    "round_robin": "In turn",
    "least_load": "Who has least to do",
    "skill": "Who is best at it",
}
MOST_RULES = 60
# How much of a ticket's words a condition reads (characters of title and first text).
READ = 4_000


@dataclass(frozen=True)
class Condition:
    """One condition. ``value``: ids, names or words; ``said``: the same as people read it.

    ``field``: customer, service, offering, kind, priority, position, words, or answer:<key>.
    ``op``: is, is_not; of words any, all, none; of answers also contains, at_least, at_most, given.
    """

    field: str
    op: str
    value: tuple[Any, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effects:
    """What a rule does. ``team``: a department below; ``method``: how one of its people is chosen.

    ``person``, ``watcher``, ``skill`` are ids; ``priority`` 1 critical … 4 low.
    """

    team: int | None = None
    person: int | None = None
    method: str = ""
    skill: int | None = None
    priority: int | None = None
    tags: tuple[str, ...] = ()
    watcher: int | None = None

    @property
    def places(self) -> bool:
        """Whether it says to whom the ticket goes."""
        return self.team is not None or self.person is not None or bool(self.method)

    @property
    def anything(self) -> bool:
        """Whether it does anything at all."""
        return self.places or self.priority is not None or bool(self.tags or self.watcher)


@dataclass(frozen=True)
class Rule:
    """One rule. ``id`` stays with it through all versions of the department's rules."""

    id: int
    name: str
    conditions: tuple[Condition, ...] = ()
    any: bool = False
    effects: Effects = field(default_factory=Effects)
    stop: bool = False
    on: bool = True
    # Effects as people read them, names as they were when it was saved.
    said: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The rule as stored."""
        return asdict(self)


@dataclass(frozen=True)
class Settings:
    """What holds for a department beside its rules.

    ``method``: for what no rule decides ('' : nobody is assigned). ``most``: open tickets a
    full-time person is given at most (None: no limit). ``silent_hours``: business hours after which
    a ticket is taken back from an assignee who neither said nor did anything (0: never).
    """

    method: str = ""
    most: int | None = None
    silent_hours: int = 0

    def to_json(self) -> dict[str, Any]:
        """The settings as stored."""
        return asdict(self)


@dataclass(frozen=True)
class Subject:
    """What rules see of a ticket. ``customer``: ids of its department and of all above.

    ``words``: folded words of title and first text between blanks (`words_of`).
    """

    customer: frozenset[int] = frozenset()
    service: int | None = None
    offering: int | None = None
    kind: str = ""
    priority: int | None = None
    position: str = ""
    words: str = " "
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """A rule that matched. ``why``: the conditions in words. ``ahead``: the rule that was quicker.

    ``ahead`` is None where the rule decided at least something.
    """

    rule: Rule
    why: str
    ahead: int | None = None


@dataclass(frozen=True)
class Decision:
    """What the rules say of one ticket: the rules that decide, and every rule that matched."""

    matches: tuple[Match, ...] = ()
    place: Match | None = None
    priority: Match | None = None
    tags: Mapping[str, Match] = field(default_factory=dict)
    watchers: Mapping[int, Match] = field(default_factory=dict)


def words_of(title: str, text: str) -> str:
    """Folded words between blanks, for `Subject.words`."""
    return f" {' '.join(plain_words(f'{title} {text}'[:READ]))} "


def rule_from(said: Mapping[str, Any]) -> Rule:
    """The rule that `Rule.to_json` wrote."""
    conditions = tuple(
        Condition(one["field"], one["op"], tuple(one["value"]), tuple(one["said"]))
        for one in said["conditions"]
    )
    effects = Effects(**{**said["effects"], "tags": tuple(said["effects"]["tags"])})
    rest = {"conditions": conditions, "effects": effects, "said": tuple(said["said"])}
    return Rule(**{**said, **rest})


def rules_from(said: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The rules of a stored set, in order."""
    return tuple(rule_from(one) for one in said)


def settings_from(said: Mapping[str, Any]) -> Settings:
    """The settings of a stored set."""
    return Settings(**said)


def decide(rules: Sequence[Rule], subject: Subject) -> Decision:
    """What the rules say of this ticket. Linear in the rules."""
    matches: list[Match] = []
    place = priority = None
    tags: dict[str, Match] = {}
    watchers: dict[int, Match] = {}
    ended: int | None = None
    for number, rule in enumerate(rules, 1):
        if not rule.on or not matched(rule, subject):
            continue
        ahead = ended or _ahead(rule.effects, place, priority, tags, watchers)
        found = Match(rule, f"rule {number} “{rule.name}” matched because {reason(rule)}", ahead)
        matches.append(found)
        if ended is not None:
            continue
        if place is None and rule.effects.places:
            place = found
        if priority is None and rule.effects.priority is not None:
            priority = found
        for tag in rule.effects.tags:
            tags.setdefault(tag, found)
        if rule.effects.watcher is not None:
            watchers.setdefault(rule.effects.watcher, found)
        ended = rule.id if rule.stop else None
    return Decision(tuple(matches), place, priority, tags, watchers)


def _ahead(
    effects: Effects, place: Match | None, priority: Match | None, tags: Mapping[str, Match],
    watchers: Mapping[int, Match],
) -> int | None:  # fmt: skip
    """The rule that left nothing to this one; None where something is left to it."""
    quicker: list[Match | None] = []
    if effects.places:
        quicker.append(place)
    if effects.priority is not None:
        quicker.append(priority)
    quicker += [tags.get(tag) for tag in effects.tags]
    if effects.watcher is not None:
        quicker.append(watchers.get(effects.watcher))
    taken = [one.rule.id for one in quicker if one is not None]
    return taken[0] if taken and len(taken) == len(quicker) else None


def matched(rule: Rule, subject: Subject) -> bool:
    """Whether the rule matches; one without conditions matches every ticket."""
    if not rule.conditions:
        return True
    found = (holds(condition, subject) for condition in rule.conditions)
    return any(found) if rule.any else all(found)


def holds(condition: Condition, subject: Subject) -> bool:
    """Whether one condition holds."""
    if condition.field == "words":
        return _holds_words(condition, subject.words)
    if condition.field.startswith("answer:"):
        return _holds_answer(condition, subject.answers.get(condition.field[7:]))
    if condition.field == "customer":
        found = not subject.customer.isdisjoint(condition.value)
    else:
        found = getattr(subject, condition.field) in condition.value
    return found is (condition.op == "is")


def _holds_words(condition: Condition, words: str) -> bool:
    found = [needle(str(wanted)) in words for wanted in condition.value]
    return {"any": any(found), "all": all(found), "none": not any(found)}[condition.op]


def needle(wanted: str) -> str:
    """What is looked for in the folded words: whole words; 'lapt*' also where a word begins so."""
    words = " ".join(plain_words(wanted))
    return f" {words}" if wanted.rstrip().endswith("*") else f" {words} "


def _holds_answer(condition: Condition, answer: Any) -> bool:
    if condition.op == "given":
        return answer not in (None, "", [])
    wanted = str(condition.value[0]) if condition.value else ""
    if answer is None:
        return condition.op == "is_not"
    return _ANSWERS[condition.op](str(answer), wanted)


def _ordered(said: str, wanted: str, compare: Callable[[Any, Any], bool]) -> bool:
    """Numbers as numbers, else as text: ISO dates are in order so."""
    try:
        return compare(Decimal(said), Decimal(wanted))
    except InvalidOperation:
        return compare(said, wanted)


def _folded(value: str) -> str:
    return " ".join(plain_words(value))


_ANSWERS: Mapping[str, Callable[[str, str], bool]] = {
    "is": lambda said, wanted: _folded(said) == _folded(wanted),
    "is_not": lambda said, wanted: _folded(said) != _folded(wanted),
    "contains": lambda said, wanted: needle(wanted) in f" {_folded(said)} ",
    "at_least": lambda said, wanted: _ordered(said, wanted, lambda a, b: bool(a >= b)),
    "at_most": lambda said, wanted: _ordered(said, wanted, lambda a, b: bool(a <= b)),
}
OPS: Mapping[str, str] = {
    "is": "is", "is_not": "is not", "contains": "has the words", "at_least": "is at least",
    "at_most": "is at most", "given": "is answered", "any": "has", "all": "has all of",
    "none": "has none of",
}  # fmt: skip


def reason(rule: Rule) -> str:
    """The conditions in words: 'customer is Finance and text has “printer”'."""
    if not rule.conditions:
        return "it has no conditions"
    return (" or " if rule.any else " and ").join(in_words(one) for one in rule.conditions)


def in_words(condition: Condition) -> str:
    """'customer is Finance or Sales'."""
    name = {"words": "text", "position": "position of the requester"}.get(
        condition.field, condition.field
    )
    if name.startswith("answer:"):
        name = f"answer “{name[7:]}”"
    said = [f"“{one}”" for one in condition.said] if name == "text" else condition.said
    joined = (" and " if condition.op == "all" else " or ").join(said)
    return f"{name} {OPS[condition.op]} {joined}".rstrip()
