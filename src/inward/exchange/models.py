"""What imports of foreign logs have done."""

from django.db import models


class ImportRun(models.Model):
    """One import of one file: how far it came, so that a broken one goes on, and its counts.

    Written with each batch in the same transaction: ``position`` is the number of tickets that are
    in for certain, in the order in which they first appear in the file.
    """

    source = models.CharField(max_length=100)
    file_name = models.CharField(max_length=300)
    # SHA-256 of the file's bytes and of the mapping: a run goes on only over the very same rows.
    digest = models.CharField(max_length=64)
    # The mapping used, as TOML.
    mapping = models.TextField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    tickets = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    tickets_new = models.PositiveIntegerField(default=0)
    tickets_changed = models.PositiveIntegerField(default=0)
    tickets_same = models.PositiveIntegerField(default=0)
    events_new = models.PositiveBigIntegerField(default=0)
    events_corrected = models.PositiveBigIntegerField(default=0)
    events_same = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = [
            # The unfinished run of the same rows, to go on from.
            models.Index(fields=["source", "digest", "-id"], name="import_run_of_rows")
        ]

    def __str__(self) -> str:
        return f"import of {self.file_name} as {self.source}"
