"""What is asked for again and again."""

from django.db import models
from django.db.models import Q


class RecurringTicket(models.Model):
    """A request that is submitted anew by rule, in the name of who set it up."""

    requester = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        "directory.Department", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    offering = models.ForeignKey(
        "catalogue.Offering", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    title = models.CharField(max_length=300, default="", blank=True)
    text = models.TextField(default="", blank=True)
    answers = models.JSONField(default=dict, blank=True)
    urgency = models.PositiveSmallIntegerField(default=3)
    # `recurrence.Rule`, by name of its fields.
    rule = models.JSONField()
    first_on = models.DateField()
    # When it is due next; NULL: ended, or stopped since it failed.
    next_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # Why it was stopped: the offering is gone, a question was added.
    trouble = models.CharField(max_length=500, default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            # The periodic task that submits what is due.
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="recurring_due"
            ),
            # What I have recurring.
            models.Index(fields=["requester", "id"], name="recurring_of_person"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.offering)
