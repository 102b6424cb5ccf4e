"""What of the queue is shown: read from the address and written into it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from inward.directory.models import Department
from inward.kernel.errors import NotFound
from inward.tickets.queries import View

MOST_TYPED = 200


@dataclass(frozen=True)
class Shown:
    """A cut of the queue. ``department``: one of those served, or None for all of them.

    ``chosen``: key of the ticket that stands beside the list.
    """

    view: View = View.NEXT
    department: Department | None = None
    typed: str = ""
    after: str | None = None
    chosen: str = ""

    @property
    def ids(self) -> list[int] | None:
        """Departments to narrow to."""
        return [self.department.pk] if self.department else None

    def query(self, **changed: Any) -> str:
        """The address of this cut with some of it changed; always from the first page on."""
        other = replace(self, **{"after": None, "chosen": "", **changed})
        given = {
            "view": "" if other.view is View.NEXT else other.view.value,
            "department": other.department.code if other.department else "",
            "q": other.typed,
            "after": other.after or "",
            "ticket": other.chosen,
        }
        return "?" + urlencode({name: value for name, value in given.items() if value})


def shown(given: Mapping[str, Any], served: Sequence[Department]) -> Shown:
    """The cut an address names. Raises NotFound for a view or a department that is none."""
    try:
        view = View(given.get("view") or View.NEXT)
    except ValueError:
        raise NotFound("There is no such view.") from None
    return Shown(
        view=view,
        department=_department(given.get("department", ""), served),
        typed=given.get("q", "").strip()[:MOST_TYPED],
        after=given.get("after") or None,
        chosen=given.get("ticket", "")[:120],
    )


def _department(code: str, served: Sequence[Department]) -> Department | None:
    if not code:
        return None
    found = next((one for one in served if one.code == code), None)
    if found is None:
        raise NotFound("You do not work for such a department.")
    return found
