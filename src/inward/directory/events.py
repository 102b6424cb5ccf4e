"""What happened in the directory: ids and primitives, past tense."""

from dataclasses import dataclass
from datetime import datetime

from inward.kernel.events import Event


@dataclass(frozen=True)
class PersonCreated(Event):
    """Somebody joined the directory."""

    person_id: int
    at: datetime


@dataclass(frozen=True)
class PersonChanged(Event):
    """What is known of a person changed; `fields` names what (never the values)."""

    person_id: int
    fields: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class PersonInvited(Event):
    """A person may sign in from now on and is to be sent a link to choose a password."""

    person_id: int
    at: datetime


@dataclass(frozen=True)
class PasswordSet(Event):
    """A person's password is another one now; all their sessions ended."""

    person_id: int
    at: datetime


@dataclass(frozen=True)
class PersonDeactivated(Event):
    """A person left: no sign-in, no session, no open membership any more."""

    person_id: int
    at: datetime


@dataclass(frozen=True)
class PersonReactivated(Event):
    """A person who had left is back (without the old memberships)."""

    person_id: int
    at: datetime


@dataclass(frozen=True)
class AdministratorSet(Event):
    """A person became an administrator, or is none any more."""

    person_id: int
    is_administrator: bool
    at: datetime


@dataclass(frozen=True)
class DepartmentCreated(Event):
    """A department exists."""

    department_id: int
    at: datetime


@dataclass(frozen=True)
class DepartmentChanged(Event):
    """Purpose, contact, kind, cost centre or calendar changed; `fields` names what."""

    department_id: int
    fields: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class DepartmentRenamed(Event):
    """A department has another name."""

    department_id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class DepartmentMoved(Event):
    """A department (with all below it) hangs below another one, or none."""

    department_id: int
    parent_id: int | None
    at: datetime


@dataclass(frozen=True)
class DepartmentHeadSet(Event):
    """A department has another head, or none."""

    department_id: int
    head_id: int | None
    at: datetime


@dataclass(frozen=True)
class DepartmentClosed(Event):
    """A department exists no more; its past stays."""

    department_id: int
    at: datetime


@dataclass(frozen=True)
class MembershipAdded(Event):
    """A person belongs to a department in a role."""

    membership_id: int
    person_id: int
    department_id: int
    role: str
    at: datetime


@dataclass(frozen=True)
class MembershipChanged(Event):
    """A person's role in a department, or which department is their primary one, changed."""

    membership_id: int
    person_id: int
    department_id: int
    role: str
    at: datetime


@dataclass(frozen=True)
class MembershipEnded(Event):
    """A person belongs to a department no more."""

    membership_id: int
    person_id: int
    department_id: int
    at: datetime


@dataclass(frozen=True)
class AbsenceRecorded(Event):
    """A person is or will be away."""

    absence_id: int
    person_id: int
    since: datetime
    until: datetime
    at: datetime


@dataclass(frozen=True)
class AbsenceCancelled(Event):
    """A person is not away after all, or back earlier."""

    absence_id: int
    person_id: int
    at: datetime
