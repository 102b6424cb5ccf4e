"""Results of the network, written by the refresh and read by pages. Disposable: see analytics."""

from django.db import models


def _department(*, null: bool = False) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        "directory.Department",
        on_delete=models.CASCADE,
        null=null,
        related_name="+",
        db_index=False,
    )


class RelationFigure(models.Model):
    """One supplier → customer with its figures (meanings: `inward.network.relations.Relation`).

    ``act_rank``: its place among the relations to act on, from 1; ``reasons``: why.
    """

    supplier = _department(null=True)
    customer = _department(null=True)
    tickets = models.PositiveIntegerField()
    kept_n = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    resolve_n = models.PositiveIntegerField()
    resolve_median = models.FloatField(null=True)
    resolve_p85 = models.FloatField(null=True)
    handoffs = models.PositiveIntegerField()
    ping_pong = models.PositiveIntegerField()
    reopened = models.PositiveIntegerField()
    backlog = models.PositiveIntegerField()
    silent = models.PositiveIntegerField()
    slow = models.PositiveIntegerField()
    elapsed_minutes = models.FloatField()
    # Released only: 0 and NULL where fewer than five ratings may be told.
    score_n = models.PositiveIntegerField()
    score_mean = models.FloatField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    tickets_recent = models.PositiveIntegerField()
    kept_n_recent = models.PositiveIntegerField()
    kept_recent = models.PositiveIntegerField()
    strength = models.FloatField()
    # `Closeness` and `Stage` as they are.
    closeness = models.JSONField(null=True)
    stage = models.JSONField(null=True)
    # Month ('2026-10') → tickets, promises decided, promises kept.
    months = models.JSONField(default=dict)
    act_rank = models.PositiveSmallIntegerField(null=True)
    reasons = models.JSONField(default=list)

    class Meta:
        indexes = [
            # The relation page and the matrix; the scorecard as customer.
            models.Index(fields=["supplier", "customer"], name="relation_of_supplier"),
            models.Index(fields=["customer", "supplier"], name="relation_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} → {self.customer_id}"


class HandoffFigure(models.Model):
    """Hand-offs from one department to another; returned: those that undo the one before."""

    from_department = _department()
    to_department = _department()
    handoffs = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    tickets = models.PositiveIntegerField()
    # Promises of the tickets that took this path: decided, and kept.
    kept_n = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.from_department_id} → {self.to_department_id}"


class StageFigure(models.Model):
    """Time in which the ball lay in one place, in the tickets of one supplier or (NULL) of all."""

    supplier = _department(null=True)
    party_kind = models.CharField(max_length=12)
    department = _department(null=True)
    reason = models.CharField(max_length=300, null=True)
    minutes = models.FloatField()
    tickets = models.PositiveIntegerField()

    class Meta:
        # The scorecard's 'where the ball lies'.
        indexes = [models.Index(fields=["supplier", "-minutes"], name="stage_of_supplier")]

    def __str__(self) -> str:
        return f"{self.party_kind} in tickets of {self.supplier_id}"


class DepartmentPlace(models.Model):
    """Where a department stands in the matrix, as customer (row) and supplier (column), so that
    clusters show; NULL: it is not there on that side."""

    department = models.OneToOneField(
        "directory.Department", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    row = models.PositiveIntegerField(null=True)
    column = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.department_id}: row {self.row}, column {self.column}"


class NetworkFigure(models.Model):
    """A figure of the whole network under its name: silos, circles."""

    name = models.CharField(max_length=40, primary_key=True)
    data = models.JSONField()

    def __str__(self) -> str:
        return self.name
