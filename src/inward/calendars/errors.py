"""What can go wrong with calendars and business time. All are `InwardError`s, so every door
(page, API, command line) already knows how to show them."""

from inward.kernel.errors import Invalid, RuleBroken


class InvalidCalendar(Invalid):
    """A calendar's definition cannot be used; `fields` names each fault and where it stands."""

    code = "calendar_invalid"
    title = "This calendar cannot be used"


class OutOfHorizon(RuleBroken):
    """The answer lies outside the years that calendars are computed for, or nowhere at all.

    Raised, for example, by adding 500 hours to a calendar that opens one hour a year, or by asking
    when a calendar closes that never does.
    """

    code = "calendar_out_of_horizon"
    title = "No answer within the calendar's horizon"
