"""How people keep the queue: views saved under a name, and what each likes to see."""

from django.db import models
from django.db.models import Q

from inward.tickets.models.conversation import Shared


class SavedView(Shared):
    """A cut of the queue under a name: one person's, a department's or everybody's."""

    # The built-in view it narrows, the filter as one would type it, and how it is sorted.
    base = models.CharField(max_length=16)
    text = models.CharField(max_length=1200, default="", blank=True)
    order = models.CharField(max_length=12, default="", blank=True)
    # Names of columns; empty: those of whoever looks.
    columns = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(department__isnull=True),
                name="saved_view_of_one",
            ),
        ]


class ServeTaste(models.Model):
    """What one person likes the queue to look like."""

    person = models.OneToOneField(
        "directory.Person", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    columns = models.JSONField(default=list, blank=True)
    # Whether the ticket stands beside the list on wide screens.
    beside = models.BooleanField(default=True)
    # What Serve opens with; neither: Next best.
    opens = models.ForeignKey(
        "tickets.SavedView", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opens_base = models.CharField(max_length=16, default="", blank=True)
