from django.db import migrations

from inward.kernel import seals


class Migration(migrations.Migration):
    """Versions are never changed nor deleted: tickets and agreements were promised under them."""

    dependencies = [("calendars", "0001_calendars_and_versions")]

    operations = [seals.append_only("calendars_calendarversion")]
