"""Rules of people and of the department tree: pure, told the time, knowing no table."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from inward.directory.folding import plain_words
from inward.kernel.errors import Invalid, RuleBroken
from inward.kernel.text import one_line

# Since when a department of a foreign log is taken to have existed: its log tells no history.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
# The stored path of ids holds 500 characters: 20 levels of ids up to 10^19 fit.
MAX_DEPTH = 20
CODE_LENGTH = 12
_CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


@dataclass(frozen=True)
class State:
    """What a department was from `since` on (a row of its history)."""

    department_id: int
    since: datetime
    name: str
    parent_id: int | None
    head_id: int | None
    closed: bool = False


def name_of(value: Any, *, field: str = "name") -> str:
    """A name as stored: one line, 1 to 200 characters. Raises Invalid."""
    name = one_line(value, field=field, max_length=200)
    if not name:
        raise _invalid(field, "Please give a name.")
    return name


def email_of(value: Any, *, field: str = "email") -> str | None:
    """An address in lower case, as stored and compared; None for an empty one. Raises Invalid."""
    if value is None:
        return None
    email = one_line(value, field=field, max_length=254).lower()
    if not email:
        return None
    try:
        validate_email(email)
    except ValidationError:
        raise _invalid(field, f"{email!r} is not an e-mail address.") from None
    return email


def time_zone_of(value: Any, *, field: str = "time_zone") -> str:
    """The name of an IANA time zone. Raises Invalid."""
    zone = one_line(value, field=field, max_length=64)
    if zone not in _zones():
        raise _invalid(field, f"{zone!r} is not a time zone; write one like Europe/Berlin.")
    return zone


def locale_of(value: Any, *, field: str = "locale") -> str:
    """A language tag like 'en' or 'pt-BR'. Raises Invalid."""
    locale = one_line(value, field=field, max_length=16)
    if not _LOCALE.fullmatch(locale):
        raise _invalid(field, f"{locale!r} is not a language; write one like en or pt-BR.")
    return locale


def choice_of(value: Any, choices: Iterable[str], *, field: str) -> str:
    """One of the choices. Raises Invalid naming them."""
    known = list(choices)
    if not isinstance(value, str) or value not in known:
        raise _invalid(field, f"Choose one of: {', '.join(known)}.")
    return str(value)


def code_of(value: Any, *, field: str = "code") -> str:
    """A department's code, upper case: a letter, then letters and digits, 12 in all at most.

    Raises Invalid.
    """
    code = one_line(value, field=field, max_length=40).upper()
    if not _CODE.fullmatch(code):
        raise _invalid(
            field, f"{code!r}: a code is 1 to 12 letters A–Z and digits and begins with a letter."
        )
    return code


class CodeMaker:
    """Makes codes out of names: 'Human Resources' → HR, 'Group 70' → G70; numbered when taken.

    Deterministic in the order of calls; each call costs O(1) beside the clashes of its own stem.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def make(self, name: str) -> str:
        """A code that was not taken; it is from now on."""
        stem = _stem(name)
        code = stem
        while code in self._taken:
            number = self._last.get(stem, 1) + 1
            self._last[stem] = number
            code = stem[: CODE_LENGTH - len(str(number))] + str(number)
        self._taken.add(code)
        return code


def _stem(name: str) -> str:
    words = [w for w in ("".join(re.findall("[a-z0-9]", x)) for x in plain_words(name)) if w]
    if len(words) == 1:
        stem = re.sub(r"^([a-z]{1,4})[a-z]*(\d*).*", r"\1\2", words[0])
    else:
        stem = "".join(word if word.isdigit() else word[0] for word in words)
    stem = stem.upper()[:CODE_LENGTH]
    return stem if _CODE.fullmatch(stem) else f"D{stem}"[:CODE_LENGTH]


def child_path(parent_path: str, department_id: int) -> str:
    """The materialised path '/1/4/' of a department below the parent ('' or '/': a root)."""
    return f"{parent_path or '/'}{department_id}/"


def ids_on(path: str) -> tuple[int, ...]:
    """The ids on a path, root first, the department itself last."""
    return tuple(int(part) for part in path.split("/") if part)


def is_within(path: str, other: str) -> bool:
    """Whether the department of `path` is the other or lies below it."""
    return bool(other) and path.startswith(other)


def check_place(path: str, parent_path: str, *, height: int = 1) -> None:
    """Whether a department (with `height` levels, itself included) may hang below the parent.

    Raises RuleBroken for a cycle and for a tree deeper than MAX_DEPTH. `path` '' is a new one.
    """
    if path and is_within(parent_path, path):
        raise RuleBroken("A department cannot stand below itself or below one of its own parts.")
    if len(ids_on(parent_path)) + height > MAX_DEPTH:
        raise RuleBroken(f"The department tree has at most {MAX_DEPTH} levels.")


def check_history(last: datetime | None, at: datetime) -> None:
    """History only grows at its end. Raises RuleBroken for a change before the last one."""
    if last is not None and at < last:
        raise RuleBroken(
            f"This department changed on {last:%Y-%m-%d %H:%M} UTC; nothing is changed before that."
        )


def as_of(states: Iterable[State], at: datetime) -> dict[int, State]:
    """Each department's state at an instant, by id; absent: it did not exist yet."""
    found: dict[int, State] = {}
    for state in states:
        known = found.get(state.department_id)
        if state.since <= at and (known is None or known.since <= state.since):
            found[state.department_id] = state
    return found


def chain_above(person_id: int, manager_of: dict[int, int | None]) -> list[int]:
    """Managers above a person, nearest first; ends where a cycle would begin."""
    chain: list[int] = []
    above = manager_of.get(person_id)
    while above is not None and above not in chain and above != person_id:
        chain.append(above)
        above = manager_of.get(above)
    return chain


def check_period(since: date, until: date | None) -> None:
    """A membership lasts from a day to a later one (end excluded). Raises Invalid."""
    if until is not None and until <= since:
        raise _invalid("until", f"The end must come after the beginning ({since}).")


def check_absence(
    since: datetime, until: datetime, person_id: int, substitute_id: int | None
) -> None:
    """An absence has a length and somebody else as substitute. Raises Invalid."""
    if since.tzinfo is None or until.tzinfo is None:
        raise _invalid("since", "Instants need a time zone.")
    if until <= since:
        raise _invalid("until", "The end must come after the beginning.")
    if substitute_id == person_id:
        raise _invalid("substitute", "Nobody stands in for themselves.")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _invalid(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: [words]})
