"""What departments of the demo made of their offerings lately: prices, checklists, approvals.

Twelve working days back, so that what was asked before keeps its older form, and both can be seen.
"""

from typing import Any

from inward.catalogue import actions as catalogue
from inward.catalogue.actions.fields import set_fields
from inward.catalogue.models import Offering
from inward.directory import actions as directory
from inward.exchange.demo.scene import Scene

LAPTOP = "New laptop for a colleague"
FAULT = "Report a fault"
ACCESS = "Access to an archive or system"
MONITOR = "Second monitor or desk change"
BUDGET = "Budget change"
INVOICE = "Question about an invoice"
REPORT = "Change to a report or screen"
STARTS = "New colleague starts"
STANDARD_LAPTOP = "Standard 14″ (in stock)"
DEVELOPER_LAPTOP = "Developer 16″ (9 days)"
PAYROLL = "Payroll archive"
LAPTOP_PRICE = "1240.00"

_SYSTEMS = ["Order archive", PAYROLL, "Campaign payouts", "Customer file", "Another one"]
_ACCESS_FORM: list[dict[str, Any]] = [
    {"key": "system", "type": "choice", "label": "Which system", "required": True,
     "choices": _SYSTEMS},
    {"key": "other", "type": "text", "label": "What is it called", "required": True,
     "show_if": [{"key": "system", "op": "equals", "values": ["Another one"]}]},
    {"key": "columns", "type": "choices", "label": "What you need to see",
     "choices": ["Sums by month", "Single payments", "Names of people"],
     "show_if": [{"key": "system", "op": "one_of", "values": [PAYROLL, "Campaign payouts"]}]},
    {"key": "why", "type": "text", "label": "What for", "required": True},
    {"key": "until", "type": "date", "label": "Until", "required": False},
]  # fmt: skip
_STARTS_FORM: list[dict[str, Any]] = [
    {"key": "name", "type": "text", "label": "Name of the new colleague", "required": True,
     "personal": "personal"},
    {"key": "first_day", "type": "date", "label": "First day", "required": True},
    {"key": "hardware", "type": "heading", "label": "What should stand ready"},
    {"key": "laptop", "type": "choice", "label": "Laptop",
     "choices": [STANDARD_LAPTOP, DEVELOPER_LAPTOP]},
    {"key": "monitor", "type": "checkbox", "label": "A second monitor"},
    {"key": "archive", "type": "checkbox", "label": "Read the order archive"},
]  # fmt: skip
_STEPS: list[dict[str, Any]] = [
    {"key": "order", "text": "Take it from stock, note its serial number", "required": True},
    {"key": "encrypt", "text": "Disk encrypted, key in the vault", "required": True},
    {"key": "programs", "text": "Programs of the department installed"},
    {"key": "account", "text": "Signed in once with the colleague", "required": True},
]
_LAPTOP_FIELDS: list[dict[str, Any]] = [
    {"key": "serial", "type": "text", "label": "Serial number", "searchable": True},
    {"key": "handed_over", "type": "date", "label": "Handed over on", "seen_by": "both"},
    {"key": "cost_centre", "type": "text", "label": "Cost centre", "pattern": "digits",
     "seen_by": "both", "edited_by": "both", "searchable": True},
]  # fmt: skip
_FAULT_FIELDS: list[dict[str, Any]] = [
    {"key": "device", "type": "text", "label": "Device", "searchable": True, "seen_by": "both"},
    {"key": "cause", "type": "choice", "label": "Cause",
     "choices": ["Hardware", "Program", "Network", "Rights", "Nothing found"]},
]  # fmt: skip


def renew(scene: Scene) -> None:
    """All of it, in the names of those who head the departments."""
    _laptop(scene)
    _access(scene)
    _prices(scene)
    _approvals(scene)
    _new_colleague(scene)
    for name in (LAPTOP, ACCESS, INVOICE):
        catalogue.set_favourite(
            actor=scene.who("Mara Lindt"), offering=scene.offering(name), wanted=True,
            now=scene.at(9, "10:00"),
        )  # fmt: skip


