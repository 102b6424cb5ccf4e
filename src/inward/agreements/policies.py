"""Who may write, sign and read agreements."""

from datetime import date

from inward.agreements.models import Agreement, AgreementVersion
from inward.directory.models import Department, Person
from inward.directory.queries import heads


def can_create_agreement(
    actor: Person, supplier: Department, customer: Department | None, on: date
) -> bool:
    """Heads of either side, and administrators."""
    if actor.is_administrator and actor.is_active:
        return True
    return heads(actor, supplier, on) or (customer is not None and heads(actor, customer, on))


def can_change_agreement(actor: Person, agreement: Agreement, on: date) -> bool:
    """Those who may create one between the same two sides."""
    return can_create_agreement(actor, agreement.supplier, agreement.customer, on)


def can_sign_for_supplier(actor: Person, agreement: Agreement, on: date) -> bool:
    """The head of the supplier, or of a department above it."""
    return heads(actor, agreement.supplier, on)


def can_sign_for_customer(actor: Person, agreement: Agreement, on: date) -> bool:
    """The head of the customer, or above it.

    For an agreement with all departments nobody heads the customer: an executive signs, or an
    administrator in the name of all.
    """
    if agreement.customer is None:
        executive = actor.position == Person.Position.EXECUTIVE
        return bool(actor.is_active) and (executive or actor.is_administrator)
    return heads(actor, agreement.customer, on)


def can_put_in_force(actor: Person, version: AgreementVersion, on: date) -> bool:
    """Who may change the agreement may put into force what both sides signed."""
    return can_change_agreement(actor, version.agreement, on)
