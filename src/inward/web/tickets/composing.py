"""The composer: which words and steps one may add to a ticket now, and what was typed already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from inward.directory.models import Department, Person
from inward.tickets.models import Category, Ticket, WaitingOn
from inward.tickets.pinning import is_own_work
from inward.tickets.queries import Detail
from inward.tickets.rules import IMPACTS, PRIORITY_NAMES, URGENCIES, Verb
from inward.web.tickets.topic import Mode, Text
from inward.web.tickets.topics import TOPICS, life

_MODES: Sequence[Mode] = (
    Mode("confirm", Verb.CONFIRM, _("It is done"), _("A word of thanks, if you like"),
         _("Confirm that it is done"), "thumb-up"),
    Mode("answer", Verb.ANSWER, _("Write"), _("Write to the people who work on it"), _("Send"),
         "send", "r"),
    Mode("reopen", Verb.REOPEN, _("Not done"), _("What is still missing?"), _("Reopen"),
         "refresh"),
    Mode("reply", Verb.REPLY, _("Reply"), _("Write to the customer"), _("Send reply"), "send", "r"),
    Mode("note", Verb.NOTE, _("Note"), _("Only the supplier’s side will read this"),
         _("Keep note"), "lock", "n"),
    Mode("ask", Verb.ASK, _("Ask back"), _("What do you need to know? The clock stands still until"
         " the answer."), _("Ask and wait"), "question-mark", "b",
         panel="tickets/topics/life_ask.html"),
    Mode("hand_off", Verb.HAND_OFF, _("Hand off"), "", _("Hand off"), "arrows-exchange", "h",
         panel="tickets/choices.html", listed=True, wordless=True),
    Mode("resolve", Verb.RESOLVE, _("Resolve"), _("What was done? The customer reads this."),
         _("Resolve"), "circle-check", "e"),
    Mode("assign", Verb.ASSIGN, _("Assign"), "", _("Assign"), "user-plus", rare=True,
         panel="tickets/choices.html", listed=True, wordless=True),
    Mode("hold", Verb.ASK, _("Wait"), "", _("Wait"), "hourglass", rare=True,
         panel="tickets/topics/life_hold.html"),
    Mode("prioritise", Verb.PRIORITISE, _("Priority"), "", _("Set priority"), "flag", rare=True),
    Mode("decline", Verb.DECLINE, _("Decline"), _("Why not? The customer reads this."),
         _("Decline"), "ban", rare=True),
    Mode("repin", Verb.REPIN, _("Agreement"), "", _("Put under the agreement of today"),
         "calendar-check", rare=True),
    Mode("withdraw", Verb.WITHDRAW, _("Withdraw"), _("Why, if you like"), _("Withdraw"),
         "arrow-back-up", rare=True),
)  # fmt: skip
MODES: Sequence[Mode] = (*_MODES, *(mode for topic in TOPICS for mode in topic.modes))
# What a department says of its own problem or change has no customer.
_OWN_HINTS: Mapping[str, Text] = {
    "reply": _("Write to who follows it"),
    "resolve": _("What was done? Who follows it reads this."),
    "decline": _("Why not? Who follows it reads this."),
}
# What sends the words that were typed: done, they are no draft any more.
SPOKEN = frozenset(mode.verb for mode in MODES if mode.hint)


@dataclass(frozen=True)
class Said:
    """What was sent and refused, to be shown again: verb, fields, why not.

    ``stale``: nothing is wrong with it, only something happened meanwhile.
    """

    verb: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    status: int = 200
    files: Sequence[tuple[str, str]] = ()
    stale: bool = False


@dataclass(frozen=True)
class Composer:
    """The form under the conversation."""

    modes: Sequence[Mode]
    rare: Sequence[Mode]
    chosen: str
    typed: Mapping[str, str]
    errors: Mapping[str, Sequence[str]]
    departments: Sequence[Department] | None = None
    people: Sequence[Person] | None = None
    impacts: Sequence[tuple[int, Text]] = ()
    urgencies: Sequence[tuple[int, Text]] = ()
    priorities: Sequence[tuple[int, Text]] = ()
    outcomes: Sequence[tuple[str, str]] = tuple(Ticket.Outcome.choices)
    reasons: Sequence[tuple[str, str]] = tuple(Ticket.ReasonKind.choices)

    @property
    def all(self) -> Sequence[Mode]:
        """Common and rare ones."""
        return [*self.modes, *self.rare]

    @property
    def chosen_is_rare(self) -> bool:
        """Whether the folded ones must be open."""
        return any(mode.verb == self.chosen for mode in self.rare)


def modes_of(detail: Detail) -> list[Mode]:
    """What the person may do now, in the order of the tabs; a wait for others only while open."""
    return [mode for mode in MODES if mode.needs in detail.verbs and life.fits(mode, detail)]


def chosen_mode(modes: Sequence[Mode], wanted: str, ticket: Ticket) -> str:
    """The mode the composer opens in: as wanted, else what comes next."""
    verbs = [mode.verb for mode in modes]
    if wanted in verbs:
        return wanted
    if "reopen" in verbs and ticket.category == Category.CLOSED and "answer" in verbs:
        return "answer"
    if "reopen" not in verbs and ticket.category == Category.CLOSED and "follow_up" in verbs:
        return "follow_up"  # who worked on it long ago looks at it no more
    return verbs[0] if verbs else ""


def composer_of(
    detail: Detail, wanted: str, typed: Mapping[str, str], errors: Mapping[str, Sequence[str]]
) -> Composer | None:
    """The composer; None for those who may only read."""
    modes = [life.fitted(_fitting(mode, detail.ticket), detail) for mode in modes_of(detail)]
    if not modes:
        return None
    return Composer(
        modes=[mode for mode in modes if not mode.rare],
        # Those with a key are wanted more often.
        rare=sorted((mode for mode in modes if mode.rare), key=lambda mode: not mode.key),
        chosen=chosen_mode(modes, wanted, detail.ticket),
        typed=typed,
        errors=errors,
        impacts=list(IMPACTS.items()),
        urgencies=list(URGENCIES.items()),
        priorities=list(PRIORITY_NAMES.items()),
    )


def _fitting(mode: Mode, ticket: Ticket) -> Mode:
    """Asked back, one answers instead of just writing."""
    own = is_own_work(ticket.kind, ticket.supplier_id, ticket.customer_id)
    if own and mode.verb in _OWN_HINTS:
        return replace(mode, hint=_OWN_HINTS[mode.verb])
    if mode.verb != "answer" or not is_asked_back(ticket):
        return mode
    hint = _("Your answer; their clock runs again once you send it.")
    return replace(mode, tab=_("Answer"), hint=hint, button=_("Send answer"))


def is_asked_back(ticket: Ticket) -> bool:
    """Whether the customer's answer is awaited."""
    return ticket.category == Category.WAITING and ticket.waiting_on == WaitingOn.CUSTOMER
