"""A mapping: which column of a log plays which part, and what its words mean. TOML both ways.

What a mapping file leaves out is guessed, unless it says ``guess = false``.
"""

import codecs
import difflib
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, fields, replace
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inward.logs.errors import MappingWrong
from inward.logs.meaning import PERFORMERS, StateMeaning, state_meaning
from inward.logs.names import tidy

SEMANTICS = ("state", "activity", "rows")
# Role → what the column holds. The order is that of the printed guess.
ROLES: dict[str, str] = {
    "case": "number of the ticket; the same on all its rows",
    "at": "when the event of this row happened",
    "state": "state after the event, or the activity of this row",
    "substate": "finer state; decides where it is understood",
    "field": "name of the field a row changed; state then holds its new value",
    "role": "in what role somebody acted (approval flows)",
    "department": "supplier department that holds the ticket (several: from division to team)",
    "person": "who works on it (assignee)",
    "actor": "who made this entry",
    "customer": "department (or place, company) that asks",
    "requester": "person who asks",
    "service": "what it is about",
    "title": "its title; only an import keeps it",
    "kind": "incident, request, …",
    "priority": "priority",
    "channel": "by which way it came in",
    "submitted": "when the ticket was submitted",
    "ordinal": "order of events of a ticket within the same instant",
    "sla": "whether the source says its promise was kept",
    "deadline": "when it was due (kept if it ended by then)",
    "ended": "when it ended, to be held against the deadline",
    "handoffs": "the source's own count of hand-offs",
    "reopens": "the source's own count of re-openings",
}
SEVERAL = frozenset({"department", "service", "customer", "at", "submitted"})
CONSTANTS = ("supplier", "customer", "service")

