"""Reads for pages: how fresh the figures are. Loads no analytic engine."""

from inward.analytics.models import Watermark

FACTS = "facts"


def freshness() -> Watermark | None:
    """The watermark of the figures on all pages; None before the first refresh."""
    return Watermark.objects.filter(name=FACTS).first()
