"""How fresh the results are: one row a kind of refresh, written with the results themselves."""

from django.db import models


class Watermark(models.Model):
    """How far a refresh has read, and when. Results and their watermark change in one transaction,
    so that a page can say as of when its figures are."""

    name = models.CharField(max_length=40, unique=True)
    # The last change of a ticket that is in the figures.
    event_id = models.BigIntegerField(default=0)
    refreshed_at = models.DateTimeField()
    tickets = models.PositiveIntegerField(default=0)
    events = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0.0)

    def __str__(self) -> str:
        return f"{self.name} up to event {self.event_id}"
