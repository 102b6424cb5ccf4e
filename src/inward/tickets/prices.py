"""What a ticket costs the customer, as it stood on the form when it was asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from inward.catalogue.models import Offering
from inward.tickets.life import Entry


@dataclass(frozen=True)
class Price:
    """An amount of money, in which currency (ISO 4217), for what ('per laptop', or nothing)."""

    amount: Decimal
    currency: str
    unit: str = ""

    def __str__(self) -> str:
        said = f"{self.amount:,.2f} {self.currency}"
        return f"{said} {self.unit}".strip()


def price_of(offering: Offering) -> Price | None:
    """What an offering costs now; None where it has no price."""
    if offering.price is None:
        return None
    return Price(Decimal(offering.price), settings.CURRENCY, offering.price_unit)


def price_data(offering: Offering) -> dict[str, Any]:
    """What the first event of a ticket carries of its price; nothing where it has none."""
    price = price_of(offering)
    if price is None:
        return {}
    return {"price": {"amount": str(price.amount), "currency": price.currency, "unit": price.unit}}


def fold(entries: Iterable[Entry]) -> Price | None:
    """The price a ticket was asked at; None where it had none. Linear."""
    said = next((one.data["price"] for one in entries if "price" in one.data), None)
    return Price(Decimal(said["amount"]), said["currency"], said["unit"]) if said else None
