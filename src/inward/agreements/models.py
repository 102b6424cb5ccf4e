"""Agreements, their immutable versions and the targets of these."""

from django.db import models


class Agreement(models.Model):
    """A promise of a supplier to a customer department (with all below it), or to all."""

    class State(models.TextChoices):
        """Life of an agreement."""

        DRAFT = "draft", "Draft"
        PROPOSED = "proposed", "Proposed"
        IN_FORCE = "in_force", "In force"
        ENDED = "ended", "Ended"

    name = models.CharField(max_length=200)
    supplier = models.ForeignKey(
        "directory.Department", on_delete=models.PROTECT, related_name="agreements_given"
    )
    # NULL: all departments.
    customer = models.ForeignKey(
        "directory.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements_received",
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class AgreementVersion(models.Model):
    """One wording of an agreement; never changed once in force."""

    agreement = models.ForeignKey(
        "agreements.Agreement", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    # The calendar's own versions are pinned on the ticket.
    calendar = models.ForeignKey("calendars.Calendar", on_delete=models.PROTECT, related_name="+")
    in_force_since = models.DateTimeField(null=True, blank=True)
    in_force_until = models.DateTimeField(null=True, blank=True)
    signed_supplier = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_customer = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="agreement_version_number"
            ),
            # One wording at a time is in force.
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(in_force_since__isnull=False, in_force_until__isnull=True),
                name="agreement_one_in_force",
            ),
        ]


class AgreementService(models.Model):
    """A service an agreement version is about; none: all services of the supplier."""

    version = models.ForeignKey(
        "agreements.AgreementVersion", on_delete=models.CASCADE, related_name="services"
    )
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "service"], name="agreement_service_once")
        ]


class Target(models.Model):
    """What is measured: a span of business minutes for a priority."""

    class Kind(models.TextChoices):
        """The moment that stops the clock."""

        OWN = "own", "Someone takes it"
        FIRST_REPLY = "first_reply", "First reply"
        RESOLVE = "resolve", "Resolved"
        STAGE = "stage", "One department’s part done"
        APPROVAL = "approval", "A stage of approval decided"

    version = models.ForeignKey(
        "agreements.AgreementVersion", on_delete=models.CASCADE, related_name="targets"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    # 1 critical … 4 low.
    priority = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind", "priority"], name="target_once_a_priority"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0) & models.Q(priority__range=(1, 4)),
                name="target_is_positive",
            ),
        ]
