"""What people were told."""

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One thing one person was told, until they have seen it."""

    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # What kind of news: approval, mention, reply … (see the guide); people may mute kinds.
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=300)
    text = models.TextField(default="", blank=True)
    # The page it is about, without the host: /tickets/IT-7/
    path = models.CharField(max_length=300, default="", blank=True)
    # Names an address that is this person's alone: made when the mail is sent, never stored.
    personal = models.CharField(max_length=60, default="", blank=True)
    # The same person is told the same thing once: for handlers that run twice.
    once = models.CharField(max_length=120, null=True, blank=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "once"], name="notice_once"),
        ]
        indexes = [
            # What a person has not seen yet, newest first: Home and the bell.
            models.Index(
                fields=["person", "-id"], condition=Q(seen_at__isnull=True), name="notice_unseen"
            ),
            # All a person was told, newest first.
            models.Index(fields=["person", "-id"], name="notice_of_person"),
        ]

    def __str__(self) -> str:
        return self.subject
