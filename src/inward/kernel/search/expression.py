"""What is looked for: tokens, phrases, all of, any of, without; written for either database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Expression(Protocol):
    """Something a document fulfils or not."""

    def fts5(self) -> str:
        """In the language of FTS5."""

    def tsquery(self) -> str:
        """In the language of ``tsquery``."""


@dataclass(frozen=True)
class Phrase:
    """These tokens in a row; with ``beginning`` the last one may go on."""

    tokens: tuple[str, ...]
    beginning: bool = False

    def fts5(self) -> str:
        """``"a b c" *``"""
        return f'"{" ".join(self.tokens)}"' + ("*" if self.beginning else "")

    def tsquery(self) -> str:
        """``('a' <-> 'b' <-> 'c':*)``"""
        quoted = [f"'{token}'" for token in self.tokens]
        if self.beginning:
            quoted[-1] += ":*"
        return f"({' <-> '.join(quoted)})"


def token(value: str) -> Phrase:
    """One token."""
    return Phrase((value,))


@dataclass(frozen=True)
class All:
    """Each of these."""

    parts: tuple[Expression, ...]

    def fts5(self) -> str:
        """``(a AND b)``"""
        return f"({' AND '.join(part.fts5() for part in self.parts)})"

    def tsquery(self) -> str:
        """``(a & b)``"""
        return f"({' & '.join(part.tsquery() for part in self.parts)})"


@dataclass(frozen=True)
class Any:
    """One of these at least."""

    parts: tuple[Expression, ...]

    def fts5(self) -> str:
        """``(a OR b)``"""
        return f"({' OR '.join(part.fts5() for part in self.parts)})"

    def tsquery(self) -> str:
        """``(a | b)``"""
        return f"({' | '.join(part.tsquery() for part in self.parts)})"


@dataclass(frozen=True)
class Without:
    """The first and not the second."""

    wanted: Expression
    unwanted: Expression

    def fts5(self) -> str:
        """``(a NOT b)``"""
        return f"({self.wanted.fts5()} NOT {self.unwanted.fts5()})"

    def tsquery(self) -> str:
        """``(a & !b)``"""
        return f"({self.wanted.tsquery()} & !{self.unwanted.tsquery()})"


def any_of(tokens: Iterable[str]) -> Any:
    """One of these tokens."""
    return Any(tuple(token(one) for one in tokens))
