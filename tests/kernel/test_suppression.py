"""No group below k can be told from what is released: published cases, and any tree at all."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inward.kernel.suppression import Group, Release, may_replace, pooled, release

X = [Group("X", 9), Group("A", 3, "X"), Group("B", 6, "X")]
CASES: list[tuple[str, list[Group[str]], set[str]]] = [
    ("one below k hides its only sibling", [Group("Sales", 4), Group("Technology", 9)], set()),
    (
        "a rest that reaches k may stand beside",
        [Group("Technology", 9), Group("Rest", 6)],
        {"Technology", "Rest"},
    ),
    ("both parts hidden, the parent shown", X, {"X"}),
    (
        "four attached to the parent itself cover the small part",
        [Group("X", 13), Group("A", 3, "X"), Group("B", 6, "X")],
        {"X", "B"},
    ),
    (
        "three of one each take the next larger with them",
        [Group("a", 1), Group("b", 1), Group("c", 1), Group("d", 6), Group("e", 7), Group("f", 9)],
        {"e", "f"},
    ),
    ("nobody at all shows nothing", [Group("a", 0), Group("b", 0)], set()),
    ("a group in which nobody answered hides no other", [Group("a", 0), Group("b", 8)], {"b"}),
    ("below k in all shows nothing", [Group("a", 2), Group("b", 2)], set()),
    (
        "inside a hidden group all is hidden",
        [Group("S", 4), Group("X", 12), Group("A", 6, "X"), Group("B", 6, "X")],
        set(),
    ),
    (
        "an only part does not tell who is attached to its parent",
        [Group("X", 9), Group("A", 6, "X")],
        {"X"},
    ),
]


@pytest.mark.parametrize(("groups", "visible"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_published_case_at_k_5(groups: list[Group[str]], visible: set[str]) -> None:
    assert release(groups, k=5).visible == visible


def test_four_attached_to_the_whole_cover_a_small_group() -> None:
    told = release([Group("A", 3), Group("B", 6)], k=5, direct=4)
    assert told.visible == {"B"}
    assert told.whole


def test_every_group_is_either_visible_or_hidden() -> None:
    told = release(X, k=5)
    assert told.hidden == {"A", "B"}
    assert told.shows("X")
    assert not told.shows("A")


@pytest.mark.parametrize(
    ("groups", "k"),
    [
        ([Group("a", -1)], 5),
        ([Group("a", 3), Group("a", 3)], 5),
        ([Group("a", 3, "nowhere")], 5),
        ([Group("a", 3), Group("b", 4, "a")], 5),
        ([Group("a", 3)], 1),
    ],
)
def test_numbers_that_cannot_be_are_refused(groups: list[Group[str]], k: int) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        release(groups, k=k)


def test_smaller_departments_are_pooled_into_one_row_that_reaches_k() -> None:
    told, pool = pooled([Group("a", 2), Group("b", 4), Group("c", 8)], k=5)
    assert told.visible == {"c"}
    assert pool == 6


def test_a_pool_below_k_takes_in_the_next_larger() -> None:
    told, pool = pooled([Group("a", 2), Group("b", 6), Group("c", 8)], k=5)
    assert told.visible == {"c"}
    assert pool == 8


@pytest.mark.parametrize(
    ("after", "allowed"),
    [
        ({"a": 10, "b": 8}, True),  # nothing new
        ({"a": 11, "b": 8}, False),  # one more answer would show
        ({"a": 15, "b": 8}, True),  # a batch of five
        ({"a": 15, "b": 9}, False),  # and one more beside
        ({"a": 15, "b": 13}, True),
        ({"a": 9, "b": 8}, False),  # an answer taken back would show
    ],
)
def test_published_figures_change_in_batches_of_k(after: dict[str, int], allowed: bool) -> None:
    groups = [Group(key, n) for key, n in after.items()]
    assert may_replace({"a": 10, "b": 8}, groups, k=5) is allowed


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[Group[int]], int]:
    """Groups of up to three levels with respondents attached anywhere; and those of the whole."""
    groups: list[Group[int]] = []

    def grow(parent: int | None, level: int) -> int:
        total = draw(st.integers(0, 7)) if level else 0
        for _ in range(draw(st.integers(0, 3)) if level < 3 else 0):
            key = len(groups)
            groups.append(Group(key, 0, parent))
            n = grow(key, level + 1)
            groups[key] = Group(key, n, parent)
            total += n
        return total

    grow(None, 0)
    return groups, draw(st.integers(0, 6))


@settings(max_examples=400, deadline=None)
@given(trees(), st.integers(2, 6))
def test_linear_algebra_over_all_that_is_released_tells_no_group_below_k(
    tree: tuple[list[Group[int]], int], k: int
) -> None:
    groups, direct = tree
    told = release(groups, k=k, direct=direct)
    atoms, sizes, parts = _atoms(groups, direct)
    released = [parts[key] for key in told.visible] + ([parts[None]] if told.whole else [])
    secrets = [parts[g.key] for g in groups if 0 < g.n < k]
    secrets += [{atom} for atom in atoms if 0 < sizes[atom] < k]
    for secret in secrets:
        assert not _derivable(secret, released, atoms)


@settings(max_examples=400, deadline=None)
@given(trees(), st.integers(2, 6))
def test_what_subtraction_leaves_of_a_visible_group_is_nobody_or_at_least_k(
    tree: tuple[list[Group[int]], int], k: int
) -> None:
    groups, direct = tree
    told = release(groups, k=k, direct=direct)
    wholes = {g.key: g.n for g in groups if told.shows(g.key)}
    for key, n in wholes.items():
        parts = [g for g in groups if g.parent == key]
        left = n - sum(g.n for g in parts if told.shows(g.key))
        assert left == 0 or left >= k


Atom = tuple[str, int | None]


def _atoms(
    groups: list[Group[int]], direct: int
) -> tuple[list[Atom], dict[Atom, int], dict[int | None, set[Atom]]]:
    """The smallest sets of people (those attached to a group itself); each group as a set of them.

    A set in which nobody is counts as known to be empty, so it is left out of the algebra.
    """
    inside: dict[int | None, int] = {}
    for g in groups:
        inside[g.parent] = inside.get(g.parent, 0) + g.n
    sizes: dict[Atom, int] = {("own", g.key): g.n - inside.get(g.key, 0) for g in groups}
    sizes[("own", None)] = direct
    parts: dict[int | None, set[Atom]] = {g.key: set() for g in groups} | {None: set()}
    up = {g.key: g.parent for g in groups}
    for atom, size in sizes.items():
        at: int | None = atom[1]
        while size and at is not None:
            parts[at].add(atom)
            at = up[at]
        if size:
            parts[None].add(atom)
    return [atom for atom, size in sizes.items() if size], sizes, parts


def _derivable(secret: set[Atom], released: list[set[Atom]], atoms: list[Atom]) -> bool:
    """Whether the secret's sum is a linear combination of released sums."""
    rows = [[Fraction(atom in members) for atom in atoms] for members in released]
    target = [Fraction(atom in secret) for atom in atoms]
    return bool(secret) and _rank(rows) == _rank([*rows, target])


def _rank(matrix: list[list[Fraction]]) -> int:
    rows, rank = [list(row) for row in matrix], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for i in range(rank + 1, len(rows)):
            factor = rows[i][column] / rows[rank][column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[rank], strict=True)]
        rank += 1
    return rank


def test_a_release_of_nothing_is_empty() -> None:
    assert release([], k=5) == Release(frozenset(), frozenset(), whole=False)
