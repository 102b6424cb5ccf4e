"""Who may do what in the catalogue."""

from datetime import date

from inward.catalogue import queries
from inward.catalogue.models import Offering, Service
from inward.directory import policies as directory_policies
from inward.directory import queries as directory
from inward.directory.models import Department, Person

WHO_MANAGES = "Only its owner, the supplier's lead or head, and administrators do this."


def can_supply(actor: Person, supplier: Department, on: date) -> bool:
    """Create services of a department: its lead, its head or one above, administrators."""
    return directory_policies.is_administrator(actor) or directory.leads(actor, supplier, on)


def can_manage_service(actor: Person, service: Service, on: date) -> bool:
    """Change a service and its offerings: its owner and whoever may supply."""
    if actor.is_active and service.owner_id == actor.pk:
        return True
    return can_supply(actor, service.supplier, on)


def can_ask_for(actor: Person, beneficiary: Person, on: date) -> bool:
    """Ask for somebody else: a colleague of a department of one's own, or who reports to one.

    To a person report those who name them their manager, and all in departments they head. Cost:
    up to three statements.
    """
    if not actor.is_active:
        return False
    if actor.pk in (beneficiary.pk, beneficiary.manager_id):
        return True
    theirs = directory.departments_of(beneficiary, on)
    shared = directory.departments_of(actor, on).filter(pk__in=theirs.values("pk"))
    headed = directory.departments_headed(actor, on)
    return shared.exists() or headed.filter(pk__in=theirs.values("pk")).exists()


def can_ask(actor: Person, offering: Offering, on: date) -> bool:
    """Ask for an offering: active, and the actor belongs to its audience."""
    return queries.askable_by(actor, on).filter(pk=offering.pk).exists()
