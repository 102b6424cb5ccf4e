"""How departments of the demo work their tickets: reasons to wait, ready words, routing, views."""

from typing import Any

from inward.directory.models import Person
from inward.exchange.demo.offers import LAPTOP
from inward.exchange.demo.scene import Scene
from inward.tickets import actions
from inward.tickets.actions import routing
from inward.tickets.actions.retention import set_retention
from inward.tickets.models import Macro, Skill
from inward.tickets.routing.rules import Condition, Effects, Rule

MANUFACTURER = "manufacturer_sends_the_part"
WINDOW = "maintenance_window"
QUESTION = "details_from_who_asked"
TAKE_IT = "Take it and say so"
TO_MANUFACTURER = "Send it to the manufacturer"

_WAITS = [
    {"name": "Manufacturer sends the part", "code": MANUFACTURER, "waiting_on": "outside"},
    {"name": "Maintenance window", "code": WINDOW, "waiting_on": "date"},
    {"name": "Details from who asked", "code": QUESTION, "waiting_on": "customer"},
    {"name": "Another supplier", "code": "another_supplier", "waiting_on": "outside",
     "needs_text": True},
]  # fmt: skip
_LABELS = {
    "in_progress": {"name": "On the bench", "customer": "Being worked on"},
    "waiting": {"name": "Parked", "customer": "Waiting"},
}
_FOR_IT = {
    "It is ready": "Hello {{ requester.first_name }},\n\n{{ ticket.title }} ({{ ticket.key }}) is "
    "ready. You find us in room 1.08 until five.\n\n{{ agent.first_name }}, {{ department.name }}",
    "Restart first": "Hello {{ requester.first_name }},\n\nplease restart the device once, with "
    "the cable in. If it is the same afterwards, write the number below the screen here.",
    "When it will be done": "Hello {{ requester.first_name }},\n\nwe promised you an end by "
    "{{ due }} and it looks as if we keep that.",
}


def furnish(scene: Scene) -> None:
    """All of it, in the names of those who may."""
    scene.settle()  # the desks of the departments
    _waits(scene)
    _words(scene)
    _macros(scene)
    _abilities(scene)
    _rules(scene)
    _views(scene)
    set_retention(
        actor=scene.built.administrator, service=None, sensitive_months=24, personal_months=84,
        now=scene.at(13, "16:00"),
    )  # fmt: skip


def _waits(scene: Scene) -> None:
    kenji, now = scene.who("Kenji Sato"), scene.at(13, "09:00")
    for part, value in (("waits", _WAITS), ("labels", _LABELS)):
        actions.change_desk(
            actor=kenji, department=scene.department("IT"), part=part, value=value, now=now
        )


def _words(scene: Scene) -> None:
    """Ready words: of one person, of a department, of all."""
    now, department = scene.at(13, "09:30"), scene.department("IT")
    for name, text in _FOR_IT.items():
        actions.save_canned(
            actor=scene.who("Kenji Sato"), name=name, text=text, department=department, now=now
        )
    ivo = scene.who("Ivo Petrov")
    actions.save_canned(
        actor=ivo, owner=ivo, name="Lunch", now=now,
        text="I am at lunch until one and look at it right after.",
    )  # fmt: skip
    actions.save_canned(
        actor=scene.built.administrator, name="Thank you for waiting", now=now,
        text="Hello {{ requester.first_name }},\n\nthank you for waiting. We have not forgotten "
        "{{ ticket.key }} and tell you as soon as we know more.",
    )  # fmt: skip


def _macros(scene: Scene) -> None:
    now, department = scene.at(13, "10:00"), scene.department("IT")
    take: list[dict[str, Any]] = [
        {"do": "assign", "to": "me"},
        {"do": "reply", "text": "Hello {{ requester.first_name }}, I have it: {{ agent.name }}."},
    ]
    away: list[dict[str, Any]] = [
        {"do": "tag", "add": ["hardware", "warranty"]},
        {"do": "note", "text": "Sent to the manufacturer, slip in the folder."},
        {"do": "hold", "waiting_on": "outside", "reason": "Manufacturer sends the part", "days": 8},
    ]
    for name, steps in ((TAKE_IT, take), (TO_MANUFACTURER, away)):
        actions.save_macro(
            actor=scene.who("Kenji Sato"), name=name, steps=steps, department=department, now=now
        )


def macro(name: str) -> Macro:
    """The macro of IT that is called so."""
    return Macro.objects.get(name=name, department__code="IT")


def _abilities(scene: Scene) -> None:
    """Who of IT knows what: Ivo laptops, two colleagues the network and the business systems."""
    kenji, department, now = scene.who("Kenji Sato"), scene.department("IT"), scene.at(13, "11:00")
    laptops, network, systems = (
        routing.add_skill(actor=kenji, department=department, name=name, now=now).pk
        for name in ("Laptops", "Network", "Business systems")
    )
    ivo, other, third = scene.who("Ivo Petrov"), _agent(scene, 0), _agent(scene, 1)
    abilities = {
        ivo.pk: routing.Ability({laptops: 3, network: 1}),
        other.pk: routing.Ability({network: 3, systems: 1}, most=60),
        third.pk: routing.Ability({systems: 3, laptops: 1}, share=50),
    }
    routing.set_abilities(actor=kenji, department=department, abilities=abilities, now=now)


def _agent(scene: Scene, place: int) -> Person:
    return scene.one_of("IT", "agent", place)


def _rules(scene: Scene) -> None:
    """Four rules: laptops and network to who knows them, a silent order system is urgent."""
    kenji, department, now = scene.who("Kenji Sato"), scene.department("IT"), scene.at(13, "11:30")
    for rule in _planned(scene):
        routing.keep_rule(actor=kenji, department=department, rule=rule, now=now)
    routing.publish_routing(actor=kenji, department=department, now=now)


def _planned(scene: Scene) -> list[Rule]:
    skills = {one.name: one.pk for one in Skill.objects.filter(department__code="IT")}
    laptop, kenji = scene.offering(LAPTOP), scene.who("Kenji Sato")
    finance = scene.department("FIN")
    return [
        Rule(
            0, "Laptops", (Condition("offering", "is", (laptop.pk,), (laptop.name,)),),
            effects=Effects(method="skill", skill=skills["Laptops"], tags=("laptop",)),
        ),
        Rule(
            0, "Network", (_words_any("vpn", "wlan", "network"),),
            effects=Effects(method="skill", skill=skills["Network"], tags=("network",)),
        ),
        Rule(
            0, "Order system", (_words_any("order system"),),
            effects=Effects(priority=2, tags=("order system",), watcher=kenji.pk),
        ),
        Rule(
            0, "Month-end of Finance",
            (
                Condition("customer", "is", (finance.pk,), (finance.name,)),
                _words_any("month-end", "closing"),
            ),
            effects=Effects(
                method="skill", skill=skills["Business systems"], priority=2, tags=("month-end",)
            ),
        ),
    ]  # fmt: skip


def _words_any(*words: str) -> Condition:
    return Condition("words", "any", words, words)


def _views(scene: Scene) -> None:
    """One view the whole of IT shares, one of Ivo's own."""
    now, ivo = scene.at(13, "12:00"), scene.who("Ivo Petrov")
    actions.save_view(
        actor=scene.who("Kenji Sato"), department=scene.department("IT"), base="open",
        name="With the manufacturer", text="waiting:outside", columns=["assignee", "slack"],
        now=now,
    )  # fmt: skip
    actions.save_view(
        actor=ivo, owner=ivo, base="mine", name="My network tickets", text="tag:network", now=now
    )
