"""Words of routing in templates."""

from django.template import Library

from inward.tickets.routing.rules import Condition, in_words

register = Library()


@register.filter
def condition(view: Condition) -> str:
    """'customer is Finance or Sales'."""
    return in_words(view)


@register.filter
def percent(share: float) -> str:
    """0.731 as '73 %'."""
    return f"{round(100 * share)} %"
