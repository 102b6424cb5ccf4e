"""The last days of the demo: what Mara and her colleagues asked for, and what came of it."""

from inward.directory import actions as directory
from inward.exchange.demo.desks import QUESTION
from inward.exchange.demo.offers import (
    ACCESS,
    BUDGET,
    DEVELOPER_LAPTOP,
    INVOICE,
    LAPTOP,
    LAPTOP_PRICE,
    PAYROLL,
    REPORT,
    STANDARD_LAPTOP,
    STARTS,
)
from inward.exchange.demo.scene import Scene
from inward.tickets import actions
from inward.tickets.models import Ticket


def part_of_finance(scene: Scene) -> None:
    """IT waits for a part that Finance does; the head is asked in a note, Mara's head watches."""
    mara, ivo, kenji = scene.who("Mara Lindt"), scene.who("Ivo Petrov"), scene.who("Kenji Sato")
    ticket = scene.ask(
        mara, ACCESS, "Payouts of last autumn, by month",
        "I plan the autumn campaign and need what we paid in the last one, by month.",
        scene.at(5, "09:12"),
        {"system": "Campaign payouts", "columns": ["Sums by month"],
         "why": "Plan the autumn campaign", "until": scene.ahead(60).date().isoformat()},
    )  # fmt: skip
    actions.assign(actor=ivo, ticket=ticket, person=ivo, now=scene.at(5, "10:05"))
    actions.reply(
        actor=ivo, ticket=ticket, now=scene.at(5, "10:21"),
        text="Hello Mara, I can open it for you. The figures are Finance's, so I ask them first.",
    )  # fmt: skip
    part = actions.ask_part(
        actor=ivo, ticket=ticket, department=scene.department("FIN"),
        title="May Marketing read last year's payouts, by month?",
        text="Sums by month are enough, no names. Until the end of the planning.",
        now=scene.at(4, "09:40"),
    )  # fmt: skip
    scene.settle()
    _finance_looks(scene, part)
    actions.tag(actor=ivo, ticket=ticket, add=["access", "payouts"], now=scene.at(4, "09:42"))
    actions.book_time(
        actor=ivo, ticket=ticket, minutes=25, activity="research",
        note="Which tables hold the payouts", now=scene.at(4, "09:50"),
    )  # fmt: skip
    actions.note(
        actor=ivo, ticket=ticket, now=scene.at(3, "11:02"),
        text="@Kenji Sato do we limit it to sums in the database, or only on the screen?",
    )  # fmt: skip
    actions.note(
        actor=kenji, ticket=ticket, now=scene.at(3, "13:30"),
        text="In the database, please, @Ivo Petrov. The screen is not a lock.",
    )  # fmt: skip
    actions.add_watcher(
        actor=mara, ticket=ticket, person=scene.who("Lena Vogt"), now=scene.at(2, "09:00")
    )


def _finance_looks(scene: Scene, part: Ticket) -> None:
    priya = scene.who("Priya Nair")
    actions.assign(actor=priya, ticket=part, person=priya, now=scene.at(4, "13:10"))
    actions.reply(
        actor=priya, ticket=part, now=scene.at(3, "10:15"),
        text="I check which of the payouts are under a secrecy clause and come back to you.",
    )  # fmt: skip


def two_parts(scene: Scene) -> None:
    """Finance and Procurement each do a part at the same time."""
    ivo, priya = scene.who("Ivo Petrov"), scene.who("Priya Nair")
    ticket = scene.ask(
        scene.who("Mara Lindt"), REPORT, "Leads of the spring fair in the quote screen",
        "Sales wants to see which quotes come from the fair. We have the list of visitors.",
        scene.at(3, "09:30"), urgency=2,
    )  # fmt: skip
    actions.assign(actor=ivo, ticket=ticket, person=ivo, now=scene.at(3, "09:50"))
    actions.reply(
        actor=ivo, ticket=ticket, now=scene.at(3, "10:00"),
        text="Hello Mara, yes, with a small tool for the import. I ask who pays and who orders it.",
    )  # fmt: skip
    ask = (
        ("FIN", "Release 1,900 for three licences", "For the import of visitor lists, this year."),
        ("PRO", "Offer for three licences of the import tool", "Three seats, twelve months."),
    )
    parts = [
        actions.ask_part(
            actor=ivo, ticket=ticket, department=scene.department(code), title=title, text=text,
            now=scene.at(2, f"14:0{place}"),
        )
        for place, (code, title, text) in enumerate(ask)
    ]  # fmt: skip
    scene.settle()
    actions.assign(actor=priya, ticket=parts[0], person=priya, now=scene.at(1, "09:05"))
    buyer = scene.one_of("PRO", "agent")
    actions.assign(actor=buyer, ticket=parts[1], person=buyer, now=scene.at(1, "15:20"))


def approvals(scene: Scene) -> None:
    """One waits for Kenji, one for Mara's budget, one for who stands in for the head of Finance."""
    _beatriz_is_away(scene)
    scene.ask(
        scene.who("Priya Nair"), ACCESS, "Payroll archive for the audit of travel costs",
        "The auditors ask for three months of travel pay. I need to look them up.",
        scene.at(1, "10:40"),
        {"system": PAYROLL, "columns": ["Single payments"], "why": "Audit of travel costs",
         "until": scene.ahead(14).date().isoformat()},
    )  # fmt: skip
    _big_laptop(scene)
    scene.ask(
        scene.who("Mara Lindt"), BUDGET, "Move 5,000 from fairs to web",
        "The autumn fair is smaller than planned; the web campaign is not.",
        scene.at(2, "15:05"),
    )  # fmt: skip
    _decided_in_her_name(scene)


