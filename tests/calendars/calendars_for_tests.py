"""Calendars for tests: some well-known ones, and any calendar as a Hypothesis strategy."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from inward.calendars.definition import WEEKDAYS, Definition
from inward.calendars.errors import InvalidCalendar
from inward.calendars.instants import DAY, to_instant, to_seconds
from inward.calendars.reading import definition_from_json
from inward.calendars.timeline import Timeline

Json = dict[str, Any]

# Both hemispheres; offsets of 30 and 45 minutes; half an hour of summer time (Lord Howe); summer
# time abolished (São Paulo, Tehran); clocks changing at midnight (São Paulo, Havana); summer time
# that is winter's (Casablanca); a date that never was (Apia, 30 December 2011).
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Pacific/Chatham",
)

OFFICE = [["09:00", "17:00"]]


def week(hours: list[list[str]], days: str = "mon tue wed thu fri") -> Json:
    """The same hours on each of these weekdays."""
    return dict.fromkeys(days.split(), hours)


def always() -> Json:
    """Open day and night, every day."""
    return week([["00:00", "24:00"]], " ".join(WEEKDAYS))


def timeline(timezone: str = "UTC", hours: Json | None = None, **more: Any) -> Timeline:
    """A calendar made ready; Monday to Friday 9 to 17 unless said."""
    said = {"timezone": timezone, "hours": week(OFFICE) if hours is None else hours, **more}
    return Timeline(definition_from_json(said))


def at(text: str) -> int:
    """Seconds of an ISO 8601 instant."""
    return to_seconds(datetime.fromisoformat(text))


def shows(second: int) -> str:
    """The instant as ISO 8601 in UTC."""
    return to_instant(second).isoformat()


def open_by_the_clock_on_the_wall(definition: Definition, second: int) -> bool:
    """What 'open' means, said without any of the arithmetic under test."""
    local = to_instant(second).astimezone(definition.zone)
    wall = local.hour * 3600 + local.minute * 60 + local.second
    today, yesterday = local.date(), local.date() - timedelta(days=1)
    return any(each.opens <= wall < each.closes for each in definition.hours_of(today)) or any(
        each.opens <= wall + DAY < each.closes for each in definition.hours_of(yesterday)
    )


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


# Five-minute steps keep random hours meeting each other and clock changes.
_TIMES = st.integers(0, 24 * 12).map(lambda n: _time(5 * n))
_PAIR = st.tuples(_TIMES, _TIMES).filter(lambda p: p[0] != p[1] and p[0] != "24:00").map(list)
_HOURS = st.lists(_PAIR, max_size=3)
_DATES = st.dates(date(2010, 1, 1), date(2025, 12, 31)).map(date.isoformat)
_MONTH_DAYS = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda d: d.strftime("%m-%d"))


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Any calendar that is ever open."""
    weekly = draw(st.dictionaries(st.sampled_from(WEEKDAYS), _HOURS))
    if not any(weekly.values()):
        weekly = {"tue": [["08:00", "12:00"], ["22:00", "06:00"]]}
    said: Json = {
        "timezone": draw(st.sampled_from(ZONES)),
        "hours": weekly,
        "holidays": draw(st.lists(_DATES, max_size=4)),
        "recurring_holidays": draw(st.lists(_MONTH_DAYS, max_size=4)),
        "exceptions": draw(
            st.lists(
                st.fixed_dictionaries({"date": _DATES, "hours": _HOURS}),
                max_size=3,
                unique_by=lambda each: str(each["date"]),
            )
        ),
    }
    try:
        return definition_from_json(said)
    except InvalidCalendar as fault:  # hours that lie inside a skipped hour alone
        raise AssertionError(f"{said} was refused: {fault}") from fault


def timelines() -> st.SearchStrategy[Timeline]:
    """Any calendar, made ready afresh."""
    return definitions().map(Timeline)


# 2010 to 2025, so that every clock change above is met; sometimes near one of them.
_ANY_SECOND = st.integers(
    to_seconds(datetime(2010, 1, 1, tzinfo=UTC)), to_seconds(datetime(2025, 12, 31, tzinfo=UTC))
)
CLOCK_CHANGES = (
    "2021-03-28T01:00:00Z",  # Berlin, forward
    "2021-10-31T01:00:00Z",  # Berlin, back
    "2021-03-14T07:00:00Z",  # New York, forward
    "2021-11-07T06:00:00Z",  # New York, back
    "2017-10-15T03:00:00Z",  # São Paulo, forward at midnight
    "2018-02-18T02:00:00Z",  # São Paulo, back at midnight
    "2021-11-07T05:00:00Z",  # Havana, back to midnight
    "2021-03-21T20:30:00Z",  # Tehran, forward at midnight
    "2021-09-21T19:30:00Z",  # Tehran, back
    "2021-10-02T16:00:00Z",  # Sydney, forward
    "2021-04-03T16:00:00Z",  # Sydney, back
    "2021-04-03T15:00:00Z",  # Lord Howe, back by 30 minutes
    "2011-12-30T10:00:00Z",  # Apia leaves out a day
)
_NEAR_A_CHANGE = st.builds(
    lambda change, offset: at(change) + offset,
    st.sampled_from(CLOCK_CHANGES),
    st.integers(-2 * DAY, 2 * DAY),
)
seconds = st.one_of(_ANY_SECOND, _NEAR_A_CHANGE)
lengths = st.integers(0, 60 * DAY)
