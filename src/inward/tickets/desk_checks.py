"""What a desk's document may say: each part checked and made plain JSON. Pure; raise Invalid."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from inward.kernel.errors import Invalid
from inward.kernel.text import one_line
from inward.tickets.desk import (
    LONGEST_DAYS,
    MOST_CHASES,
    MOST_WAITS,
    RANKS,
    RESERVABLE,
)
from inward.tickets.models import Category, WaitingOn

LABEL_LENGTH = 40
NAME_LENGTH = 80
LABELLED: Sequence[str] = tuple(
    one.value for one in Category if one not in {Category.UNKNOWN, Category.DRAFT}
)
AWAITED = (WaitingOn.CUSTOMER, WaitingOn.OUTSIDE, WaitingOn.DEPARTMENT, WaitingOn.DATE)


def labels(given: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Names by category, for both sides; a category without a name keeps its own."""
    found: dict[str, Any] = {}
    for category, names in given.items():
        if category not in LABELLED:
            raise _wrong("category", "There is no such category.")
        name = _line(names.get("name", ""), f"{category}-name", LABEL_LENGTH)
        customer = _line(names.get("customer", ""), f"{category}-customer", LABEL_LENGTH)
        if name or customer:
            found[category] = {"name": name, "customer": customer}
    return found


def rights(given: Mapping[str, str]) -> dict[str, str]:
    """The least role by verb; '' takes a reservation back."""
    known = {verb.value for verb in RESERVABLE}
    for verb, role in given.items():
        if verb not in known:
            raise _wrong(verb, "This cannot be reserved.")
        if role not in RANKS:
            raise _wrong(verb, "Choose a role.")
    return {verb: role for verb, role in given.items() if role}


def waits(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Reasons to wait in their order, each with a code that stays when its name changes."""
    rows = [row for row in given if str(row.get("name", "")).strip()]
    if len(rows) > MOST_WAITS:
        raise _wrong("waits", f"At most {MOST_WAITS} reasons: fewer are found faster.")
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        one = _wait(row, number)
        code = str(row.get("code") or "") or _code(one["name"])
        if code in found or one["name"] in {other["name"] for other in found.values()}:
            raise _wrong(f"name-{number}", f"'{one['name']}' stands there twice.")
        found[code] = {"code": code, **one}
    return list(found.values())


def _wait(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    waiting_on = row.get("waiting_on", "")
    if waiting_on not in AWAITED:
        raise _wrong(f"waiting_on-{number}", "Say whom this waits for.")
    name = _line(str(row["name"]), f"name-{number}", NAME_LENGTH)
    needs_text = bool(row.get("needs_text"))
    return {"name": name, "waiting_on": str(waiting_on), "needs_text": needs_text}


def _code(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or name.encode().hex()[:40]


def windows(given: Mapping[str, Any]) -> dict[str, Any]:
    """Working days by window; those not given stay with what stands above."""
    unknown = set(given) - {"close_days", "reopen_days", "chase_days", "give_up_days"}
    if unknown:
        raise _wrong(min(unknown), "There is no such window.")
    found: dict[str, Any] = {
        name: _days(given[name], name, least=1)
        for name in ("close_days", "reopen_days")
        if name in given
    }
    if "chase_days" in given:
        found["chase_days"] = [_days(one, "chase_days", least=1) for one in given["chase_days"]]
        if len(found["chase_days"]) > MOST_CHASES:
            raise _wrong("chase_days", f"At most {MOST_CHASES} times: more is nagging.")
    if "give_up_days" in given:
        days = given["give_up_days"]
        found["give_up_days"] = None if days is None else _days(days, "give_up_days", least=1)
    return found


def _days(value: Any, field: str, *, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LONGEST_DAYS:
        raise _wrong(field, f"A number of working days from {least} to {LONGEST_DAYS}.")
    return value


def _line(value: str, field: str, length: int) -> str:
    return one_line(value, field=field, max_length=length)


def _wrong(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: [words]})


PARTS: Mapping[str, Callable[[Any], Any]] = {
    "labels": labels,
    "rights": rights,
    "waits": waits,
    "windows": windows,
}
# What may differ by offering.
BY_OFFERING = frozenset({"rights", "windows"})
