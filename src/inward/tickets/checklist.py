"""The checklist of a ticket: the steps it was asked with, ticked and unticked in its log. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from inward.catalogue.rules import Step, stored_steps
from inward.kernel.errors import RuleBroken
from inward.tickets.life import Entry
from inward.tickets.models import TicketEvent

# An event as the log keeps it, or as the page of a ticket reads it (with who did it).
E = TypeVar("E", Entry, TicketEvent)


@dataclass(frozen=True)
class Item(Generic[E]):
    """A step of a ticket. ``done``: the event that ticked it (who and when), None: to do."""

    step: Step
    done: E | None


def steps_data(steps: Sequence[Step]) -> dict[str, Any]:
    """What the first event of a ticket carries of its steps; nothing where there are none."""
    return {"steps": [step.to_json() for step in steps]} if steps else {}


def tick_data(step: str, *, done: bool) -> dict[str, Any]:
    """What the event ``step_done`` carries."""
    return {"step": step, "done": done}


def fold(events: Iterable[E]) -> list[Item[E]]:
    """The checklist as the log leaves it, in the order of its steps; empty without one. Linear."""
    steps: tuple[Step, ...] = ()
    done: dict[str, E] = {}
    for event in events:
        if "steps" in event.data:
            steps = stored_steps(event.data["steps"])
        if event.kind == "step_done":
            if event.data["done"]:
                done[event.data["step"]] = event
            else:
                done.pop(event.data["step"], None)
    return [Item(step, done.get(step.key)) for step in steps]


def require_done(items: Sequence[Item[E]], outcome: str) -> None:
    """Raise RuleBroken, in words, where required steps are open and all is said to be fulfilled."""
    missing = [item.step.text for item in items if item.step.required and item.done is None]
    if missing and outcome == "fulfilled":
        named = "; ".join(f"“{text}”" for text in missing[:3])
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise RuleBroken(
            f"Still to do before it is fulfilled: {named}{more}. Tick what is done, or resolve it"
            " as partly or not fulfilled."
        )
