"""Release of figures about groups of people, so that no group below k can be told from them.

Primary rule: a group of fewer than k respondents is hidden. Complementary rule: within one set of
siblings, if the hidden total (with the respondents attached directly to the parent) is 1 to k - 1,
subtraction would tell it, so the smallest visible sibling is hidden too; repeat. Groups inside a
hidden group are hidden. Source: the practice of employee surveys (k = 5 ratings, 10 comments).

Everything that leaves, by page, export, API or mail, passes `release`. k is fixed when a wave
opens.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K_RATINGS = 5
K_COMMENTS = 10
K_RESPONSE_RATE = 5

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Group(Generic[Key]):
    """A group with its number of respondents `n`, those of its own sub-groups included.

    `parent` is the key of the group it is part of; None for a part of the whole.
    """

    key: Key
    n: int
    parent: Key | None = None


@dataclass(frozen=True)
class Release(Generic[Key]):
    """What may be shown. `whole`: whether the figure over all groups may be."""

    visible: frozenset[Key]
    hidden: frozenset[Key]
    whole: bool

    def shows(self, key: Key) -> bool:
        """Whether this group's figures may be shown."""
        return key in self.visible


def release(groups: Sequence[Group[Key]], *, k: int, direct: int = 0) -> Release[Key]:
    """Which groups may be shown, as a flat list of siblings or as a tree.

    `direct`: respondents of the whole who are in none of the groups; for the other parents it is
    their n less that of their sub-groups. Raises ValueError when numbers are negative or do not add
    up, a key comes twice, a parent is unknown, or k < 2. Cost: n log n.
    """
    _checked(groups, k, direct)
    children: dict[Key | None, list[Group[Key]]] = defaultdict(list)
    for group in groups:
        children[group.parent].append(group)
    total = direct + sum(group.n for group in children[None])
    whole = total >= k
    visible: set[Key] = set()
    waiting: list[tuple[Key | None, int]] = [(None, direct)] if whole else []
    while waiting:
        parent, attached = waiting.pop()
        for group in _shown(children[parent], attached, k):
            visible.add(group.key)
            inside = sum(child.n for child in children[group.key])
            waiting.append((group.key, group.n - inside))
    hidden = frozenset(group.key for group in groups) - visible
    return Release(frozenset(visible), hidden, whole)


def may_replace(
    before: Mapping[Key, int], after: Sequence[Group[Key]], *, k: int, direct: int = 0
) -> bool:
    """Whether new figures may take the place of published ones without telling who came since.

    `before`: n of each group when last published; `direct`: how many came since who are in no
    group. True when each group gained nobody or at least k, by the rules of `release`. Publish at
    the close of a wave regardless of this only if nothing was published before.
    """
    gains = [Group(group.key, group.n - before.get(group.key, 0), group.parent) for group in after]
    if any(group.n < 0 for group in gains):
        return False
    told = release(gains, k=k, direct=direct)
    nobody = not direct and all(group.n == 0 for group in gains)
    gained = {group.key for group in gains if group.n}
    return nobody or (told.whole and gained <= told.visible)


def pooled(groups: Sequence[Group[Key]], *, k: int) -> tuple[Release[Key], int]:
    """Siblings to show one by one, and how many respondents the rest has as one pooled row.

    The pool ('smaller departments') is 0 when it may not be shown or nobody is in it.
    """
    told = release(groups, k=k)
    rest = sum(group.n for group in groups if group.key in told.hidden)
    return told, rest if rest >= k else 0


def _shown(siblings: list[Group[Key]], attached: int, k: int) -> list[Group[Key]]:
    """The siblings that may be shown, smallest first; ties are broken by the order given."""
    ordered = sorted(siblings, key=lambda group: group.n)
    first = next((i for i, group in enumerate(ordered) if group.n >= k), len(ordered))
    rest = attached + sum(group.n for group in ordered[:first])
    while first < len(ordered) and 0 < rest < k:
        rest += ordered[first].n
        first += 1
    return ordered[first:]


def _checked(groups: Sequence[Group[Key]], k: int, direct: int) -> None:
    if k < 2:
        raise ValueError("k below 2 would show single people")
    known = {group.key: group.n for group in groups}
    if len(known) != len(groups):
        raise ValueError("a group is given twice")
    inside: dict[Key, int] = defaultdict(int)
    for group in groups:
        if group.n < 0 or direct < 0:
            raise ValueError("a number of respondents is negative")
        if group.parent is None:
            continue
        if group.parent not in known:
            raise ValueError(f"the parent {group.parent!r} is not among the groups")
        inside[group.parent] += group.n
    if any(count > known[key] for key, count in inside.items()):
        raise ValueError("the parts of a group exceed it")
