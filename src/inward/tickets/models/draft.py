"""What is being typed."""

from django.db import models


class Draft(models.Model):
    """What somebody is typing, kept on the server: in a ticket (reply, note) or a form."""

    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # Such as ticket:12:reply or offering:4.
    place = models.CharField(max_length=80)
    content = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "place"], name="draft_once_a_place")
        ]
