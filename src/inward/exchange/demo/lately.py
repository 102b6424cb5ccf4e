"""The last days of the demo company, done by the very actions people use: all that tickets can do.

After the twelve months, from which nothing is taken away. Everything here is invented.
"""

from datetime import datetime

from inward.calendars.timeline import Timeline
from inward.directory.models import Person
from inward.exchange.demo import asked, troubles
from inward.exchange.demo.building import Built
from inward.exchange.demo.desks import furnish
from inward.exchange.demo.offers import renew
from inward.exchange.demo.people import Colleague
from inward.exchange.demo.scene import Scene
from inward.notify.actions import see
from inward.notify.models import Notice
from inward.tickets.actions import sweep_overdue

STORIES = (
    troubles.every_month,
    troubles.vpn,
    asked.two_parts,
    asked.part_of_finance,
    asked.new_colleague,
    troubles.to_the_manufacturer,
    asked.approvals,
    asked.laptop,
    asked.to_confirm,
    troubles.order_system,
    troubles.tagged,
)


def happen(built: Built, everybody: list[Colleague], timeline: Timeline, *, ends: datetime) -> None:
    """All of it, some 150 actions: two to three seconds on SQLite.

    What was told before the last whole working day has been seen; what is late by now is flagged.
    """
    scene = Scene(built, everybody, timeline, ends)
    furnish(scene)
    renew(scene)
    for story in STORIES:
        story(scene)
        scene.settle()
    _seen_until_yesterday(scene)
    while sweep_overdue(now=ends):
        pass
    scene.settle()


def _seen_until_yesterday(scene: Scene) -> None:
    old = Notice.objects.filter(at__lt=scene.at(1, "08:00"), seen_at__isnull=True)
    notices: dict[int, list[int]] = {}
    for pk, told in old.values_list("pk", "person_id"):
        notices.setdefault(told, []).append(pk)
    for person in Person.objects.filter(pk__in=notices):
        see(person=person, ids=notices[person.pk], now=scene.at(1, "08:00"))
