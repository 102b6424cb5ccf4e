"""Services as plain rows for the analysis."""

from collections.abc import Iterator

from inward.catalogue.models import Service

CHUNK = 5000

ServiceRow = tuple[int, str]


def service_rows() -> Iterator[list[ServiceRow]]:
    """(id, name) of every service, retired ones included, in chunks by id."""
    after = 0
    rows = Service.objects.order_by("pk").values_list("pk", "name")
    while chunk := list(rows.filter(pk__gt=after)[:CHUNK]):
        yield chunk
        after = chunk[-1][0]
