"""Around the conversation: who is here, words kept ready, series of steps, tags."""

from django.db import models
from django.db.models import Q

_NOT_BOTH = Q(owner__isnull=True) | Q(department__isnull=True)


class TicketPresence(models.Model):
    """Somebody has a ticket open, or writes on it; stale after a minute and then cleared away."""

    class Side(models.TextChoices):
        """Whose company one is in: the sides do not see each other."""

        CUSTOMER = "customer", "Customer"
        SUPPLIER = "supplier", "Supplier"

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    side = models.CharField(max_length=8, choices=Side)
    # What they write: reply, note, answer …; empty: they look.
    writes = models.CharField(max_length=20, default="", blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="presence_once_a_ticket")
        ]
        indexes = [
            # The task that clears away who has gone.
            models.Index(fields=["seen_at"], name="presence_by_age")
        ]


class Shared(models.Model):
    """Whose something is: one person's (``owner``), a department's, or, with neither, everybody's.

    A department's is used by all who serve in it or below it.
    """

    owner = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        "directory.Department", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=100)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class CannedReply(Shared):
    """Words kept ready, with variables such as {{ requester.first_name }}."""

    text = models.TextField()
    # Folded words of name and text, for the picker.
    search_key = models.TextField(default="", editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_NOT_BOTH, name="canned_reply_of_one"),
        ]


class Macro(Shared):
    """A named list of steps that are done to a ticket at once."""

    # What `inward.tickets.macros.steps_of` reads; checked when saved.
    steps = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_NOT_BOTH, name="macro_of_one"),
        ]


class Tag(models.Model):
    """A word a department sorts its tickets by: its vocabulary, which grows by use."""

    department = models.ForeignKey(
        "directory.Department", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # As first typed, and folded: 'VPN' and 'vpn' are one tag.
    name = models.CharField(max_length=40)
    key = models.CharField(max_length=160)

    class Meta:
        constraints = [
            # Also the index of the suggestions: those of a department by how they begin.
            models.UniqueConstraint(fields=["department", "key"], name="tag_once_a_department")
        ]


class TicketTag(models.Model):
    """A tag a ticket has now: a cache of its log, for lists and search."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="tags", db_index=False
    )
    name = models.CharField(max_length=40)
    key = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "key"], name="ticket_tag_once")]
        indexes = [
            # Tickets of a tag, newest first: lists and search.
            models.Index(fields=["key", "-ticket"], name="ticket_by_tag")
        ]
