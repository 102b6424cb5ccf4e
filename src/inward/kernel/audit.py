"""The audit: who did what to which thing, append-only, chained so that tampering shows.

Each entry's digest covers its content and the digest before it; one head row names the last entry
and serialises writers. A trigger refuses UPDATE and DELETE (`inward.kernel.seals`). Whoever owns
the database can still rewrite the whole chain: note the head's digest elsewhere to prove an
earlier one.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from inward.kernel import crashpoints
from inward.kernel.models import AuditEntry, AuditHead


@transaction.atomic
def record(
    *,
    actor_id: int | None,
    action: str,
    subject: str,
    subject_id: int | str,
    detail: Mapping[str, Any],
    at: datetime,
) -> AuditEntry:
    """Append one entry in the caller's transaction. `actor_id` None: the system itself.

    Record late in an action: writers wait for each other from here to the commit. Raises TypeError
    for a `detail` that is not JSON values.
    """
    head = _locked_head()
    entry = AuditEntry(
        ordinal=head.ordinal + 1,
        at=at,
        actor_id=actor_id,
        action=action,
        subject=subject,
        subject_id=str(subject_id),
        detail=json.dumps(dict(detail), sort_keys=True, separators=(",", ":"), allow_nan=False),
        previous=head.digest,
    )
    entry.digest = digest(entry)
    AuditEntry.objects.bulk_create([entry])
    head.ordinal, head.digest = entry.ordinal, entry.digest
    head.save(update_fields=["ordinal", "digest"])
    crashpoints.reach("audit.written")
    return entry


def digest(entry: AuditEntry) -> str:
    """SHA-256 over all that the entry says and the digest before it, in hexadecimal."""
    said = [
        entry.ordinal,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.action,
        entry.subject,
        entry.subject_id,
        entry.detail,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def verify() -> list[str]:
    """What is wrong with the chain, in words; empty when it is whole. Cost: reads every entry."""
    wrong: list[str] = []
    expected, previous = 1, ""
    for entry in _entries():
        wrong.extend(_faults(entry, expected, previous))
        expected, previous = entry.ordinal + 1, entry.digest
    head = AuditHead.objects.filter(pk=1).first()
    last = (head.ordinal, head.digest) if head is not None else (0, "")
    if last != (expected - 1, previous):
        wrong.append(f"the head names entry {last[0]}, the last one found is {expected - 1}")
    return wrong


def _entries() -> Iterator[AuditEntry]:
    return AuditEntry.objects.order_by("ordinal").iterator(chunk_size=2000)


def _faults(entry: AuditEntry, expected: int, previous: str) -> Iterator[str]:
    if entry.ordinal != expected:
        yield f"entry {expected} is missing before entry {entry.ordinal}"
    elif entry.previous != previous:
        yield f"entry {entry.ordinal} does not follow the one before it"
    if digest(entry) != entry.digest:
        yield f"entry {entry.ordinal} was changed after it was written"


def _locked_head() -> AuditHead:
    head = AuditHead.objects.select_for_update().filter(pk=1).first()
    if head is None:  # the migration makes it; a flushed test database lacks it
        AuditHead.objects.bulk_create([AuditHead()], ignore_conflicts=True)
        head = AuditHead.objects.select_for_update().get(pk=1)
    return head
