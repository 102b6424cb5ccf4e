"""What an action recorded and published, for the tests of actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from inward.kernel import outbox
from inward.kernel.events import Event
from inward.kernel.models import AuditEntry


@dataclass
class Heard:
    """The events published and the audit entries written since it began to listen."""

    events: list[Event] = field(default_factory=list)
    since: int = 0

    def of(self, kind: type[Event]) -> list[Event]:
        """The events of one kind."""
        return [event for event in self.events if type(event) is kind]

    @property
    def recorded(self) -> list[str]:
        """The actions of the audit entries, in order."""
        entries = AuditEntry.objects.filter(ordinal__gt=self.since).order_by("ordinal")
        return list(entries.values_list("action", flat=True))


@contextmanager
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """Listen at the outbox itself; what is published still goes its way."""
    last = AuditEntry.objects.order_by("ordinal").last()
    heard = Heard(since=last.ordinal if last else 0)
    publish = outbox.publish

    def overheard(event: Event) -> None:
        publish(event)
        heard.events.append(event)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "publish", overheard)
        yield heard
