"""Rules of ratings: who is asked, how long a seal lasts, what may be released. Pure.

Release: a figure that grows by one rating shows that rating (n to n + 1), so ratings of a relation
are released in whole batches of at least `K` authors, oldest first. Every published figure is a sum
of whole batches, so the difference of any two of them is too, and never tells of fewer than `K`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

K = 5
WINDOW = timedelta(days=14)
ASK_AGAIN_AFTER = timedelta(days=14)
SCALE = range(1, 6)

CUSTOMER_ITEMS = {
    "outcome": "How good was what you got?",
    "effort": "How easy was it to get it?",
    "speed": "How well did the time fit your work?",
    "communication": "How well did you know what was going on?",
}
SUPPLIER_ITEMS = {
    "complete": "Was the request complete?",
    "in_time": "Did it come in time?",
    "reachable": "Was the customer reachable for questions?",
    "urgency_realistic": "Was its urgency realistic?",
}
CUSTOMER_ANSWERS = {
    "got_what_was_asked": "Did you get what you asked for?",
    "reason_explained": "If not: was the reason explained?",
}


class Sealable(Protocol):
    """What decides a seal: when a side answered, and when its window ends."""

    answered_at: datetime | None
    window_ends: datetime


def items(side: str) -> dict[str, str]:
    """The scaled questions of a side, by column."""
    return CUSTOMER_ITEMS if side == "customer" else SUPPLIER_ITEMS


def unsealed_at(ratings: Sequence[Sealable]) -> datetime:
    """When the ratings of one ticket become readable: both answered, or the window over.

    A side that was never asked has nothing to wait for: with one rating the window alone counts,
    so that the moment of answering tells nobody anything.
    """
    window_ends = max(rating.window_ends for rating in ratings)
    answered = [rating.answered_at for rating in ratings if rating.answered_at is not None]
    if len(ratings) == 2 and len(answered) == 2:
        return min(max(answered), window_ends)
    return window_ends


def may_ask(last_asked: datetime | None, now: datetime) -> bool:
    """Whether a person may be asked about a service again (once in 14 days at most)."""
    return last_asked is None or now - last_asked >= ASK_AGAIN_AFTER


def score(answers: Iterable[int | None]) -> int | None:
    """One score of 1 to 5: the mean of the items answered, half rounded up; None without any."""
    given = [answer for answer in answers if answer is not None]
    if not given:
        return None
    return (2 * sum(given) + len(given)) // (2 * len(given))


def problems(side: str, answers: Mapping[str, object]) -> dict[str, list[str]]:
    """What is wrong with answers, by field: off the scale, or nothing said at all."""
    wrong: dict[str, list[str]] = {}
    for name in items(side):
        value = answers.get(name)
        if value is not None and value not in SCALE:
            wrong[name] = ["Choose 1 to 5, or leave it out."]
    if not wrong and all(answers.get(name) is None for name in items(side)):
        wrong[next(iter(items(side)))] = ["Answer at least one of the questions."]
    return wrong


@dataclass(frozen=True)
class Releasable:
    """An answered, unsealed rating: who gave it and when it became readable."""

    rating_id: int
    author_id: int
    unsealed_at: datetime


def batches(ratings: Iterable[Releasable], k: int = K) -> list[list[Releasable]]:
    """Whole batches of at least `k` different authors, oldest first; what is left over waits."""
    done: list[list[Releasable]] = []
    batch: list[Releasable] = []
    for rating in sorted(ratings, key=lambda one: (one.unsealed_at, one.rating_id)):
        batch.append(rating)
        if len({one.author_id for one in batch}) >= k:
            done.append(batch)
            batch = []
    return done
