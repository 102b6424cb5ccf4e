"""Ratings of tickets by both sides."""

from django.db import models
from django.db.models import Q


class Rating(models.Model):
    """One side's view of one ticket; made (unanswered) at closure, answered at most once.

    Scores run from 1 (poor) to 5 (very good); NULL: not answered. The customer answers outcome,
    effort, speed, communication and whether a refusal was explained; the supplier answers how it
    was asked: complete, in time, reachable, urgency realistic. Nothing is preselected.
    """

    class Side(models.TextChoices):
        """Who rates."""

        CUSTOMER = "customer", "The customer rates the service"
        SUPPLIER = "supplier", "The supplier rates what it was asked"

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="ratings")
    side = models.CharField(max_length=8, choices=Side)
    # Who was asked. For the supplier's side: the assignee at resolution.
    author = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # When the window ends; the seal breaks then, or when both answered.
    window_ends = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.PositiveSmallIntegerField(null=True, blank=True)
    effort = models.PositiveSmallIntegerField(null=True, blank=True)
    speed = models.PositiveSmallIntegerField(null=True, blank=True)
    communication = models.PositiveSmallIntegerField(null=True, blank=True)
    got_what_was_asked = models.BooleanField(null=True, blank=True)
    reason_explained = models.BooleanField(null=True, blank=True)
    complete = models.PositiveSmallIntegerField(null=True, blank=True)
    in_time = models.PositiveSmallIntegerField(null=True, blank=True)
    reachable = models.PositiveSmallIntegerField(null=True, blank=True)
    urgency_realistic = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(default="", blank=True)
    # The author lets the service owner read comment and outcome.
    share_with_owner = models.BooleanField(default=False)
    # The ticket was declined on policy: counts for explanation and courtesy, never for the score.
    policy_refusal = models.BooleanField(default=False)
    supplier = models.ForeignKey("directory.Department", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("directory.Department", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(
        "catalogue.Service", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "side"], name="rating_once_a_side"),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | Q(outcome__range=(1, 5)),
                name="rating_outcome_range",
            ),
        ]
        indexes = [
            # Ratings still to give (home page).
            models.Index(
                fields=["author", "window_ends"],
                condition=Q(answered_at__isnull=True),
                name="rating_to_give",
            ),
            # Satisfaction of a relation.
            models.Index(fields=["supplier", "customer", "answered_at"], name="rating_relation"),
        ]