def _laptop(scene: Scene) -> None:
    """Its price, the standard it is made ready by, and what IT notes of each."""
    kenji, now = scene.who("Kenji Sato"), scene.at(12, "09:30")
    laptop = scene.offering(LAPTOP)
    standard = catalogue.create_standard(
        actor=kenji, service=laptop.service, name="A laptop that is ready to work",
        text="Whoever gets it signs in once and begins. Nothing is left to be set up.",
        steps=_STEPS, now=now,
    )  # fmt: skip
    catalogue.change_offering(
        actor=kenji, offering=laptop, standard=standard, price=LAPTOP_PRICE,
        price_unit="per laptop", delivery_hint="Handed out on Tuesdays and Thursdays", now=now,
    )  # fmt: skip
    set_fields(actor=kenji, offering=laptop, fields=_LAPTOP_FIELDS, now=now)
    set_fields(actor=kenji, offering=scene.offering(FAULT), fields=_FAULT_FIELDS, now=now)


def _access(scene: Scene) -> None:
    """Questions that depend on which system it is."""
    catalogue.publish_form(
        actor=scene.who("Kenji Sato"), offering=scene.offering(ACCESS), fields=_ACCESS_FORM,
        now=scene.at(12, "10:15"),
    )  # fmt: skip


def _prices(scene: Scene) -> None:
    catalogue.change_offering(
        actor=scene.who("Lucia Romano"), offering=scene.offering(MONITOR), price="189.00",
        price_unit="per monitor", now=scene.at(11, "14:00"),
    )  # fmt: skip


def _approvals(scene: Scene) -> None:
    """A big laptop: line manager, then budget; pay data and budgets: the owner of the service."""
    directory.change_department(
        actor=scene.built.administrator, department=scene.department("MKT"),
        budget_owner=scene.one_of("MKT", "lead"), now=scene.at(12, "08:40"),
    )  # fmt: skip
    big = {"of": "answer", "key": "model", "test": "is", "value": DEVELOPER_LAPTOP}
    pay = {"of": "answer", "key": "system", "test": "is", "value": PAYROLL}
    _policy(scene, LAPTOP, "Kenji Sato", [
        _stage("Line manager", "line_manager", big), _stage("Budget", "budget_owner", big),
    ])  # fmt: skip
    _policy(scene, ACCESS, "Kenji Sato", [_stage("Owner of the data", "service_owner", pay)])
    _policy(scene, BUDGET, "Beatriz Almeida", [_stage("Head of Finance", "service_owner", None)])


def _stage(name: str, kind: str, when: dict[str, str] | None) -> dict[str, Any]:
    said: dict[str, Any] = {"name": name, "quorum": "any", "approvers": [{"kind": kind}]}
    return said | ({"when": when} if when else {})


def _policy(scene: Scene, offering: str, head: str, stages: list[dict[str, Any]]) -> None:
    catalogue.set_approval_policy(
        actor=scene.who(head), offering=scene.offering(offering), stages=stages,
        now=scene.at(12, "11:00"),
    )  # fmt: skip


def _new_colleague(scene: Scene) -> None:
    """One form for a new colleague, from which several departments get their part."""
    miriam, now = scene.who("Miriam Levi"), scene.at(10, "09:00")
    starts = catalogue.create_offering(
        actor=miriam, service=scene.offering("Open a position").service, name=STARTS,
        description="One form: contract, laptop, desk and rights, each from who does it.",
        keywords="onboarding first day welcome", fields=_STARTS_FORM,
        fulfilment_steps=[
            {"key": "contract", "text": "Contract signed by both", "required": True},
            {"key": "badge", "text": "Badge and keys ordered"},
            {"key": "buddy", "text": "Somebody shows them around"},
        ],
        now=now,
    )  # fmt: skip
    catalogue.publish_form(actor=miriam, offering=starts, plan=_plan(scene), now=now)


def _plan(scene: Scene) -> list[dict[str, Any]]:
    def when(key: str) -> list[dict[str, Any]]:
        return [{"key": key, "op": "answered", "values": []}]

    def part(name: str) -> Offering:
        return scene.offering(name)

    return [
        {"offering": part(LAPTOP).pk, "title": "Laptop for a new colleague",
         "show_if": when("laptop"),
         "answers": {"for_whom": "name", "model": "laptop", "needed_by": "first_day"}},
        {"offering": part(MONITOR).pk, "title": "Second monitor for a new colleague",
         "show_if": when("monitor")},
        {"offering": part(ACCESS).pk, "title": "Order archive for a new colleague",
         "show_if": when("archive"),
         "fixed": {"system": "Order archive", "why": "Starts with us"}},
    ]  # fmt: skip
