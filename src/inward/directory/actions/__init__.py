"""Use cases of the directory: the only writers of its tables (imports of foreign logs beside)."""

from inward.directory.actions.absences import cancel_absence, record_absence
from inward.directory.actions.departments import (
    change_department,
    close_department,
    create_department,
    move_department,
    rename_department,
    set_head,
)
from inward.directory.actions.memberships import (
    add_membership,
    change_role,
    end_membership,
    make_primary,
)
from inward.directory.actions.people import (
    change_person,
    create_person,
    deactivate_person,
    reactivate_person,
    set_administrator,
)
from inward.directory.actions.sign_in import create_first_administrator, invite_person, set_password

__all__ = [
    "add_membership",
    "cancel_absence",
    "change_department",
    "change_person",
    "change_role",
    "close_department",
    "create_department",
    "create_first_administrator",
    "create_person",
    "deactivate_person",
    "end_membership",
    "invite_person",
    "make_primary",
    "move_department",
    "reactivate_person",
    "record_absence",
    "rename_department",
    "set_administrator",
    "set_head",
    "set_password",
]
