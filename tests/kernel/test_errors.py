"""Each kind of refusal has one status, code and title, for pages and the API alike."""

import pytest

from inward.kernel import errors


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.NotFound, 404),
        (errors.NotAllowed, 403),
        (errors.RuleBroken, 409),
        (errors.Conflict, 409),
        (errors.Invalid, 422),
    ],
)
def test_a_refusal_carries_its_status_and_words(
    kind: type[errors.InwardError], status: int
) -> None:
    refusal = kind("Say why.", fields={"title": ["Too long."]})
    assert (refusal.status, refusal.detail, str(refusal)) == (status, "Say why.", "Say why.")
    assert refusal.fields == {"title": ("Too long.",)}
    assert refusal.title


def test_codes_are_unique() -> None:
    kinds = errors.InwardError.__subclasses__()  # a slice may add a kind of its own
    assert len({kind.code for kind in kinds}) == len(kinds) >= 5
