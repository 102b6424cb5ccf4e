"""Who listens to what, on one page: event → handlers; port → filler; modules that hold tasks."""

import importlib

from inward.analytics import tasks as analytics
from inward.config.demo import demo_sign_ins
from inward.feedback.handlers import ask_after_end
from inward.kernel import jobs, outbox
from inward.kernel.events import Event, Handler
from inward.tickets.events import (
    TicketClosed,
    TicketConfirmed,
    TicketDeclined,
    TicketHandedOff,
    TicketSubmitted,
)
from inward.tickets.routing_handlers import route_handed_off, route_submitted
from inward.web.ports import ports

# Modules whose import registers jobs and periodic tasks.
TASK_MODULES: tuple[str, ...] = (
    "inward.kernel.tasks",
    "inward.notify.tasks",
    "inward.tickets.tasks",
    "inward.tickets.routing_tasks",
    "inward.analytics.tasks",
    "inward.web.account_mail",
)

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    TicketConfirmed: (ask_after_end,),
    TicketClosed: (ask_after_end,),
    TicketDeclined: (ask_after_end,),
    TicketSubmitted: (route_submitted,),
    TicketHandedOff: (route_handed_off,),
}


def register() -> None:
    """Load the task modules, subscribe every handler, fill the ports."""
    ports.demo_sign_ins = demo_sign_ins
    for module in TASK_MODULES:
        importlib.import_module(module)
    analytics.fill(_refresh)
    for event, handlers in SUBSCRIPTIONS.items():
        for handler in handlers:
            outbox.subscribe(event, handler)


def _refresh(job: jobs.Running, rebuild: bool) -> None:
    """Fills the port of the analytics: the engine is loaded by the worker that runs the job."""
    importlib.import_module("inward.network.refresh").run(job, rebuild)
