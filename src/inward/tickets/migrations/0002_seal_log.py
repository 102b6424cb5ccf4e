from django.db import migrations

from inward.kernel import seals


class Migration(migrations.Migration):
    """What happened is never rewritten: a correction is another event."""

    dependencies = [("tickets", "0001_initial")]

    operations = [seals.append_only("tickets_ticketevent")]
