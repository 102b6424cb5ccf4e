"""Who is or was asked to approve a ticket, and the links by which they decide from a mail."""

from django.db import models
from django.db.models import Q


class TicketApprover(models.Model):
    """Somebody who is or was asked to approve a ticket: they may see it. A cache of its log."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="approvers", db_index=False
    )
    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # Their decision, or that of whom they stand in for, is awaited now.
    is_asked = models.BooleanField(default=False)
    # When they are reminded next; NULL: never again.
    remind_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Also read by who may see a ticket.
            models.UniqueConstraint(fields=["ticket", "person"], name="approver_once")
        ]
        indexes = [
            # What waits for a person's decision (Home).
            models.Index(
                fields=["person", "ticket"], condition=Q(is_asked=True), name="approver_asked"
            ),
            # Whom the periodic task reminds.
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="approver_remind"
            ),
        ]


class DecisionLink(models.Model):
    """A link by which one person decides one stage of one ticket, as it was asked, once.

    The token itself is nowhere stored: it is made of the row and the secret key when the mail is
    sent; here stands its hash.
    """

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    round = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField()
    # What was asked about: another content, and the link is void.
    content = models.CharField(max_length=64)
    nonce = models.CharField(max_length=32)
    # How the door finds the row.
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "person", "round", "stage"], name="decision_link_once"
            )
        ]
