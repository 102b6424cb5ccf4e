"""Who listens to what, on one page: event → handlers; port → filler; modules that hold tasks."""

import importlib
import importlib.util
from datetime import datetime
from functools import partial

from inward.analytics import tasks as analytics
from inward.catalogue.events import OfferingChanged
from inward.config.apart import run_apart
from inward.config.demo import demo_sign_ins
from inward.directory.events import DepartmentCreated
from inward.feedback.handlers import ask_after_end
from inward.kernel import jobs, outbox
from inward.kernel.events import Event, Handler
from inward.kernel.models import StoredFile
from inward.kernel.ports import ports as kernel
from inward.kernel.shelves import Shelf
from inward.notify.ports import ports as notify_ports
from inward.suggestions import tasks as suggestions
from inward.suggestions.handlers import suggest_for_new
from inward.tickets import handlers as telling
from inward.tickets.approval_handlers import ask_anew_at_another_price
from inward.tickets.decision_links import path_of
from inward.tickets.events import (
    CustomerAnswered,
    CustomerAsked,
    CustomerChased,
    TicketApproved,
    TicketAssigned,
    TicketClosed,
    TicketConfirmed,
    TicketDeclined,
    TicketFlagged,
    TicketHandedOff,
    TicketReopened,
    TicketReplied,
    TicketResolved,
    TicketSubmitted,
)
from inward.tickets.routing_handlers import route_approved, route_handed_off, route_submitted
from inward.web.ports import ports

# Modules whose import registers jobs and periodic tasks.
TASK_MODULES: tuple[str, ...] = (
    "inward.kernel.tasks",
    "inward.notify.tasks",
    "inward.tickets.tasks",
    "inward.tickets.retention_tasks",
    "inward.tickets.index_tasks",
    "inward.tickets.approval_tasks",
    "inward.tickets.routing_tasks",
    "inward.suggestions.tasks",
    "inward.analytics.tasks",
    "inward.web.account_mail",
)

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    TicketConfirmed: (ask_after_end,),
    TicketClosed: (ask_after_end, telling.tell_closed),
    TicketDeclined: (ask_after_end, telling.tell_declined),
    TicketResolved: (telling.tell_resolved,),
    TicketReopened: (telling.tell_reopened,),
    TicketReplied: (telling.tell_replied,),
    TicketAssigned: (telling.tell_assigned,),
    TicketFlagged: (telling.tell_flagged,),
    CustomerAsked: (telling.tell_asked,),
    CustomerAnswered: (telling.tell_answered,),
    CustomerChased: (telling.tell_chased,),
    DepartmentCreated: (telling.open_desk_of,),
    TicketSubmitted: (route_submitted, suggest_for_new),
    TicketHandedOff: (route_handed_off,),
    TicketApproved: (route_approved,),
    OfferingChanged: (ask_anew_at_another_price,),
}


def register() -> None:
    """Load the task modules, subscribe every handler, fill the ports."""
    ports.demo_sign_ins = demo_sign_ins
    kernel.draw, kernel.bucket = _draw, _bucket
    notify_ports.personal_path = path_of
    for module in TASK_MODULES:
        importlib.import_module(module)
    analytics.fill(_refresh)
    suggestions.fill(_learn)
    for event, handlers in SUBSCRIPTIONS.items():
        for handler in handlers:
            outbox.subscribe(event, handler)


def _draw(stored: StoredFile, /, *, at: datetime) -> object:
    """Fills the port of the kernel: what decodes pictures is loaded by the worker alone."""
    return importlib.import_module("inward.kernel.pictures").draw_preview(stored, at=at)


def _bucket(url: str) -> Shelf:
    """Fills the port of the kernel: only who keeps files in a bucket has the library for it."""
    made: Shelf = importlib.import_module("inward.kernel.buckets").Bucket.of(url)
    return made


def _refresh(job: jobs.Running, rebuild: bool) -> None:
    """Fills the port of the analytics: the engine is loaded by the worker that runs the job."""
    importlib.import_module("inward.network.refresh").run(job, rebuild)


def heavy_apart() -> None:
    """From now on what loads engines runs in processes of its own: for a worker that goes on."""
    analytics.fill(partial(run_apart, "inward.network.refresh:run"))
    if importlib.util.find_spec("sklearn") is not None:
        suggestions.fill(partial(run_apart, "inward.suggestions.learning:run"))


def _learn(job: jobs.Running) -> None:
    """Fills the port of the suggestions: the worker loads scikit-learn, where it is there."""
    if importlib.util.find_spec("sklearn") is not None:
        importlib.import_module("inward.suggestions.learning").run(job)
