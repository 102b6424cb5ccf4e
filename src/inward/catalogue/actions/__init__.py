"""Use cases of the catalogue: the only writers of its tables (imports of foreign logs beside)."""

from inward.catalogue.actions.approvals import set_approval_policy
from inward.catalogue.actions.favourites import set_favourite
from inward.catalogue.actions.offerings import (
    change_offering,
    create_offering,
    publish_form,
    retire_offering,
)
from inward.catalogue.actions.services import (
    change_service,
    create_service,
    retire_service,
    set_audience,
)
from inward.catalogue.actions.standards import create_standard, publish_standard

__all__ = [
    "change_offering",
    "change_service",
    "create_offering",
    "create_service",
    "create_standard",
    "publish_form",
    "publish_standard",
    "retire_offering",
    "retire_service",
    "set_approval_policy",
    "set_audience",
    "set_favourite",
]
