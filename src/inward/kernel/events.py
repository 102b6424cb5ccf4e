"""Events: frozen dataclasses of primitives, told in the past tense, and their form as JSON.

A slice writes ``@dataclass(frozen=True) class Submitted(Event): ticket_id: int; at: datetime``.
Fields are bool, int, float, str, Decimal, date, datetime (aware), an Enum of these, None beside
any, and list, tuple or dict (text keys) of them. They are stored as JSON: instants and dates as ISO
text.
"""

import types
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Event:
    """Something that happened. Subclasses are frozen dataclasses of primitives."""


# ``def on_submitted(event: TicketSubmitted, *, now: datetime) -> None``: called in one transaction
# with the end of its job; at least once per event, so it is idempotent by a natural key.
Handler = Callable[..., None]

E = TypeVar("E", bound=Event)


def to_payload(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values. Raises TypeError for a value that is no primitive."""
    return {field.name: _to_json(getattr(event, field.name)) for field in fields(event)}


def from_payload(kind: type[E], payload: dict[str, Any]) -> E:
    """The event that `to_payload` wrote.

    Unknown fields (from a newer version) are left out; missing ones take the class's default or
    raise TypeError.
    """
    hints = get_type_hints(kind)
    known = {field.name for field in fields(kind)}
    return kind(**{k: _from_json(hints[k], v) for k, v in payload.items() if k in known})


def _to_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return _to_json(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise TypeError(f"event fields carry aware instants, not {value!r}")
    if isinstance(value, date):
        return value.isoformat()
    return _to_json_many(value)


def _to_json_many(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_to_json(item) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _to_json(item) for key, item in value.items()}
    raise TypeError(f"event fields are primitives, not {type(value).__name__}")


_READERS: dict[type, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
    float: float,
}


def _from_json(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        return _from_union(hint, value)
    if origin is not None:
        return _from_json_many(origin, get_args(hint), value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return _READERS[hint](value) if hint in _READERS else value


def _from_union(hint: Any, value: Any) -> Any:
    choices = [choice for choice in get_args(hint) if choice is not type(None)]
    return _from_json(choices[0], value) if len(choices) == 1 else value


def _from_json_many(origin: Any, arguments: tuple[Any, ...], value: Any) -> Any:
    if origin is list:
        return [_from_json(arguments[0], item) for item in value]
    if origin is dict:
        return {key: _from_json(arguments[1], item) for key, item in value.items()}
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_from_json(arguments[0], item) for item in value)
    if origin is tuple:
        return tuple(_from_json(hint, item) for hint, item in zip(arguments, value, strict=True))
    return value
