"""Tables of the kernel. People stand here by id, without foreign key: they lie above it."""

from django.db import models
from django.db.models import Q

from inward.kernel.seals import AppendOnlyManager


class Job(models.Model):
    """A row of work: enqueued with its cause, leased by one worker at a time, finished once."""

    class State(models.TextChoices):
        """Where a job stands. Only `pending` waits for a worker; only `running` holds a lease."""

        PENDING = "pending"
        RUNNING = "running"
        DONE = "done"
        DEAD = "dead"
        PARKED = "parked"  # no task of this name is known here
        DROPPED = "dropped"  # dismissed; or a newer job of its unique key does the work

    task = models.CharField(max_length=150)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField()
    run_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, default="")
    error = models.TextField(default="")
    unique_key = models.CharField(max_length=200, null=True)
    alone = models.CharField(max_length=150, null=True)
    slot = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"], condition=Q(state="pending"), name="kernel_job_one_pending"
            ),
            models.UniqueConstraint(
                fields=["alone"], condition=Q(state="running"), name="kernel_job_one_running"
            ),
            models.UniqueConstraint(fields=["task", "slot"], name="kernel_job_one_per_slot"),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="kernel_job_lease_iff_running",
            ),
        ]
        indexes = [
            # read by every worker's claim
            models.Index(
                fields=["run_at", "id"], condition=Q(state="pending"), name="kernel_job_due"
            ),
            # read by every worker's reaper
            models.Index(
                fields=["lease_until"], condition=Q(state="running"), name="kernel_job_leased"
            ),
            # read by the administrator's list, doctor and the purge
            models.Index(fields=["state", "finished_at"], name="kernel_job_by_state"),
        ]


class AuditEntry(models.Model):
    """Who did what to which thing, chained by hashes. Append-only: sealed by a trigger."""

    ordinal = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=100)
    # Text and not JSON: the hash is over these very characters, which jsonb would re-write.
    detail = models.TextField(default="{}")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    objects = AppendOnlyManager()

    class Meta:
        indexes = [
            # read by the history of one thing
            models.Index(fields=["subject", "subject_id", "ordinal"], name="kernel_audit_subject"),
            # read by 'what did this person do'
            models.Index(fields=["actor_id", "ordinal"], name="kernel_audit_actor"),
        ]

    def save(self, *_args: object, **_kwargs: object) -> None:
        """Refused: `inward.kernel.audit.record` is the only writer."""
        raise TypeError("the audit is append-only: use inward.kernel.audit.record")

    def delete(self, *_args: object, **_kwargs: object) -> tuple[int, dict[str, int]]:
        """Refused: the audit is append-only."""
        raise TypeError("the audit is append-only: no entry is ever deleted")


class AuditHead(models.Model):
    """The one row that names the last entry; locking it serialises the audit's writers."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ordinal = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="kernel_audit_head_is_one"),
        ]


class IdempotencyKey(models.Model):
    """A client's key with the digest of what was sent and the result of doing it."""

    # 0 stands for nobody: in a unique constraint two NULLs would differ.
    actor_id = models.BigIntegerField()
    scope = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    body = models.CharField(max_length=64)
    done = models.BooleanField(default=False)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor_id", "scope", "key"], name="kernel_idempotency_once"
            )
        ]
        indexes = [
            # read by the purge
            models.Index(fields=["created_at"], name="kernel_idempotency_age")
        ]


class StoredFile(models.Model):
    """A file on disk under a random name; `name` is what people see, cleaned."""

    # 32 random hexadecimal characters: the address on disk, never guessable, never an extension.
    token = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    # Of a picture: the small copy, drawn anew by a job; '' until it is, or where none can be.
    preview = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        indexes = [
            # read by `inward.kernel.files.store` with once=True
            models.Index(fields=["created_by_id", "sha256"], name="kernel_file_same")
        ]
