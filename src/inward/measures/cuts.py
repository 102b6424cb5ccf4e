"""By what the measures are cut: names of columns of `cases`, and what is stored for each cut."""

from collections.abc import Mapping
from types import MappingProxyType

CUTS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "all": (),
    "supplier": ("supplier_id",),
    "customer": ("customer_id",),
    "service": ("service_id",),
    "channel": ("channel",),
    "priority": ("priority",),
    "month": ("month",),
    "week": ("week",),
    "relation": ("supplier_id", "customer_id"),
    "supplier_month": ("supplier_id", "month"),
    "customer_month": ("customer_id", "month"),
})  # fmt: skip

# What is told of a department month by month.
TREND = (
    "volume", "compliance", "resolve_median", "resolve_business_median", "handoffs_per_ticket",
    "ping_pong_rate", "ball_share_supplier", "ball_share_customer",
)  # fmt: skip

# Cuts whose rows stand in the results; relations have rows of their own (`inward.network`).
STORED: Mapping[str, tuple[str, ...] | None] = MappingProxyType(
    {cut: TREND if cut.endswith("_month") else None for cut in CUTS if cut != "relation"}
)

# Released ratings are whole batches a relation: any other cut could take a batch apart.
RATED = frozenset({"all", "supplier", "customer"})
