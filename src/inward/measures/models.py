"""Results of the measures, written by the refresh and read by pages. Disposable: see analytics."""

from django.db import models


class Figure(models.Model):
    """One KPI of one group of one cut.

    ``cut`` names the dimensions that are set (`inward.measures.queries.CUTS`); the others are NULL.
    ``n``: tickets the value rests on; people's answers stand here only if released.
    """

    cut = models.CharField(max_length=20)
    kpi = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    n = models.PositiveIntegerField(default=0)
    supplier = models.ForeignKey(
        "directory.Department",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
    )
    customer = models.ForeignKey(
        "directory.Department",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
    )
    service = models.ForeignKey(
        "catalogue.Service", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=120, null=True)
    priority = models.PositiveSmallIntegerField(null=True)
    # First day of the month or of the ISO week.
    period = models.DateField(null=True)

    class Meta:
        indexes = [
            # One cut, or one department of it: home, scorecards, matrix margins.
            models.Index(fields=["cut", "supplier", "kpi"], name="figure_of_supplier"),
            models.Index(fields=["cut", "customer", "kpi"], name="figure_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.cut} {self.kpi}"


class FlowFigure(models.Model):
    """Tickets submitted and done in one period, and open at its end; all, or of one supplier."""

    unit = models.CharField(max_length=5)
    period = models.DateField()
    supplier = models.ForeignKey(
        "directory.Department",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
    )
    submitted = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    backlog = models.IntegerField()

    class Meta:
        # The chart of throughput and backlog, of all or of a department.
        indexes = [models.Index(fields=["unit", "supplier", "period"], name="flow_of_supplier")]

    def __str__(self) -> str:
        return f"{self.unit} {self.period}"
