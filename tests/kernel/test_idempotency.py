"""A create is done once, however often a client that heard nothing asks again."""

from collections.abc import Callable
from typing import Any

import pytest

from inward.kernel import idempotency
from inward.kernel.clock import now
from inward.kernel.errors import Conflict, Invalid, RuleBroken
from inward.kernel.models import IdempotencyKey, Job

pytestmark = pytest.mark.django_db


def _create() -> int:
    return Job.objects.create(task="made", created_at=now(), run_at=now()).pk


def _once(
    key: str | None = "k1",
    *,
    actor_id: int | None = 1,
    scope: str = "tickets.submit",
    body: dict[str, Any] | None = None,
    do: Callable[[], int] = _create,
) -> int:
    return idempotency.once(
        key=key,
        actor_id=actor_id,
        scope=scope,
        body=body or {"title": "Printer"},
        do=do,
        to_json=lambda made: {"id": made},
        from_json=lambda kept: int(kept["id"]),
    )


def _made() -> int:
    return Job.objects.filter(task="made").count()


def test_the_same_key_gives_the_first_result_and_makes_nothing_new() -> None:
    assert _once() == _once() == _once()
    assert _made() == 1


def test_the_order_of_fields_in_the_body_does_not_matter() -> None:
    assert _once(body={"a": 1, "b": now().date()}) == _once(body={"b": now().date(), "a": 1})


def test_the_same_key_with_another_body_is_a_conflict() -> None:
    _once()
    with pytest.raises(Conflict):
        _once(body={"title": "Scanner"})
    assert _made() == 1


@pytest.mark.parametrize("other", [{"actor_id": 2}, {"scope": "ideas.post"}, {"actor_id": None}])
def test_a_key_belongs_to_one_actor_and_one_kind_of_thing(other: dict[str, Any]) -> None:
    assert _once() != _once(**other)
    assert _made() == 2


def test_nobody_s_keys_are_kept_apart_too() -> None:
    assert _once(actor_id=None) == _once(actor_id=None)


def test_without_a_key_each_call_makes_one() -> None:
    assert _once(None) != _once(None)
    assert not IdempotencyKey.objects.exists()


def test_what_was_refused_may_be_tried_again_under_the_same_key() -> None:
    def refused() -> int:
        _create()
        raise RuleBroken("Not now.")

    with pytest.raises(RuleBroken):
        _once(do=refused)
    assert _made() == 0
    assert _once() > 0


def test_a_result_of_none_is_kept_too() -> None:
    made: list[int] = []

    def nothing() -> None:
        made.append(1)

    for _ in range(2):
        idempotency.once(
            key="n",
            actor_id=1,
            scope="s",
            body={},
            do=nothing,
            to_json=lambda _: None,
            from_json=lambda _: None,
        )
    assert made == [1]


@pytest.mark.parametrize("key", ["", "with blank", "x" * 201, "ü", "line\nbreak", "\x00"])
def test_a_malformed_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        _once(key)
