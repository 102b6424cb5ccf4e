"""What happened in the catalogue: ids and primitives, past tense."""

from dataclasses import dataclass
from datetime import datetime

from inward.kernel.events import Event


@dataclass(frozen=True)
class ServiceCreated(Event):
    """A department supplies a service."""

    service_id: int
    supplier_id: int
    at: datetime


@dataclass(frozen=True)
class ServiceChanged(Event):
    """What is said of a service changed; `fields` names what."""

    service_id: int
    fields: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class AudienceSet(Event):
    """Who may ask for a service changed: all, or those named in any of three ways."""

    service_id: int
    open_to_all: bool
    department_ids: tuple[int, ...]
    positions: tuple[str, ...]
    person_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True)
class ServiceRetired(Event):
    """A service is offered no more, nor is anything of it."""

    service_id: int
    at: datetime


@dataclass(frozen=True)
class OfferingCreated(Event):
    """One more thing can be asked of a service."""

    offering_id: int
    service_id: int
    at: datetime


@dataclass(frozen=True)
class OfferingChanged(Event):
    """What is said of an offering changed; `fields` names what."""

    offering_id: int
    fields: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class FormPublished(Event):
    """An offering asks other questions from now on."""

    offering_id: int
    form_version_id: int
    number: int
    at: datetime


@dataclass(frozen=True)
class OfferingRetired(Event):
    """A thing can be asked no more."""

    offering_id: int
    at: datetime


@dataclass(frozen=True)
class StandardPublished(Event):
    """A standard reads otherwise from now on: its first version, or another one."""

    standard_id: int
    service_id: int
    number: int
    at: datetime
