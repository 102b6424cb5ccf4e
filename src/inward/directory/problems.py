"""Gathers what is wrong with several fields: people mend a form once, not field by field."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import IntegrityError, transaction

from inward.kernel.errors import Invalid

T = TypeVar("T")


class Problems:
    """Runs checks one by one and keeps what each refuses; raised together at the end."""

    def __init__(self) -> None:
        self._fields: dict[str, list[str]] = {}

    def attempt(self, check: Callable[[], T], default: T) -> T:
        """The check's value; `default` where it raises Invalid, which is kept."""
        try:
            return check()
        except Invalid as refused:
            self._keep(refused)
            return default

    def add(self, field: str, words: str) -> None:
        """Keep one sentence about one field."""
        self._fields.setdefault(field, []).append(words)

    def __bool__(self) -> bool:
        return bool(self._fields)

    def refuse(self, detail: str = "Please check the marked fields.") -> None:
        """Raise Invalid with all that was kept; nothing when all was well."""
        if self._fields:
            raise Invalid(detail, fields=self._fields)

    def _keep(self, refused: Invalid) -> None:
        for field, sentences in (refused.fields or {"": (refused.detail,)}).items():
            for words in sentences:
                self.add(field, words)


@contextmanager
def unless_taken(field: str, words: str) -> Iterator[None]:
    """Save in here what must be unique: Invalid where somebody else's save was quicker."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Invalid(words, fields={field: [words]}) from None
