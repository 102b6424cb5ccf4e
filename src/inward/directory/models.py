"""People, the department tree with its history, memberships and absences."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from inward.directory.folding import search_key


def _with_key(update_fields: Iterable[str] | None) -> Iterable[str] | None:
    """The columns to write: a changed name takes its search key along."""
    if update_fields is None or "name" not in update_fields:
        return update_fields
    return {*update_fields, "name_key"}


class PersonManager(BaseUserManager["Person"]):
    """Makes people; e-mail addresses are compared without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person who signs in with this address (stored in lower case by every action)."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Anyone in the organisation; the login too. Imported people have none (`may_sign_in`)."""

    class Employment(models.TextChoices):
        """How a person is tied to the organisation."""

        FULL_TIME = "full_time", "Full-time"
        PART_TIME = "part_time", "Part-time"
        TEMPORARY = "temporary", "Temporary"
        CONTRACTOR = "contractor", "Contractor"
        BOARD = "board", "Shareholder or board"

    class Position(models.TextChoices):
        """What a person is in the organisation."""

        EMPLOYEE = "employee", "Employee"
        MANAGER = "manager", "Manager or team leader"
        CONSULTANT = "consultant", "Internal consultant"
        EXECUTIVE = "executive", "Executive"
        HR = "hr", "HR professional"
        TRAINING = "training", "Training and development professional"
        PROJECT_MANAGER = "project_manager", "Project manager"

    name = models.CharField(max_length=200)
    # The name folded for searching (see `folding`); case and accents can make it longer.
    name_key = models.CharField(max_length=1200, default="", editable=False)
    # NULL for people who came with a log that knows no addresses.
    email = models.EmailField(max_length=254, unique=True, null=True, blank=True)
    employment = models.CharField(max_length=12, choices=Employment, default=Employment.FULL_TIME)
    position = models.CharField(max_length=16, choices=Position, default=Position.EMPLOYEE)
    manager = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    locale = models.CharField(max_length=16, default="en")
    is_administrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    may_sign_in = models.BooleanField(default=True)
    # Part of what a session is checked against: one more, and every session of the person is dead.
    session_epoch = models.PositiveIntegerField(default=0)
    # Identity in the system a person came from: ("log name", "Caller 2403"); empty for our own.
    source = models.CharField(max_length=100, default="", blank=True)
    external_id = models.CharField(max_length=300, default="", blank=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [
            # An import finds its people again.
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="person_external_identity",
            )
        ]
        indexes = [
            # Directory page and pickers: by name, keyset.
            models.Index(fields=["name_key", "id"], name="person_by_name")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the search key with the name."""
        self.name_key = search_key(self.name)
        options["update_fields"] = _with_key(options.get("update_fields"))
        super().save(*args, **options)

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session must carry to stay valid: password and session epoch."""
        hashed: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        return f"{hashed}.{self.session_epoch}"

    def get_short_name(self) -> str:
        """The first word of the name, for greetings."""
        return self.name.split()[0] if self.name.split() else self.name

    @property
    def initials(self) -> str:
        """Up to two letters for the avatar."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words))[
            :2
        ]

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002  # Django's signature
        """Django's permissions are not used: `policies` of each slice decide."""
        return False


class Department(models.Model):
    """A node of the tree: division, department, team or process; its past: DepartmentState."""

    class Kind(models.TextChoices):
        """What kind of node this is."""

        DIVISION = "division", "Division"
        DEPARTMENT = "department", "Department"
        TEAM = "team", "Team"
        PROCESS = "process", "Process"

    name = models.CharField(max_length=200)
    # The name folded for searching (see `folding`).
    name_key = models.CharField(max_length=1200, default="", editable=False)
    # Prefix of ticket keys: IT-1042. Upper-case letters and digits.
    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.DEPARTMENT)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    # Materialised ids of the ancestors and itself, '/1/4/': subtree reads are one prefix match.
    path = models.CharField(max_length=500, default="", db_index=True)
    head = models.ForeignKey(
        "directory.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="heads"
    )
    # Who answers for its money; empty: the nearest above it, else its head.
    budget_owner = models.ForeignKey(
        "directory.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    calendar = models.ForeignKey(
        "calendars.Calendar", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    purpose = models.TextField(default="", blank=True)
    contact = models.CharField(max_length=300, default="", blank=True)
    cost_centre = models.CharField(max_length=50, default="", blank=True)
    source = models.CharField(max_length=100, default="", blank=True)
    external_id = models.CharField(max_length=300, default="", blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="department_external_identity",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="department_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the search key with the name."""
        self.name_key = search_key(self.name)
        options["update_fields"] = _with_key(options.get("update_fields"))
        super().save(*args, **options)


class DepartmentState(models.Model):
    """What a department was from `since` on: a reorganisation never rewrites old figures."""

    department = models.ForeignKey(
        "directory.Department", on_delete=models.CASCADE, related_name="states"
    )
    since = models.DateTimeField()
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, null=True, related_name="+"
    )
    head = models.ForeignKey(
        "directory.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "since"], name="department_state_at")
        ]


class Membership(models.Model):
    """A person in a department, in a role, from a day to a day (end excluded; open if empty)."""

    class Role(models.TextChoices):
        """What a person does in a department. Agents, leads and heads serve; members ask."""

        MEMBER = "member", "Member"
        AGENT = "agent", "Agent"
        LEAD = "lead", "Lead"
        HEAD = "head", "Head"

    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="memberships"
    )
    department = models.ForeignKey(
        "directory.Department", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    # The department a person asks for when they ask; exactly one open membership is primary.
    is_primary = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_primary=True, until__isnull=True),
                name="membership_one_primary",
            ),
            models.UniqueConstraint(
                fields=["person", "department", "role"],
                condition=Q(until__isnull=True),
                name="membership_once_open",
            ),
        ]
        indexes = [
            # Who serves in a department (queue, assignment, visible_to).
            models.Index(fields=["department", "role"], name="membership_by_department")
        ]


class Absence(models.Model):
    """A person away from `since` until `until`: all that routing, approvals, escalation read."""

    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="absences"
    )
    since = models.DateTimeField()
    until = models.DateTimeField()
    substitute = models.ForeignKey(
        "directory.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="absence_has_length")
        ]
        indexes = [models.Index(fields=["person", "until"], name="absence_of_person")]
