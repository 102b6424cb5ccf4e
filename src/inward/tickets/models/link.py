"""How tickets hang together: a cache of what their logs say, for the other direction."""

from django.db import models


class LinkKind(models.TextChoices):
    """What one ticket is to another, read from the one to the other."""

    RELATES = "relates", "Relates to"
    DUPLICATES = "duplicates", "Duplicates"
    CAUSED_BY = "caused_by", "Caused by"
    BLOCKS = "blocks", "Blocks"
    CHILD_OF = "child_of", "Child of"
    FOLLOW_UP_OF = "follow_up_of", "Follow-up of"


class TicketLink(models.Model):
    """One ticket is something to another. Both logs say so; parts stand in `Ticket.part_of`."""

    # Read by the constraint's index: what this ticket is to others.
    source = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="links_out", db_index=False
    )
    kind = models.CharField(max_length=12, choices=LinkKind)
    target = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="links_in", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "target"], name="ticket_link_once"),
        ]
        indexes = [
            # What blocks a ticket, what it caused, what repeats it.
            models.Index(fields=["target", "kind"], name="ticket_link_reverse"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
