"""Create once: a client that never heard the answer sends again and gets the first result.

More than a quarter of crashes leave a commit the client never heard of, so every create carries a
key (API: header ``Idempotency-Key``; pages: a hidden field), stored with its result in the same
transaction as what it made.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from inward.kernel.clock import now
from inward.kernel.errors import Conflict, Invalid
from inward.kernel.models import IdempotencyKey

T = TypeVar("T")

_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@transaction.atomic
def once(
    *,
    key: str | None,
    actor_id: int | None,
    scope: str,
    body: Mapping[str, Any],
    do: Callable[[], T],
    to_json: Callable[[T], Any],
    from_json: Callable[[Any], T],
) -> T:
    """Do it, or give the result of having done it under this key before; one transaction.

    Without a key it is simply done. What `do` refuses is not kept: the key stays free. Raises
    Conflict when the key came with another body before, Invalid for a malformed key. Two callers
    with one key at a time wait for each other.
    """
    if key is None:
        return do()
    row = _row(key, actor_id, scope, _digest(body))
    if row.done:
        return from_json(row.result)
    result = do()
    row.result, row.done = to_json(result), True
    row.save(update_fields=["result", "done"])
    return result


def _row(key: str, actor_id: int | None, scope: str, body: str) -> IdempotencyKey:
    """This key's row, locked; new (not done) when it never came before."""
    if not _KEY.fullmatch(key):
        raise Invalid("An idempotency key is 1 to 200 visible ASCII characters.")
    mine = {"actor_id": actor_id or 0, "scope": scope, "key": key}
    fresh = IdempotencyKey(**mine, body=body, created_at=now())
    fresh.pk = _inserted(fresh)
    if fresh.pk is not None:
        return fresh
    row = IdempotencyKey.objects.select_for_update().get(**mine)
    if row.body != body:
        raise Conflict("This idempotency key was used before with other content.")
    return row


def _inserted(row: IdempotencyKey) -> int | None:
    """The id of the new row; None where that key came before. One statement.

    ON CONFLICT DO NOTHING waits for a transaction that is just inserting the same key. The ORM
    would not say whether it inserted.
    """
    at = connection.ops.adapt_datetimefield_value(row.created_at)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_idempotencykey (actor_id, scope, key, body, done, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
            [row.actor_id, row.scope, row.key, row.body, False, at],
        )
        found = cursor.fetchone()
    row._state.adding = False
    return int(found[0]) if found else None


def _digest(body: Mapping[str, Any]) -> str:
    text = json.dumps(dict(body), sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()
