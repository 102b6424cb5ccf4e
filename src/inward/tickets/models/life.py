"""How departments work their tickets: a document each, and the organisation's. Flags of tickets."""

from django.db import models
from django.db.models import Q

# Of a ticket: what the timers look for, and the few that are flagged among many.
FLAG_INDEXES = (
    # The periodic task that asks again whom one waits for.
    models.Index(
        fields=["next_chase_at"], condition=Q(next_chase_at__isnull=False), name="ticket_to_chase"
    ),
    # The periodic task that finds what is late and not yet called so.
    models.Index(
        fields=["next_due"],
        condition=Q(next_due__isnull=False, is_overdue=False),
        name="ticket_to_flag",
    ),
    # Lists by flag; and the task that takes 'overdue' back.
    models.Index(fields=["supplier", "-id"], condition=Q(is_major=True), name="ticket_major"),
    models.Index(
        fields=["supplier", "next_due"], condition=Q(is_overdue=True), name="ticket_overdue"
    ),
    models.Index(
        fields=["supplier", "-id"], condition=Q(is_escalated=True), name="ticket_escalated"
    ),
)


class Desk(models.Model):
    """Labels, rights, reasons of waits and windows of one department, or of all (`for_all`).

    One row a department, so that whatever reads a ticket with its supplier reads this along.
    """

    department = models.OneToOneField(
        "directory.Department", on_delete=models.CASCADE, null=True, blank=True, related_name="desk"
    )
    for_all = models.BooleanField(default=False)
    # What is said here (see `tickets.desk`), and a copy of what the organisation says for all.
    own = models.JSONField(default=dict, blank=True)
    shared = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            # The organisation's own is one.
            models.UniqueConstraint(
                fields=["for_all"], condition=Q(for_all=True), name="desk_for_all_once"
            )
        ]

    def __str__(self) -> str:
        return f"desk of {self.department or 'all'}"
