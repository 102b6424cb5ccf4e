from django.db import migrations

from inward.kernel import seals


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_jobs_audit_files")]
    operations = [seals.append_only("kernel_auditentry")]
