"""How one ticket of the demo goes, from asking to closure: a walk with drawn turns."""

import random
import re
from dataclasses import dataclass
from datetime import datetime

from inward.calendars.instants import to_instant, to_seconds
from inward.calendars.timeline import Timeline
from inward.exchange.demo.company import Plan, ServicePlan
from inward.exchange.demo.people import Colleague
from inward.exchange.demo.words import WORDS

AUTO_CLOSE_MINUTES = 3 * 9 * 60
PING_PONG = {"PAC": "DIS", "DIS": "PAC"}


@dataclass(frozen=True)
class Happening:
    """One event to be: the columns of the event log, with people and departments by name."""

    at: datetime
    kind: str
    actor: str | None
    side: str
    category: str = ""
    department: str = ""
    person: str = ""
    waiting_on: str = ""
    reason: str = ""
    outcome: str = ""
    text: str = ""
    is_note: bool = False


@dataclass(frozen=True)
class PastTicket:
    """A ticket to be, with all that happened to it up to the end of the history."""

    title: str
    service: str
    offering: str
    supplier: str
    customer: str
    requester: str
    impact: int
    urgency: int
    submitted_at: datetime
    happenings: tuple[Happening, ...]
    declined_on_policy: bool


class Setting:
    """What all tickets share: people by department and role, the calendar, the end of history."""

    def __init__(self, people: list[Colleague], timeline: Timeline, ends: datetime) -> None:
        self.timeline = timeline
        self.ends = ends
        self.askers: dict[str, list[str]] = {}
        self.servers: dict[str, list[str]] = {}
        for one in people:
            self.askers.setdefault(one.unit, []).append(one.email)
            if one.serves and one.role != "head":
                self.servers.setdefault(one.unit, []).append(one.email)

    def after(self, instant: datetime, minutes: float) -> datetime:
        """The instant this many business minutes later."""
        return to_instant(self.timeline.add(to_seconds(instant), max(60, int(minutes * 60))))


