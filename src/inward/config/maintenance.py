"""Commands that keep an installation: ``inward migrate`` and ``inward worker``."""

import sys

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from inward.config.subscriptions import heavy_apart
from inward.config.supervisor import DRAIN_SECONDS, stop_requests
from inward.kernel import worker as kernel_worker

# Less than what a supervisor waits, so that leases are given back before it kills.
WORKER_DRAIN_SECONDS = DRAIN_SECONDS - 5


def migrate_pending() -> bool:
    """Bring the database to this version. False, within some 50 ms, if it is there already."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def prepare() -> None:
    """Make the tables where there are none, so that any command may be an installation's first.

    An older database is left as it is: bringing it on is a decision (``inward migrate``).
    """
    if not connection.introspection.table_names():
        migrate_pending()


def migrate() -> None:
    """Bring the database to this version of Inward."""
    changed = migrate_pending()
    sys.stdout.write("Migrated.\n" if changed else "Nothing to migrate.\n")


def worker() -> None:
    """Run jobs until SIGINT or SIGTERM, then finish what was begun. Exit 1 if it had to be left."""
    heavy_apart()
    with stop_requests() as asked:
        drained = kernel_worker.run(asked, pace=kernel_worker.Pace(drain=WORKER_DRAIN_SECONDS))
    raise SystemExit(0 if drained else 1)
