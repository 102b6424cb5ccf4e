"""Which versions of agreement and calendar a ticket asked now would start under."""

from dataclasses import dataclass
from datetime import datetime

from inward.agreements.models import AgreementVersion
from inward.agreements.queries import match
from inward.calendars.models import CalendarVersion
from inward.calendars.queries import version_in_force
from inward.catalogue.models import Offering, Service
from inward.directory.models import Department

# What a department opens for itself: nobody waits for it who was promised anything.
OF_ITSELF = frozenset({"problem", "change"})


@dataclass(frozen=True)
class Pins:
    """The versions a ticket asked now starts under."""

    agreement: AgreementVersion | None
    calendar: CalendarVersion | None


def is_own_work(kind: str, supplier: int | None, customer: int | None) -> bool:
    """Whether a department works on a problem or a change of its own."""
    return kind in OF_ITSELF and supplier is not None and supplier == customer


def pins(supplier: Department, customer: Department, offering: Offering, now: datetime) -> Pins:
    """What applies to this offering, supplier and customer now; the calendar even without promise.

    Up to four queries. The calendar is the agreement's, else the service's, else the supplier's.
    """
    return pins_of(supplier, customer, offering.service, now)


def pins_of(
    supplier: Department, customer: Department, service: Service | None, now: datetime
) -> Pins:
    """As `pins`, for a service, or for what is of no service."""
    agreed = match(supplier, customer, service, now)
    own = service.calendar_id if service is not None else None
    calendar = agreed.calendar_id if agreed is not None else own or supplier.calendar_id
    return Pins(agreed, version_in_force(calendar) if calendar is not None else None)
