"""How long closed tickets keep what is said of people, and which have been anonymised."""

from django.db import models


class RetentionRule(models.Model):
    """After how many months closed tickets of a service lose which class of personal data.

    One rule a service, and one for all services without one of their own (``service`` NULL).
    """

    service = models.OneToOneField(
        "catalogue.Service", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # Months after closure; NULL: kept for ever.
    sensitive_months = models.PositiveSmallIntegerField(null=True, blank=True)
    personal_months = models.PositiveSmallIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Case(models.When(service__isnull=True, then=1)), name="retention_one_for_all"
            )
        ]


class Anonymised(models.Model):
    """Which class of personal data a ticket has lost, and when; the log says so too."""

    class Level(models.TextChoices):
        """What is gone. The second includes the first."""

        SENSITIVE = "sensitive", "Sensitive data"
        PERSONAL = "personal", "All that says who and what was said"

    ticket = models.OneToOneField(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="anonymised", primary_key=True
    )
    level = models.CharField(max_length=9, choices=Level)
    at = models.DateTimeField()
