"""Services of a foreign log: get or create in bulk, with side effects off (no event, no audit).

Nothing can be asked of them: they have no offering. Repeating an import changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction

from inward.catalogue.models import Service
from inward.directory.folding import search_key
from inward.directory.foreign import identity_of, shown_name

T = TypeVar("T")
# Rows a statement: below the number of parameters that any SQLite takes.
CHUNK = 400


@transaction.atomic
def services_of_source(
    source: str, supplier_of: Mapping[str, int], *, now: datetime
) -> dict[str, int]:
    """The id of each service name (as given) among those of this source; new ones are created.

    `supplier_of` gives each name the id of the department that supplies it; known services keep
    theirs. Cost: two statements per 400 names when all are known, three when all are new.
    """
    wanted = {name: identity_of(name) for name in supplier_of}
    known = _known(source, wanted.values())
    missing = {identity: name for name, identity in wanted.items() if identity not in known}
    services = (
        _service(source, identity, name, supplier_of[name], now)
        for identity, name in missing.items()
    )
    for chunk in _chunks(services):
        Service.objects.bulk_create(chunk, ignore_conflicts=True)
    known |= _known(source, missing)
    return {name: known[identity] for name, identity in wanted.items()}


def _service(source: str, identity: str, name: str, supplier_id: int, now: datetime) -> Service:
    shown = shown_name(name)
    return Service(
        name=shown,
        search_key=search_key(shown),
        supplier_id=supplier_id,
        source=source,
        external_id=identity,
        created_at=now,
    )


def _known(source: str, identities: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in _chunks(dict.fromkeys(identities)):
        rows = Service.objects.filter(source=source, external_id__in=chunk)
        found.update(rows.values_list("external_id", "pk"))
    return found


def _chunks(things: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(things)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
