"""Macros in the composer: choose one, see what it will do, run it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.kernel.errors import Invalid
from inward.tickets import actions, sharing
from inward.tickets.models import Macro, Ticket
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.web.tickets.topic import Mode, Sent, Topic


def _run(sent: Sent) -> Ticket:
    typed = sent.get("macro")
    found = None
    if typed.isdecimal() and len(typed) < 19:
        usable = sharing.usable(Macro.objects.all(), sent.actor, sent.now)
        found = usable.filter(pk=int(typed)).first()
    if found is None:
        words = _("Choose a macro.")
        raise Invalid(words, fields={"macro": [words]})
    return actions.run_macro(
        actor=sent.actor, ticket=sent.ticket, macro=found, version=sent.version,
        idempotency_key=sent.key, now=sent.now,
    )  # fmt: skip


def _choices(detail: Detail) -> Mapping[str, object]:
    usable = sharing.usable(Macro.objects.all(), detail.person, detail.at)
    return {"macros": list(usable.order_by("name", "pk"))}


TOPIC = Topic(
    name="macros",
    modes=(
        Mode("macro", Verb.TAG, gettext_lazy("Macro"), "", gettext_lazy("Run it"), "list-check",
             "m", rare=True, panel="tickets/topics/macro.html", listed=True, wordless=True),
    ),
    verbs={"macro": (_run, gettext_lazy("Done, all of it."))},
    choices={"macro": _choices},
)  # fmt: skip
