"""Relations with figures given by name, for tests of what is made of them."""

from datetime import datetime

from inward.network.relations import Relation

NOON = datetime(2024, 6, 1, 12)  # noqa: DTZ001 facts are UTC without zone


def relation(
    supplier: int | None, customer: int | None, tickets: int, **changes: object
) -> Relation:
    """A relation in which nothing goes wrong, but for the changes."""
    plain: dict[str, object] = {
        "kept_n": tickets, "kept": tickets, "resolve_n": tickets, "resolve_median": 60.0,
        "resolve_p85": 90.0, "handoffs": 0, "ping_pong": 0, "reopened": 0, "backlog": 0,
        "silent": 0, "slow": tickets // 2, "elapsed_minutes": 60.0 * tickets, "score_n": 0,
        "score_mean": None, "first_at": NOON, "last_at": NOON, "tickets_recent": tickets // 2,
        "kept_n_recent": tickets // 2, "kept_recent": tickets // 2, "strength": float(tickets),
    }  # fmt: skip
    return Relation(supplier, customer, tickets, **{**plain, **changes})  # type: ignore[arg-type]
