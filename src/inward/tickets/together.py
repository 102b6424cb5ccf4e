"""What is done at once stands in the log as one: the mark that its events carry."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_MARK: ContextVar[Mapping[str, Any] | None] = ContextVar("mark", default=None)


@contextmanager
def marked(**data: Any) -> Iterator[None]:
    """Whatever is appended to a log within carries this in its data too.

    So that a macro is made of the ordinary actions, none of which knows of macros.
    """
    token = _MARK.set(data)
    try:
        yield
    finally:
        _MARK.reset(token)


def mark() -> Mapping[str, Any]:
    """What the events appended now carry besides their own."""
    return _MARK.get() or {}
