"""A mapping as TOML text; a guess as text (comments say where it is weak) and as a table."""

import json
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import fields, replace

from rich.table import Table
from rich.text import Text

from inward.logs.guesses import Guess
from inward.logs.mapping import Mapping
from inward.logs.names import tidy

SURE = 0.75


def to_toml(mapping: Mapping) -> str:
    """The mapping as a TOML file that reads back as the same mapping."""
    return "\n".join(_lines(mapping, {})) + "\n"


def guess_toml(guess: Guess) -> str:
    """A guess as a mapping file to be corrected: doubtful roles and unread states are marked."""
    marks = {
        f"columns.{role.role}": f"how sure: {role.confidence:.0%}"
        for role in guess.roles
        if role.confidence < SURE
    }
    unread = {
        f"states.{name}": "not understood" for name, s in guess.states.items() if s == "unknown"
    }
    mapping = replace(guess.mapping, states={**guess.states, **guess.mapping.states})
    notes = [f"# {note}" for note in guess.notes]
    return "\n".join([*notes, *_lines(mapping, {**marks, **unread})]) + "\n"


def _lines(mapping: Mapping, marks: MappingType[str, str]) -> Iterator[str]:
    empty = Mapping()
    values = {f.name: getattr(mapping, f.name) for f in fields(Mapping)}
    for name, value in values.items():
        if not isinstance(value, dict) and value != getattr(empty, name):
            yield f"{name} = {_value(value)}"
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield f"\n[{name}]"
            for key, item in value.items():
                mark = marks.get(f"{name}.{key}")
                yield f"{_text(key)} = {_value(item)}" + (f"  # {mark}" if mark else "")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple):
        return _text(value[0]) if len(value) == 1 else f"[{', '.join(map(_text, value))}]"
    raise TypeError(f"no TOML for {value!r}")


def _text(text: str) -> str:
    """A TOML basic string: JSON's escapes, and the one control character that JSON leaves alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def guess_table(guess: Guess) -> Table:
    """The guess as a table for people: role, column, how sure, what stands in it."""
    table = Table(title="How this log is read", title_justify="left")
    for name in ("part", "column", "sure", "for example"):
        table.add_column(name, overflow="fold")
    for role in guess.roles:
        samples = " · ".join(tidy(sample, 24) for sample in role.samples)
        cells = (role.role, ", ".join(map(tidy, role.columns)), f"{role.confidence:.0%}", samples)
        table.add_row(*(Text(cell) for cell in cells))
    for column, state in guess.mapping.moments.items():
        table.add_row(Text("date"), Text(tidy(column)), "", Text(f"→ {state}"))
    for label, state in list(guess.states.items())[:30]:
        table.add_row(Text("label"), Text(tidy(label, 60)), "", Text(f"→ {state}"))
    return table
