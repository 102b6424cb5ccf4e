"""What tests need done on a running installation: python -m tests.browser.preparing VERB.

``archive``: IT offers one thing more, of which nobody has been asked for a rating lately.
``refresh``: ask the worker to bring the figures up to date now, not within ten minutes.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inward.config.settings")
django.setup()

from inward.analytics.tasks import soon  # noqa: E402  (models need the settings)
from inward.catalogue import actions as catalogue  # noqa: E402
from inward.directory.models import Department, Person  # noqa: E402
from inward.kernel.clock import now  # noqa: E402

FORM = (
    {"key": "which", "type": "text", "label": "Which archive", "required": True},
    {"key": "why", "type": "text", "label": "What for", "required": True},
)


def archive() -> None:
    """A service with one offering, made by the head of IT."""
    head = Person.objects.get(email="kenji.sato@halden.example")
    department = Department.objects.get(code="IT")
    service = catalogue.create_service(
        actor=head, supplier=department, name="Archives", owner=head, now=now()
    )
    catalogue.create_offering(
        actor=head, service=service, name="Read an archive", fields=FORM, now=now()
    )


if __name__ == "__main__":
    {"archive": archive, "refresh": soon}[sys.argv[1]]()
