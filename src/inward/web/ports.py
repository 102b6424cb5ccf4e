"""What pages ask of packages they do not know; `config/subscriptions.py` fills it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demo company one may sign in as, and what they do, in a few words."""

    name: str
    email: str
    words: str


@dataclass(frozen=True)
class DemoSignIns:
    """The people the sign-in page of a demo offers; all have the one password."""

    people: Sequence[DemoPerson] = ()
    password: str = ""


class Ports:
    """Filled once at start-up; empty fillers leave the page without the part."""

    demo_sign_ins: Callable[[], DemoSignIns] = DemoSignIns


ports = Ports()
