"""Events out of a slice: published with the change that caused them, delivered as jobs.

``publish`` writes one job for each subscribed handler in the caller's transaction. A handler runs
in one transaction with the finish of its job: its writes happen once; if it fails, it alone is
tried again.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from inward.kernel import crashpoints, jobs
from inward.kernel.clock import now
from inward.kernel.events import Event, Handler, from_payload, to_payload
from inward.kernel.models import Job


@dataclass(frozen=True)
class Subscription:
    """One handler of one kind of event; `name` is the task name stored in its jobs."""

    event: type[Event]
    handler: Handler
    name: str

    def __call__(self, payload: dict[str, Any], /, *, job: jobs.Running) -> None:  # noqa: ARG002
        """Deliver: rebuild the event and call the handler."""
        self.handler(from_payload(self.event, payload), now=now())


_SUBSCRIPTIONS: dict[type[Event], dict[str, Subscription]] = defaultdict(dict)


def subscribe(event: type[Event], handler: Handler, *, name: str | None = None) -> None:
    """Let `handler(event, now=...)` hear every event of exactly this class.

    `name` is stored in jobs, so it should outlive renames; by default it is made of the event's and
    the handler's own names. Raises ValueError when another handler has that name.
    """
    name = name or f"{_path(event)}>{_path(handler)}"
    if name in _SUBSCRIPTIONS[event]:
        return
    subscription = Subscription(event, handler, name)
    jobs.register(jobs.Task(name, subscription))
    _SUBSCRIPTIONS[event][name] = subscription


def publish(event: Event) -> None:
    """Write one job for each handler of this event, in the caller's transaction.

    Raises TypeError when a field is no primitive. Cost: one INSERT.
    """
    heard_by = _SUBSCRIPTIONS.get(type(event))
    if not heard_by:
        return
    payload = to_payload(event)
    Job.objects.bulk_create([jobs.fresh(name, payload) for name in heard_by])
    crashpoints.reach("enqueue.written")


def subscriptions() -> list[Subscription]:
    """Every subscription, for the generated map of who listens to what."""
    return [entry for entries in _SUBSCRIPTIONS.values() for entry in entries.values()]


def _path(thing: Any) -> str:
    module = str(thing.__module__).removeprefix("inward.")
    return f"{module}.{thing.__qualname__}"
