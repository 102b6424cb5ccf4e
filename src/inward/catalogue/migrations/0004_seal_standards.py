"""Versions of standards and of custom fields are append-only, as those of forms."""

from django.db import migrations

from inward.kernel import seals


class Migration(migrations.Migration):
    """Seal the tables."""

    dependencies = [("catalogue", "0003_desk")]

    operations = [
        seals.append_only("catalogue_standardversion"),
        seals.append_only("catalogue_fieldsversion"),
    ]
