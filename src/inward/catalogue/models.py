"""Services, their audience and standards, their offerings and the versioned forms of these."""

from typing import Any, NoReturn

from django.db import models

from inward.kernel.seals import AppendOnlyManager


class Service(models.Model):
    """What a department supplies to others, and whom it finally serves."""

    supplier = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, related_name="services"
    )
    name = models.CharField(max_length=200)
    # The family it stands in on the Ask page.
    category = models.CharField(max_length=100, default="", blank=True)
    description = models.TextField(default="", blank=True)
    owner = models.ForeignKey(
        "directory.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_services",
    )
    # An internal customer is never the last one: end customer, law, safety.
    finally_serves = models.CharField(max_length=300, default="", blank=True)
    calendar = models.ForeignKey(
        "calendars.Calendar", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # True: every department may ask; False: those in ServiceAudience alone.
    open_to_all = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=100, default="", blank=True)
    external_id = models.CharField(max_length=300, default="", blank=True)
    # Name, category and description folded for searching (see `directory.folding`).
    search_key = models.TextField(default="", editable=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~models.Q(external_id=""),
                name="service_external_identity",
            )
        ]
        indexes = [models.Index(fields=["supplier", "name"], name="service_by_supplier")]

    def __str__(self) -> str:
        return self.name


class ServiceAudience(models.Model):
    """Who may ask for a service that is not open to all: one of three a row, any row admits.

    A department (with all below it), a position (everybody who holds it), or one person.
    """

    service = models.ForeignKey(
        "catalogue.Service", on_delete=models.CASCADE, related_name="audience"
    )
    department = models.ForeignKey(
        "directory.Department", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # One of `directory.Person.Position`.
    position = models.CharField(max_length=16, default="", blank=True)
    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "department"], name="audience_once"),
            models.UniqueConstraint(fields=["service", "person"], name="audience_person_once"),
            models.UniqueConstraint(
                fields=["service", "position"],
                condition=~models.Q(position=""),
                name="audience_position_once",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(department__isnull=False, person__isnull=True, position="")
                    | models.Q(department__isnull=True, person__isnull=False, position="")
                    | (
                        models.Q(department__isnull=True, person__isnull=True)
                        & ~models.Q(position="")
                    )
                ),
                name="audience_is_one_of_three",
            ),
        ]


class Standard(models.Model):
    """How a service is to be done: the text and checklist stand in its versions."""

    service = models.ForeignKey(
        "catalogue.Service", on_delete=models.CASCADE, related_name="standards"
    )
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "name"], name="standard_name_in_service")
        ]

    def __str__(self) -> str:
        return self.name


class StandardVersion(models.Model):
    """One wording of a standard; immutable: tickets pin the steps they began with.

    `steps` is the list that `catalogue.rules.steps_of` gives (Step.to_json each).
    """

    standard = models.ForeignKey(
        "catalogue.Standard", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    # Markdown as typed.
    text = models.TextField(default="", blank=True)
    steps = models.JSONField(default=list)
    created_at = models.DateTimeField()

    # A trigger refuses changes too (migration 0004).
    objects = AppendOnlyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="standard_version_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of standard {self.standard_id}"


class Offering(models.Model):
    """One thing one can ask of a service."""

    class Kind(models.TextChoices):
        """What kind of ticket it starts."""

        SERVICE_REQUEST = "service_request", "Service request"
        INCIDENT = "incident", "Incident"
        QUESTION = "question", "Question"
        COMPLAINT = "complaint", "Complaint"

    class Confidentiality(models.TextChoices):
        """Who may see its tickets beyond those who take part."""

        DEPARTMENT = "department", "The departments that take part"
        COLLEAGUES = "colleagues", "The requester's colleagues too"
        RESTRICTED = "restricted", "Only the people who take part"

    service = models.ForeignKey(
        "catalogue.Service", on_delete=models.CASCADE, related_name="offerings"
    )
    name = models.CharField(max_length=200)
    description = models.TextField(default="", blank=True)
    # Other words people search it by.
    keywords = models.CharField(max_length=500, default="", blank=True)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.SERVICE_REQUEST)
    # 1 organisation, 2 department, 3 person (see agreements/tickets rules for the matrix).
    default_impact = models.PositiveSmallIntegerField(default=3)
    confidentiality = models.CharField(
        max_length=12, choices=Confidentiality, default=Confidentiality.DEPARTMENT
    )
    is_rated = models.BooleanField(default=True)
    # What one such costs the customer, in the installation's currency; NULL: no price is shown.
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    # What the price is for: 'per laptop', 'per hour'.
    price_unit = models.CharField(max_length=60, default="", blank=True)
    # In words, beside what is agreed: 'delivered on Tuesdays'.
    delivery_hint = models.CharField(max_length=200, default="", blank=True)
    # How it is to be done: the steps of the standard's newest version, then its own.
    standard = models.ForeignKey(
        "catalogue.Standard", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    fulfilment_steps = models.JSONField(default=list, blank=True)
    # Who must approve what is asked, stage after stage (`catalogue.approvals`); empty: nobody.
    approval_policy = models.JSONField(default=list, blank=True)
    # What its tickets note beside the form, from now on; NULL: nothing.
    fields_version = models.ForeignKey(
        "catalogue.FieldsVersion", on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", db_index=False,
    )  # fmt: skip
    is_active = models.BooleanField(default=True)
    # Name, keywords and description folded for searching.
    search_key = models.TextField(default="", editable=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "name"], name="offering_name_in_service")
        ]

    def __str__(self) -> str:
        return self.name


class FormVersion(models.Model):
    """The questions of an offering at a time; immutable: answers keep the question as asked.

    `fields` is the list that `catalogue.rules.form_of` gives (Question.to_json each), `plan` the
    one of `plan_of` (Part.to_json each): what else one answered form starts.
    """

    offering = models.ForeignKey(
        "catalogue.Offering", on_delete=models.PROTECT, related_name="forms"
    )
    number = models.PositiveIntegerField()
    fields = models.JSONField(default=list)
    # NULL, not an empty list: a column with a default would rebuild the sealed table on SQLite.
    plan = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = AppendOnlyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offering", "number"], name="form_version_number")
        ]

    def __str__(self) -> str:
        return f"form {self.number} of offering {self.offering_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new version. Raises TypeError for one that is stored already."""
        if not self._state.adding:
            raise TypeError("A form version is never changed: publish another one.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: answers were given to these questions."""
        raise TypeError("A form version is never deleted.")


class FieldsVersion(models.Model):
    """The custom fields of an offering's tickets at a time; immutable, as a form is.

    `fields` is the list that `catalogue.rules.fields` gives (CustomField.to_json each).
    """

    offering = models.ForeignKey("catalogue.Offering", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    fields = models.JSONField(default=list)
    created_at = models.DateTimeField()

    objects = AppendOnlyManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offering", "number"], name="fields_version_number")
        ]


class Favourite(models.Model):
    """An offering that somebody wants on top of their Ask page."""

    person = models.ForeignKey(
        "directory.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    offering = models.ForeignKey("catalogue.Offering", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            # Read by person: what stands on top of Ask.
            models.UniqueConstraint(fields=["person", "offering"], name="favourite_once")
        ]
