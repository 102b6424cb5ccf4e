"""What agreements tell others."""

from dataclasses import dataclass

from inward.kernel.events import Event


@dataclass(frozen=True)
class AgreementProposed(Event):
    """The first of both sides signed a wording; the other side is asked."""

    agreement_id: int
    version_id: int
    by_id: int


@dataclass(frozen=True)
class AgreementPutInForce(Event):
    """A wording signed by both sides applies from now on; what it replaced has ended."""

    agreement_id: int
    version_id: int
    supplier_id: int
    customer_id: int | None


@dataclass(frozen=True)
class AgreementEnded(Event):
    """An agreement applies no longer; tickets keep the wording they started under."""

    agreement_id: int
    supplier_id: int
    customer_id: int | None
