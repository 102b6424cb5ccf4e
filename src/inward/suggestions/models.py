"""Trained models with how good they are, and what they suggested for tickets."""

from django.db import models


class Target(models.TextChoices):
    """What is suggested."""

    OFFERING = "offering", "Offering"
    GROUP = "group", "Group"
    PRIORITY = "priority", "Priority"


class SuggestionModel(models.Model):
    """One training of one target. The weights lie in a file of the home, named by their hash.

    Shares of 1, measured on the last fifth of the history by a model that had not seen it.
    """

    target = models.CharField(max_length=10, choices=Target)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    trained = models.PositiveIntegerField()
    tested = models.PositiveIntegerField()
    labels = models.PositiveIntegerField()
    accuracy = models.FloatField()
    macro_f1 = models.FloatField()
    majority_accuracy = models.FloatField()
    majority_macro_f1 = models.FloatField()
    calibration = models.FloatField()
    confident = models.FloatField()
    confident_accuracy = models.FloatField()
    # Better than always naming the commonest; else nothing is suggested from it.
    useful = models.BooleanField()

    class Meta:
        indexes = [
            # The model in use: the newest of a target.
            models.Index(fields=["target", "-id"], name="suggestion_model_newest")
        ]


class Suggestion(models.Model):
    """What history suggests for a ticket, where it is something else than the ticket has."""

    # The unique constraint below is the index by ticket.
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    target = models.CharField(max_length=10, choices=Target)
    # The id of the offering or department, or the priority.
    label = models.CharField(max_length=20)
    confidence = models.FloatField()
    model = models.ForeignKey(
        "suggestions.SuggestionModel", on_delete=models.CASCADE, related_name="+"
    )
    made_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        "directory.Person", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "target"], name="suggestion_once_a_target")
        ]
