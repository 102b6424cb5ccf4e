"""What leaves of ratings: whole batches of five authors, never fewer."""

from datetime import timedelta

from inward.directory.models import Person
from inward.feedback import facts, queries
from inward.feedback.models import Rating
from tests.support.world_promises import Promises, ask_for_laptop, later


def rated(world: Promises, author: Person, score: int, *, policy: bool = False) -> Rating:
    """An answered customer's rating of IT by Marketing, given by `author`."""
    return Rating.objects.create(
        ticket=ask_for_laptop(world), side="customer", author=author, asked_at=later(0),
        window_ends=later(0) + timedelta(days=14), answered_at=later(30), outcome=score,
        supplier=world.it, customer=world.marketing, policy_refusal=policy,
    )  # fmt: skip


def authors(world: Promises) -> list[Person]:
    """Six different people."""
    return [world.mara, world.max, world.hana, world.fiona, world.frank, world.alice]


AFTER = later(0) + timedelta(days=15)


def test_four_ratings_are_nobodys_business(promises: Promises) -> None:
    for person in authors(promises)[:4]:
        rated(promises, person, 1)
    assert queries.released(AFTER) == []


def test_five_ratings_of_one_author_are_still_one(promises: Promises) -> None:
    for _ in range(5):
        rated(promises, promises.mara, 1)
    assert queries.released(AFTER) == []


def test_five_authors_are_released_and_the_sixth_waits(promises: Promises) -> None:
    for person in authors(promises):
        rated(promises, person, 4)
    assert len(queries.released(AFTER)) == 5


def test_nothing_is_released_while_sealed(promises: Promises) -> None:
    for person in authors(promises)[:5]:
        rated(promises, person, 4)
    assert queries.released(later(0) + timedelta(days=13)) == []


def test_refusals_on_policy_are_batched_apart(promises: Promises) -> None:
    people = authors(promises)
    for person in people[:4]:
        rated(promises, person, 5)
    rated(promises, people[4], 1, policy=True)
    assert queries.released(AFTER) == []


def test_all_of_a_batch_carry_one_instant(promises: Promises) -> None:
    for person in authors(promises)[:5]:
        rated(promises, person, 4)
    rows = [row for batch in facts.rating_rows(AFTER) for row in batch]
    assert len(rows) == 5
    assert len({row[facts.COLUMNS.index("at")] for row in rows}) == 1
