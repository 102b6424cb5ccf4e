"""The index of the search; what is there already is indexed by a job, newest first."""

from django.db import migrations
from django.utils import timezone

from inward.kernel.search import tables


def index_later(apps, _editor):
    newest = apps.get_model("tickets", "Ticket").objects.order_by("-pk").first()
    if newest is None:
        return
    instant = timezone.now()
    apps.get_model("kernel", "Job").objects.create(
        task="tickets.index",
        payload={"before": newest.pk + 1},
        created_at=instant,
        run_at=instant,
        unique_key="tickets.index",
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_desk"), ("kernel", "0001_jobs_audit_files")]

    operations = [
        tables.search_table("tickets_search"),
        migrations.RunPython(index_later, migrations.RunPython.noop),
    ]
