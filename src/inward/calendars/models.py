"""Calendars and their versions."""

from typing import Any, ClassVar, NoReturn

from django.db import models

from inward.kernel.seals import AppendOnlyManager


class Calendar(models.Model):
    """A named calendar, of no department in particular: departments, services, agreements share it.

    What it says stands in its versions; the newest is in force.
    """

    # Read by the pickers and the list, in order of name.
    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """What a calendar said from one publication on. Due dates are derived from it, so it is
    immutable: here, in query sets, and by a seal in the database."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # The normal form of `definition.Definition.to_json`.
    definition = models.JSONField()
    created_at = models.DateTimeField()

    objects: ClassVar[AppendOnlyManager["CalendarVersion"]] = AppendOnlyManager()

    class Meta:
        constraints = [
            # Also the index by which `queries.version_in_force` finds the newest.
            models.UniqueConstraint(
                fields=["calendar", "number"], name="calendar_version_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="calendar_version_number_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"calendar {self.calendar_id}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new version. Raises TypeError for one that is stored already."""
        if not self._state.adding:
            raise TypeError("A calendar version is never changed: publish another one.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: tickets and agreements were promised under it."""
        raise TypeError("A calendar version is never deleted.")
