"""The last days of the demo at the desk of IT: troubles, their causes, and what goes along."""

from datetime import datetime, time

from inward.directory.models import Person
from inward.exchange.demo.building import ZONE
from inward.exchange.demo.desks import TAKE_IT, TO_MANUFACTURER, WINDOW, macro
from inward.exchange.demo.offers import FAULT, INVOICE
from inward.exchange.demo.picture import screenshot
from inward.exchange.demo.scene import Scene
from inward.kernel import files
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.tickets.recurrence import Rule

_LOG = b"""08:02:11 GET /orders 200 0 rows
08:02:14 GET /orders 200 0 rows
08:02:20 GET /orders 504 gateway timeout
"""
_TAGS = (("printer",), ("scanner", "warehouse"), ("access",), ("vip",), ("printer", "warehouse"))


def vpn(scene: Scene) -> None:
    """Three people report one trouble: two tickets merged, a problem behind them, a change."""
    ivo = scene.who("Ivo Petrov")
    first = scene.ask(
        scene.who("Mara Lindt"), FAULT, "VPN drops on the hour, third floor",
        "Always on the hour, for about a minute.", scene.at(6, "09:05"),
        {"what": "The VPN drops", "tried": "Restarted, other cable"}, urgency=2,
    )  # fmt: skip
    again = scene.ask(
        scene.one_of("MKT", "agent", 1), FAULT, "VPN connection lost again",
        "Third time today.", scene.at(6, "10:01"), {"what": "No connection"},
    )  # fmt: skip
    actions.merge(actor=ivo, ticket=again, into=first, now=scene.at(6, "10:40"))
    actions.reply(
        actor=ivo, ticket=first, now=scene.at(6, "10:50"),
        text="Thank you both, it is not your machines. We watch the gateway on the hour.",
    )  # fmt: skip
    _by_the_way(scene, first)
    other = scene.ask(
        scene.one_of("SAL", "agent"), FAULT, "VPN drops when I work from home",
        "In the middle of a call with a buyer.", scene.at(4, "10:00"), {"what": "VPN"}, urgency=2,
    )  # fmt: skip
    problem = actions.open_problem(
        actor=ivo, ticket=first, others=[other], title="VPN gateway runs out of memory",
        text="It restarts itself on the hour, when the backup of the logs begins.",
        now=scene.at(3, "15:00"),
    )  # fmt: skip
    actions.assign(actor=ivo, ticket=problem, person=ivo, now=scene.at(3, "15:01"))
    actions.tag(actor=ivo, ticket=problem, add=["network"], now=scene.at(3, "15:02"))
    _time_of(ivo, problem, scene)
    _change(scene, problem)


def _time_of(ivo: Person, problem: Ticket, scene: Scene) -> None:
    """Booked, and corrected."""
    actions.book_time(
        actor=ivo, ticket=problem, minutes=90, activity="research", note="Read the gateway's log",
        now=scene.at(3, "16:40"),
    )  # fmt: skip
    entry = problem.events.order_by("-ordinal").first()
    actions.correct_time(
        actor=ivo, ticket=problem, ordinal=entry.ordinal if entry else 0, minutes=75,
        reason="Coffee with the network people is no work", now=scene.at(3, "16:45"),
    )  # fmt: skip


def _by_the_way(scene: Scene, ticket: Ticket) -> None:
    """Mara mentions another thing, which gets a ticket of its own."""
    ivo = scene.who("Ivo Petrov")
    said = actions.answer(
        actor=scene.who("Mara Lindt"), ticket=ticket, now=scene.at(5, "15:50"),
        text="It was quiet since lunch. By the way, the docking station beside me has no power.",
    )  # fmt: skip
    made = actions.split(
        actor=ivo, ticket=ticket, message=said.version, now=scene.at(5, "16:10"),
        title="Docking station in 4.12 without power",
    )  # fmt: skip
    scene.settle()
    actions.assign(actor=ivo, ticket=made, person=ivo, now=scene.at(5, "16:12"))
    actions.reply(
        actor=ivo, ticket=made, now=scene.at(5, "16:14"),
        text="I made this a ticket of its own and bring another one tomorrow.",
    )  # fmt: skip