def _beatriz_is_away(scene: Scene) -> None:
    beatriz = scene.who("Beatriz Almeida")
    directory.record_absence(
        actor=beatriz, person=beatriz, since=scene.at(5, "08:00"), until=scene.ahead(9),
        substitute=scene.who("Priya Nair"), reason="Away", now=scene.at(6, "16:00"),
    )  # fmt: skip


def _big_laptop(scene: Scene) -> None:
    """The line manager said yes; the one who answers for the budget is asked now."""
    ticket = scene.ask(
        scene.who("Mara Lindt"), LAPTOP, "Big laptop for cutting the fair film",
        "The film of the new pump is cut in house this time.", scene.at(4, "10:10"),
        {"for_whom": "The film team", "model": DEVELOPER_LAPTOP, "note": "Film cutting"},
        beneficiary=scene.one_of("MKT", "agent"),
    )  # fmt: skip
    actions.approve(
        actor=scene.who("Lena Vogt"), ticket=ticket, now=scene.at(3, "09:05"),
        text=f"Cheaper than a studio: {LAPTOP_PRICE} once.",
    )  # fmt: skip


def _decided_in_her_name(scene: Scene) -> None:
    ticket = scene.ask(
        scene.who("Kenji Sato"), BUDGET, "Budget for a second VPN gateway",
        "One gateway for the whole house is one too few.", scene.at(4, "08:50"), urgency=2,
    )  # fmt: skip
    actions.approve(
        actor=scene.who("Priya Nair"), ticket=ticket, now=scene.at(3, "16:10"),
        text="Within the reserve for this year.",
    )  # fmt: skip
    clerk = scene.one_of("FIN", "agent")
    actions.assign(actor=clerk, ticket=ticket, person=clerk, now=scene.at(2, "09:30"))


def laptop(scene: Scene) -> None:
    """By routing it came to Ivo, who is half through his checklist and asks Mara something."""
    mara, ivo = scene.who("Mara Lindt"), scene.who("Ivo Petrov")
    ticket = scene.ask(
        mara, LAPTOP, "Replacement for my broken laptop", "It fell off the stand at the fair.",
        scene.at(3, "08:20"), {"for_whom": "Me", "model": STANDARD_LAPTOP}, urgency=2,
    )  # fmt: skip
    actions.reply(
        actor=ivo, ticket=ticket, now=scene.at(3, "08:50"),
        text="Hello Mara, that happens. I take one from stock for you.",
    )  # fmt: skip
    actions.tick(actor=ivo, ticket=ticket, step="s.order", now=scene.at(3, "14:00"))
    actions.set_fields(
        actor=ivo, ticket=ticket, values={"serial": "HW14-20711", "cost_centre": "4410"},
        now=scene.at(3, "14:05"),
    )  # fmt: skip
    actions.ask_customer(
        actor=ivo, ticket=ticket, reason_code=QUESTION, now=scene.at(1, "14:20"),
        text="The laptop is here. Which programs do you need beside the usual ones, and when may "
        "I bring it?",
    )  # fmt: skip


def new_colleague(scene: Scene) -> None:
    """One form of HR, from which HR, IT and Facilities each got their ticket."""
    ivo = scene.who("Ivo Petrov")
    day = scene.ahead(21).date().isoformat()
    whole = scene.ask(
        scene.who("Mara Lindt"), STARTS, "New in web: Ines Sander",
        "She starts with us and sits beside me.", scene.at(5, "13:40"),
        {"name": "Ines Sander", "first_day": day, "laptop": STANDARD_LAPTOP, "monitor": True,
         "archive": True},
    )  # fmt: skip
    recruiter = scene.one_of("HR", "agent")
    actions.assign(actor=recruiter, ticket=whole, person=recruiter, now=scene.at(5, "14:30"))
    actions.reply(
        actor=recruiter, ticket=whole, now=scene.at(5, "14:35"),
        text="How nice. The contract is with her; the rest is under way with the others.",
    )  # fmt: skip
    actions.tick(actor=recruiter, ticket=whole, step="badge", now=scene.at(4, "09:30"))
    laptop = Ticket.objects.get(title="Laptop for a new colleague")
    actions.reply(
        actor=ivo, ticket=laptop, now=scene.at(5, "15:00"),
        text="Hello Mara, one is in stock. It stands on her desk two days before she starts.",
    )  # fmt: skip
    for place, step in enumerate(("s.order", "s.encrypt")):
        actions.tick(actor=ivo, ticket=laptop, step=step, now=scene.at(4, f"11:0{place}"))
    actions.book_time(actor=ivo, ticket=laptop, minutes=40, note="Set up", now=scene.at(4, "11:45"))
    actions.set_fields(
        actor=ivo, ticket=laptop, values={"serial": "HW14-20698"}, now=scene.at(4, "11:46")
    )


def to_confirm(scene: Scene) -> None:
    """What Finance did and Mara has to confirm."""
    priya = scene.who("Priya Nair")
    ticket = scene.ask(
        scene.who("Mara Lindt"), INVOICE, "Two payments to the stand builder?",
        "I see two payments on the same day.", scene.at(3, "11:10"),
    )  # fmt: skip
    actions.assign(actor=priya, ticket=ticket, person=priya, now=scene.at(3, "11:45"))
    actions.resolve(
        actor=priya, ticket=ticket, outcome="fulfilled", now=scene.at(1, "15:30"),
        text="You were right: the second one came back today. Thank you for looking.",
    )  # fmt: skip
