"""Routing: the rules of a department, version by version; turns, skills and limits."""

from django.db import models
from django.db.models import Q


class RoutingSet(models.Model):
    """The rules and settings of a department from one publication on; immutable.

    ``rules``: list of `routing.rules.Rule.to_json`; ``settings``: `routing.rules.Settings.to_json`.
    """

    # The unique constraint below is the index by department.
    department = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField()
    rules = models.JSONField(default=list)
    settings = models.JSONField(default=dict)
    published_by = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "number"], name="routing_set_number")
        ]


class RoutingPlan(models.Model):
    """What somebody prepares: rules that are not in force yet, kept on the server.

    ``base``: the number of the set it began from (0: none).
    """

    department = models.ForeignKey(
        "directory.Department", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    base = models.PositiveIntegerField(default=0)
    rules = models.JSONField(default=list)
    settings = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "person"], name="routing_plan_once")
        ]


class RoutingTurn(models.Model):
    """Whose turn it was last in a department: the row that two routings at once wait for."""

    department = models.OneToOneField(
        "directory.Department", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    # The person's id; kept when the person leaves, so that the next one stays the next.
    last = models.BigIntegerField(default=0)


class Skill(models.Model):
    """Something the people of a department can do, more or less."""

    department = models.ForeignKey(
        "directory.Department", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "name"], name="skill_name_in_department")
        ]

    def __str__(self) -> str:
        return self.name


class PersonSkill(models.Model):
    """How well a person can do something: 1 a little, 2 well, 3 best of all."""

    skill = models.ForeignKey(
        "tickets.Skill", on_delete=models.CASCADE, related_name="levels", db_index=False
    )
    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["skill", "person"], name="person_skill_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=3), name="person_skill_level"
            ),
        ]


class WorkLimit(models.Model):
    """How much a person takes in a department: at most so many open tickets, which share of full.

    ``most`` NULL: as the department says; 0: nothing by routing.
    """

    department = models.ForeignKey(
        "directory.Department", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    most = models.PositiveIntegerField(null=True, blank=True)
    # Percent of a full-time share.
    share = models.PositiveSmallIntegerField(default=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "person"], name="work_limit_once"),
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=100), name="work_limit_share"
            ),
        ]
