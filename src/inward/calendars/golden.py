"""Golden cases: a file of calendars and expected answers, checked against this calculation.

Administrators keep such files for their own calendars, so that a change of hours, of holidays or of
the time zone database shows what it moved. The format (JSON, one object):

* `calendars`: each with an `id` and a definition (see `definition`); `source` and `note` are prose.
* `cases`: each with `id`, `kind`, `calendar`, what the kind needs, and what is expected
  (`expected`, or `expected_seconds` for the kinds that count seconds).
* anything else (`about`, `sources`, `policy_cases`) is prose.

The kinds are the keys of `golden_kinds.KINDS`. Every case counts as passed or failed, one
that cannot be read or is of an unknown kind as failed. A case marked as its source's own convention
(`plain_calculation_agrees`: false) is judged by our rules all the same, and said to be one.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from inward.calendars.errors import InvalidCalendar
from inward.calendars.golden_kinds import KINDS, UnreadableCaseError
from inward.calendars.reading import KEYS, definition_from_json
from inward.calendars.timeline import Timeline
from inward.kernel.errors import InwardError

MOST_BYTES = 50_000_000
_PROSE = frozenset({"id", "source", "note"})


class UnreadableFileError(InwardError):
    """The file as a whole cannot be checked; the text says what is wrong and where."""

    status = 422
    code = "golden_file_unreadable"
    title = "This file of cases cannot be read"


@dataclass(frozen=True)
class Failure:
    """One case that did not pass: which, and what was expected and found, or why unreadable."""

    case: str
    kind: str
    message: str

    def __str__(self) -> str:
        return f"{self.case} ({self.kind}): {self.message}"


@dataclass(frozen=True)
class Report:
    """The outcome: every case is either passed or among the failures, in the order of the file.

    `warnings` tell of parts of calendars that were not understood or cannot be used.
    """

    passed: int
    failures: tuple[Failure, ...]
    warnings: tuple[str, ...]

    @property
    def failed(self) -> int:
        """How many cases did not pass."""
        return len(self.failures)


def check_file(path: Path) -> Report:
    """Check all cases of a file. Raises `UnreadableFileError` if it has no such form as a whole."""
    return check(_decoded(path))


def check(document: object) -> Report:
    """Check a decoded document. Raises `UnreadableFileError` unless it has both lists."""
    if not isinstance(document, Mapping):
        raise UnreadableFileError(
            "The file must hold one JSON object with 'calendars' and 'cases'."
        )
    calendars, warnings = _calendars(_list_of(document, "calendars"))
    failures: list[Failure] = []
    cases = _list_of(document, "cases")
    for number, case in enumerate(cases):
        message = _judged(case, calendars)
        if message is not None:
            failures.append(_failure(case, number, message))
    return Report(len(cases) - len(failures), tuple(failures), tuple(warnings))


def _decoded(path: Path) -> object:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFileError(f"{path}: larger than {MOST_BYTES // 1_000_000} MB.")
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, parse_constant=_no_constant)
    except OSError as error:
        raise UnreadableFileError(f"{path}: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{path}: not UTF-8 at byte {error.start}.") from error
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            f"{path}: not JSON, line {error.lineno} column {error.colno}: {error.msg}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(f"{path}: not JSON that can be read: {error}.") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _list_of(document: Mapping[str, Any], key: str) -> list[Any]:
    found = document.get(key)
    if not isinstance(found, list):
        raise UnreadableFileError(f"'{key}' must be a list; it is {_named(found)}.")
    return found


def _named(value: object) -> str:
    return "missing" if value is None else f"a JSON {type(value).__name__}"


Calendar = Timeline | str
"""A calendar ready to use, or why it cannot be."""


def _calendars(entries: list[Any]) -> tuple[dict[str, Calendar], list[str]]:
    """By id, and warnings. Raises `UnreadableFileError` where an id is missing or taken."""
    found: dict[str, Calendar] = {}
    warnings: list[str] = []
    for number, entry in enumerate(entries):
        key = entry.get("id") if isinstance(entry, Mapping) else None
        if not isinstance(key, str) or not key:
            raise UnreadableFileError(f"calendars[{number}] has no 'id'.")
        if key in found:
            raise UnreadableFileError(f"calendars[{number}]: there is a calendar {key!r} already.")
        found[key] = calendar = _calendar(entry)
        unknown = sorted(set(entry) - KEYS - _PROSE)
        if unknown:
            warnings.append(f"calendar {key!r}: not understood and left out: {', '.join(unknown)}.")
        if isinstance(calendar, str):
            warnings.append(f"calendar {key!r} cannot be used: {calendar}")
    return found, warnings


def _calendar(entry: Mapping[str, Any]) -> Calendar:
    try:
        return Timeline(definition_from_json({k: v for k, v in entry.items() if k in KEYS}))
    except InvalidCalendar as error:
        return error.detail


def _judged(case: object, calendars: Mapping[str, Calendar]) -> str | None:
    """None if the case passes, else why not."""
    if not isinstance(case, Mapping):
        return "a case is an object."
    kind = case.get("kind")
    judge = KINDS.get(kind) if isinstance(kind, str) else None
    if judge is None:
        return f"unknown kind {kind!r}; the kinds are {', '.join(KINDS)}."
    key = case.get("calendar")
    calendar = calendars.get(key) if isinstance(key, str) else None
    if calendar is None:
        return f"there is no calendar {key!r} in this file."
    if isinstance(calendar, str):
        return f"its calendar {key!r} cannot be used: {calendar}"
    return _message(judge, case, calendar)


def _message(
    judge: Callable[[Mapping[str, Any], Timeline], str | None],
    case: Mapping[str, Any],
    calendar: Timeline,
) -> str | None:
    try:
        message = judge(case, calendar)
    except (InwardError, UnreadableCaseError, OverflowError) as error:
        message = str(error)
    if message is not None and case.get("plain_calculation_agrees") is False:
        message += f" Marked as a convention of its source: {case.get('note', 'no note')}."
    return message


def _failure(case: object, number: int, message: str) -> Failure:
    given = case if isinstance(case, Mapping) else {}
    return Failure(str(given.get("id", f"cases[{number}]")), str(given.get("kind", "?")), message)
