"""The topics of a ticket's page, in the order they stand on it."""

from collections.abc import Mapping

from inward.tickets.queries import Detail
from inward.web.tickets.topic import Card, Draw, Topic
from inward.web.tickets.topics import (
    approvals,
    calls,
    changes,
    checklist,
    effort,
    fields,
    life,
    links,
    macros,
    parts,
    recurring,
    routing,
    tags,
)

TOPICS: tuple[Topic, ...] = (
    parts.TOPIC,
    links.TOPIC,
    changes.TOPIC,
    approvals.TOPIC,
    checklist.TOPIC,
    life.TOPIC,
    fields.TOPIC,
    effort.TOPIC,
    calls.TOPIC,
    macros.TOPIC,
    routing.TOPIC,
    tags.TOPIC,
    recurring.TOPIC,
)
BY_NAME: Mapping[str, Topic] = {topic.name: topic for topic in TOPICS}


def cards(detail: Detail, place: str) -> list[Card]:
    """What the topics draw in a place of the page: head, main or side."""
    draws: list[Draw | None] = [getattr(topic, place) for topic in TOPICS]
    drawn = (draw(detail) for draw in draws if draw is not None)
    return [card for card in drawn if card is not None]
