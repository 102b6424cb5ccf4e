"""What a list of tickets can show beside key and title: the names of its columns."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: Mapping[str, str | Promise] = {
    "ball": _("Ball"),
    "slack": _("Least slack"),
    "assignee": _("Assignee"),
    "priority": _("Priority"),
    "state": _("State"),
    "requester": _("Asked by"),
    "customer": _("Customer"),
    "supplier": _("Supplier"),
    "service": _("Service"),
    "offering": _("Asked for"),
    "asked": _("Asked"),
    "due": _("Due"),
    "changed": _("Changed"),
    "tags": _("Tags"),
}
USUAL = ("ball", "slack")


def known_columns(names: Iterable[str]) -> list[str]:
    """Those that there are, each once, in the order of `COLUMNS`."""
    wanted = set(names)
    return [name for name in COLUMNS if name in wanted]