SHOWN = 60  # characters of a column's name in a message
Columns = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Mapping:
    """How to read one kind of log. Every field has a key of the same name in the TOML file.

    ``semantics``: 'state' (a row is the state after an update; so where nothing is said or
    guessed), 'activity' (a row is a step somebody made; the wait before it was on its performer)
    or 'rows' (one row a ticket, with its dates). ``moments``: in 'rows', date column → state
    reached then ('state': that of the state column).
    ``clocks``: date column → column with its time of day.
    ``formats``: ways dates are written (strptime, 'iso', 'epoch', 'epoch_ms', 'excel');
    ``encoding``: of a text file that is not in Unicode (told by itself: Western Windows text);
    ``zone``: where dates without an offset are at home. ``roles``: word in the role column → who
    performs. ``met`` / ``missed``: words of the sla column.
    """

    semantics: str = ""
    columns: Columns = field(default_factory=dict)
    moments: dict[str, str] = field(default_factory=dict)
    clocks: dict[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ()
    column_formats: dict[str, tuple[str, ...]] = field(default_factory=dict)
    zone: str = "UTC"
    states: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    constants: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    source: str = ""
    guess: bool = True

    def column(self, role: str) -> str | None:
        """The (first) column of a role; None if no column plays it."""
        return next(iter(self.columns.get(role, ())), None)

    def state(self, label: str) -> StateMeaning | None:
        """What the mapping itself says about a label, whatever its case; None: nothing."""
        found = {name.casefold(): text for name, text in self.states.items()}.get(label.casefold())
        return state_meaning(found) if found is not None else None

    def date_formats(self, column: str) -> tuple[str, ...]:
        """Ways the dates of a column are written."""
        return self.column_formats.get(column, self.formats)

    def used(self) -> tuple[str, ...]:
        """All columns the mapping reads, each once."""
        named = [name for names in self.columns.values() for name in names]
        used = dict.fromkeys([*named, *self.moments])
        return tuple(dict.fromkeys([*used, *(c for day, c in self.clocks.items() if day in used)]))

    def over(self, guessed: "Mapping") -> "Mapping":
        """This mapping with what it leaves out taken from a guess. A role set to "" stays empty."""
        if not self.guess:
            return self
        if "at" in self.columns and not self.semantics and guessed.semantics == "rows":
            guessed = replace(guessed, semantics="state", moments={})
        claimed = {name for names in self.columns.values() for name in names}
        free = {r: c for r, c in guessed.columns.items() if not claimed.intersection(c)}
        guessed = replace(guessed, columns=free)
        own = {f.name: getattr(self, f.name) for f in fields(self)}
        empty = Mapping()
        merged = {
            name: _merge(value, getattr(guessed, name), given=value != getattr(empty, name))
            for name, value in own.items()
        }
        return replace(Mapping(**merged), guess=self.guess)


def _merge(own: Any, guessed: Any, *, given: bool) -> Any:
    if isinstance(own, dict):
        return {**guessed, **own}
    return own if given else guessed


def check(mapping: Mapping, columns: Iterable[str], name: str) -> Mapping:
    """The mapping with emptied roles dropped, if all its columns are in the log.

    Raises MappingWrong naming missing columns with near matches, and roles that are needed.
    """
    present = list(columns)
    roles = {role: names for role, names in mapping.columns.items() if any(names)}
    mapping = replace(mapping, columns=roles, semantics=mapping.semantics or "state")
    for missing in (column for column in mapping.used() if column not in present):
        near = difflib.get_close_matches(missing, present, n=3, cutoff=0.5) or present[:8]
        shown = ", ".join(repr(tidy(column, SHOWN)) for column in near)
        raise MappingWrong(f"{name} has no column {missing!r}. Near: {shown}.")
    needed = ("case",) if mapping.semantics == "rows" else ("case", "at")
    absent = [role for role in needed if role not in roles]
    if mapping.semantics == "rows" and not mapping.moments and "submitted" not in roles:
        absent.append("submitted")
    if absent:
        names = ", ".join(tidy(column, SHOWN) for column in present[:40])
        raise MappingWrong(
            f"{name}: no column found for {' and '.join(absent)} "
            f"({'; '.join(f'{role}: {ROLES[role]}' for role in absent)}). "
            f"Name it in a mapping file. Columns: {names}."
        )
    return mapping


def load_mapping(named: str | Path) -> Mapping:
    """A mapping by the path of its file, or by the name of one that ships with Inward.

    Raises MappingWrong if there is none or it is not well formed.
    """
    path = Path(named)
    if path.suffix != ".toml" and not path.exists():
        shipped = resources.files("inward.logs") / "examples" / f"{path.name}.toml"
        if not shipped.is_file():
            raise MappingWrong(f"No mapping {str(named)!r}. Shipped: {', '.join(shipped_names())}.")
        return from_toml(shipped.read_text("utf-8"))
    try:
        return from_toml(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise MappingWrong(f"{path}: cannot be read ({error}).") from error


def shipped_names() -> list[str]:
    """Names of the mappings that ship with Inward."""
    folder = resources.files("inward.logs") / "examples"
    return sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")
    )


def from_toml(text: str) -> Mapping:
    """Read a mapping. Raises MappingWrong; unknown keys are refused with the list of known ones."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingWrong(f"The mapping is not TOML: {error}.") from error
    _known(given, [f.name for f in fields(Mapping)], "the mapping")
    values = {name: _READERS[name](value, name) for name, value in given.items()}
    mapping = Mapping(**values)
    for label in mapping.states.values():
        state_meaning(label)
    return mapping


def _known(given: Iterable[str], known: Iterable[str], where: str) -> None:
    for key in given:
        if key not in known:
            raise MappingWrong(f"Unknown key {key!r} in {where}. Known: {', '.join(known)}.")


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise MappingWrong(f"{name} must be text, not {value!r}.")
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(_text(v, name) for v in values)


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise MappingWrong(f"{name} must be true or false, not {value!r}.")
    return value


def _table(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MappingWrong(f"{name} must be a table ([{name}]), not {value!r}.")
    return value


def _text_table(value: Any, name: str) -> dict[str, str]:
    return {key: _text(v, f"{name}.{key}") for key, v in _table(value, name).items()}


def _columns(value: Any, name: str) -> Columns:
    table = _table(value, name)
    _known(table, ROLES, "[columns]")
    for role, names in table.items():
        if isinstance(names, list) and role not in SEVERAL:
            raise MappingWrong(
                f"Only {', '.join(sorted(SEVERAL))} take several columns, not {role}."
            )
    return {role: _texts(v, f"{name}.{role}") for role, v in table.items()}


def _semantics(value: Any, name: str) -> str:
    if value not in SEMANTICS:
        raise MappingWrong(f"{name} is one of {', '.join(SEMANTICS)}, not {value!r}.")
    return str(value)


def _zone(value: Any, name: str) -> str:
    try:
        return ZoneInfo(_text(value, name)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MappingWrong(f"{value!r} is no time zone; write e.g. Europe/Rome.") from error


def _encoding(value: Any, name: str) -> str:
    try:
        return codecs.lookup(_text(value, name)).name
    except (LookupError, ValueError) as error:
        raise MappingWrong(f"{value!r} is no encoding; write e.g. cp1251 or shift_jis.") from error


def _roles(value: Any, name: str) -> dict[str, str]:
    table = _text_table(value, name)
    for performer in table.values():
        if performer not in PERFORMERS:
            raise MappingWrong(f"[roles]: {performer!r} is none of {', '.join(PERFORMERS)}.")
    return table


def _constants(value: Any, name: str) -> dict[str, str]:
    table = _text_table(value, name)
    _known(table, CONSTANTS, "[constants]")
    return table


def _format_table(value: Any, name: str) -> dict[str, tuple[str, ...]]:
    return {key: _texts(v, f"{name}.{key}") for key, v in _table(value, name).items()}


_READERS: MappingType[str, Any] = {
    "semantics": _semantics,
    "columns": _columns,
    "moments": _text_table,
    "clocks": _text_table,
    "formats": _texts,
    "column_formats": _format_table,
    "zone": _zone,
    "states": _text_table,
    "roles": _roles,
    "unknown": _texts,
    "met": _texts,
    "missed": _texts,
    "constants": _constants,
    "encoding": _encoding,
    "source": _text,
    "guess": _flag,
}