class Course:
    """The walk of one ticket. Each step moves the clock and tells what happened."""

    def __init__(
        self,
        service: ServicePlan,
        plan: Plan,
        submitted: datetime,
        slowness: float,
        setting: Setting,
        rng: random.Random,
    ) -> None:
        self.service, self.plan, self.slowness = service, plan, slowness
        self.setting, self.rng, self.at = setting, rng, submitted
        self.submitted = submitted
        self.customer = self._customer()
        self.requester = rng.choice(setting.askers[self.customer])
        self.holder = service.supplier
        self.agent = ""
        self.urgency = rng.choices((1, 2, 3), (5, 25, 70))[0]
        self.told: list[Happening] = []
        self.on_policy = False

    def run(self) -> PastTicket:
        """Walk to the end and keep what lies before the end of the history."""
        self._tell(
            "submitted",
            self.requester,
            "customer",
            category="submitted",
            department=self.holder,
            text=self._words("submitted"),
        )
        self._own(60)
        if self.rng.random() < self.plan.decline_policy:
            self._decline()
        else:
            self._work()
        happened = tuple(one for one in self.told if one.at <= self.setting.ends)
        return PastTicket(
            self._title(),
            self.service.name,
            self.plan.name,
            self.service.supplier,
            self.customer,
            self.requester,
            self.plan.impact,
            self.urgency,
            self.submitted,
            happened,
            self.on_policy and happened[-1].kind == "declined",
        )

    def _work(self) -> None:
        self._reply()
        if self.rng.random() < self.plan.ask_back:
            self._ask_back()
        if self.plan.story == "ping_pong" and self.rng.random() < 0.4:
            self._ping_pong()
        for code, share in (self.plan.path or {}).items():
            if self.rng.random() < share:
                self._hand_off(code, WORDS["hand_off"])
                self._own(1_500 if self.plan.story == "late_path" else 60)
        if self.service.supplier in {"FAC", "PRO", "IT"} and self.rng.random() < 0.08:
            self._wait_outside()
        self._resolve()
        if self.rng.random() < 0.045:
            self._reopen()
        self._close()

    def _own(self, median: float) -> None:
        self._pass(median * self.slowness)
        self.agent = self.rng.choice(self.setting.servers[self.holder])
        self._tell("assigned", self.agent, "supplier", category="in_progress", person=self.agent)

    def _reply(self) -> None:
        self._pass(35 * self.slowness)
        self._tell("replied", self.agent, "supplier", text=self._words("reply"))
        if self.rng.random() < 0.15:
            self._tell("noted", self.agent, "supplier", text=self._words("note"), is_note=True)

    def _decline(self) -> None:
        self.on_policy = True
        self._pass(90 * self.slowness)
        self._tell(
            "declined",
            self.agent,
            "supplier",
            category="declined",
            reason="policy",
            text=self._words("declined"),
        )

    def _ask_back(self) -> None:
        self._pass(40 * self.slowness)
        question = self._words("question")
        self._tell(
            "asked",
            self.agent,
            "supplier",
            category="waiting",
            waiting_on="customer",
            reason=question,
            text=question,
        )
        self._pass(260)
        self._tell(
            "answered",
            self.requester,
            "customer",
            category="in_progress",
            text=WORDS["answer"][WORDS["question"].index(question)],
        )

    def _ping_pong(self) -> None:
        for _ in range(self.rng.randint(2, 6)):
            self._hand_off(PING_PONG[self.holder], WORDS["ping_pong"])
            self._own(18)

    def _hand_off(self, code: str, words: tuple[str, ...]) -> None:
        self._pass(50 * self.slowness)
        why = self.rng.choice(words)
        self._tell(
            "handed_off",
            self.agent,
            "supplier",
            category="submitted",
            department=code,
            reason=why,
        )
        self.holder, self.slowness = code, 1.0

    def _wait_outside(self) -> None:
        self._pass(60)
        self._tell(
            "updated",
            self.agent,
            "supplier",
            category="waiting",
            waiting_on="outside",
            reason=self._words("outside"),
        )
        self._pass(1_100)
        self._tell("updated", self.agent, "supplier", category="in_progress")

    def _resolve(self) -> None:
        self._pass(self.plan.minutes * self.slowness)
        outcome = self.rng.choices(("fulfilled", "partly", "not_fulfilled"), (90, 7, 3))[0]
        self._tell(
            "resolved",
            self.agent,
            "supplier",
            category="resolved",
            outcome=outcome,
            text=self._words("resolved"),
        )

    def _reopen(self) -> None:
        self._pass(180)
        self._tell(
            "reopened",
            self.requester,
            "customer",
            category="in_progress",
            reason=self._words("reopened"),
            text=self._words("reopened"),
        )
        self._pass(self.plan.minutes * 0.4)
        self._tell(
            "resolved",
            self.agent,
            "supplier",
            category="resolved",
            outcome="fulfilled",
            text=self._words("resolved"),
        )

    def _close(self) -> None:
        if self.rng.random() < 0.6:
            self._pass(200)
            self._tell("confirmed", self.requester, "customer", category="closed")
        else:
            self.at = self.setting.after(self.at, AUTO_CLOSE_MINUTES)
            self._tell("closed", None, "system", category="closed")

    def _pass(self, median: float) -> None:
        """Let business time pass: log-normal around its median, as service times are."""
        self.at = self.setting.after(self.at, median * min(4.0, self.rng.lognormvariate(0, 0.9)))

    def _tell(self, kind: str, actor: str | None, side: str, **columns: object) -> None:
        self.told.append(Happening(self.at, kind, actor, side, **columns))  # type: ignore[arg-type]

    def _words(self, of: str) -> str:
        return self.rng.choice(WORDS[of])

    def _customer(self) -> str:
        weights = dict(self.plan.customers or {})
        if not weights:
            closed = {"RD", "LAB"}  # the silo asks little of the rest
            weights = {
                code: len(people) * (1 if code in closed else 12)
                for code, people in self.setting.askers.items()
                if code != self.service.supplier
            }
        return self.rng.choices([*weights], [*weights.values()])[0]

    def _title(self) -> str:
        """A title of the plan with other figures in it."""
        title = self.rng.choice(self.plan.titles)
        return re.sub(r"\d", lambda _: str(self.rng.randint(1, 9)), title)
