"""Use cases of the catalogue: the only writers of its tables (imports of foreign logs beside)."""

from inward.catalogue.actions.approvals import set_approval_policy
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

__all__ = [
    "change_offering",
    "change_service",
    "create_offering",
    "create_service",
    "publish_form",
    "retire_offering",
    "retire_service",
    "set_approval_policy",
    "set_audience",
]
