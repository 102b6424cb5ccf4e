"""Time worked: a cache of the log for reports, and the timers that run."""

from django.db import models


class TimeEntry(models.Model):
    """An entry as it holds after its corrections; written with the event, rebuilt from the log."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # The event that booked it.
    ordinal = models.PositiveIntegerField()
    person = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Whose cost it is: the person's own department on that day.
    department = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, related_name="+", db_index=False,
        null=True,
    )  # fmt: skip
    activity = models.CharField(max_length=20)
    on = models.DateField()
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "ordinal"], name="time_entry_event"),
        ]
        indexes = [
            # What a person worked, and what a department did in a period.
            models.Index(fields=["person", "-on"], name="time_entry_of_person"),
            models.Index(fields=["department", "on"], name="time_entry_of_department"),
        ]


class Timer(models.Model):
    """A person's running timer: one at a time."""

    person = models.OneToOneField(
        "directory.Person", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    activity = models.CharField(max_length=20)
    started_at = models.DateTimeField()