def _change(scene: Scene, problem: Ticket) -> None:
    kenji = scene.who("Kenji Sato")
    change = actions.open_change(
        actor=kenji, ticket=problem, title="More memory for the VPN gateway",
        text="Twenty minutes without VPN. Everybody is told two days before.",
        starts=scene.ahead(4, "19:00"), ends=scene.ahead(4, "20:00"), now=scene.at(2, "11:20"),
    )  # fmt: skip
    actions.hold(
        actor=kenji, ticket=change, reason_code=WINDOW, until=scene.ahead(4, "19:00"),
        now=scene.at(2, "11:25"),
    )  # fmt: skip


def order_system(scene: Scene) -> None:
    """A major trouble; Mara has the same and sends what she sees."""
    mara, ivo, lead = scene.who("Mara Lindt"), scene.who("Ivo Petrov"), scene.one_of("IT", "lead")
    major = scene.ask(
        scene.one_of("SAL", "agent", 1), FAULT, "Order system shows an empty list",
        "Nobody of us can see an order. Trucks are waiting.", scene.at(1, "08:10"),
        {"what": "The list of orders is empty"}, urgency=1,
    )  # fmt: skip
    actions.assign(actor=lead, ticket=major, person=ivo, now=scene.at(1, "08:18"))
    actions.mark_major(
        actor=lead, ticket=major, reason="Dispatch stands still", now=scene.at(1, "08:20")
    )
    actions.reply(
        actor=ivo, ticket=major, now=scene.at(1, "08:31"),
        text="We see it too. Dispatch works from yesterday's list until it is back.",
    )  # fmt: skip
    same = scene.ask(
        mara, FAULT, "Order system empty for us too", "We cannot look up who ordered the pump.",
        scene.at(1, "08:40"), {"what": "Empty list"}, urgency=2,
    )  # fmt: skip
    at = scene.at(1, "08:44")
    actions.answer(
        actor=mara, ticket=same, files=_stored(mara, at), now=at,
        text="This is what I see, and what the console of the browser says.",
    )  # fmt: skip
    actions.assign(actor=ivo, ticket=same, person=ivo, now=scene.at(1, "08:52"))
    actions.link(actor=ivo, ticket=same, kind="duplicates", other=major, now=scene.at(1, "08:53"))
    actions.reply(
        actor=ivo, ticket=same, now=scene.at(1, "09:10"),
        text="Thank you, this helps: it is the index of the orders. We rebuild it now.",
    )  # fmt: skip
    actions.escalate(
        actor=ivo, ticket=same, reason="Marketing has a buyer on the line", now=scene.at(1, "09:12")
    )


def _stored(person: Person, now: datetime) -> list[str]:
    """A picture and a text of hers, by their tokens."""
    pair = (("empty-list.png", screenshot()), ("console.txt", _LOG))
    return [
        files.store([content], name=name, created_by_id=person.pk, at=now).token
        for name, content in pair
    ]


def to_the_manufacturer(scene: Scene) -> None:
    """What two macros did, each as one entry."""
    ivo = scene.who("Ivo Petrov")
    ticket = scene.ask(
        scene.one_of("FAC", "agent"), FAULT, "Badge printer eats the cards",
        "Two cards an hour come out bent.", scene.at(4, "09:20"), {"what": "Badge printer"},
    )  # fmt: skip
    actions.run_macro(actor=ivo, ticket=ticket, macro=macro(TAKE_IT), now=scene.at(4, "10:00"))
    actions.run_macro(
        actor=ivo, ticket=ticket, macro=macro(TO_MANUFACTURER), now=scene.at(3, "09:15")
    )


def every_month(scene: Scene) -> None:
    """What Mara has asked for by itself."""
    rule = Rule("monthly", 1, time(8, 0), ZONE, day=1)
    now = scene.at(7, "10:00")
    actions.repeat(
        actor=scene.who("Mara Lindt"), offering=scene.offering(INVOICE), rule=rule,
        first_on=now.date(), title="Open invoices of cost centre 4410",
        text="Which of our invoices are not paid yet?", now=now,
    )  # fmt: skip


def tagged(scene: Scene) -> None:
    """Words on some open tickets of IT."""
    ivo = scene.who("Ivo Petrov")
    found = Ticket.objects.filter(
        supplier__code="IT", category__in=("submitted", "in_progress"), offering__name=FAULT,
        submitted_at__lt=scene.at(6, "08:00"),
    ).order_by("-submitted_at")[:10]  # fmt: skip
    for place, ticket in enumerate(found):
        actions.tag(actor=ivo, ticket=ticket, add=_TAGS[place % len(_TAGS)], now=scene.ends)
