"""Dates in many ways of writing: told from samples, read into the right UTC instants."""

# ruff: noqa: E501, DTZ001 (tables; the engine gives UTC instants without a zone)

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inward.logs.date_guess import DateGuess, guess_dates, order_evidence
from inward.logs.dates import instant_sql, readable

WAYS = [
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S.%f", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %I:%M %p", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y, %H:%M", "%d-%m-%Y %H:%M:%S", "%Y/%m/%d %H:%M:%S",
    "%d %b %Y %H:%M", "%d-%b-%y %I.%M.%S %p", "%b %d, %Y %I:%M:%S %p", "%B %d, %Y %H:%M", "%d %B %Y %H:%M:%S",
    "%a, %d %b %Y %H:%M:%S", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S", "%d/%m/%y %H:%M", "%d/%m/%Y %H.%M",
    "%Y-%m-%d %H:%M:%S,%f", "%b %d, %Y", "%d/%m/%Y", "%A, %d %B %Y %H:%M",
]  # fmt: skip
instants = st.datetimes(datetime(2001, 1, 1), datetime(2049, 12, 31))


def parsed(texts: list[str], formats: tuple[str, ...], zone: str = "UTC") -> list[datetime | None]:
    import pyarrow as pa

    column = pa.array(texts, pa.string())
    column = readable(column, formats)
    with duckdb.connect() as connection:
        connection.execute(f"SET TimeZone = '{zone}'")
        connection.register("given", pa.table({"n": range(len(texts)), "t": column}))
        sql = f"SELECT {instant_sql('t', formats, zone)} FROM given ORDER BY n"
        return [row[0] for row in connection.execute(sql).fetchall()]


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=25, deadline=None)
@given(moments=st.lists(instants, min_size=12, max_size=40))
def test_what_is_written_in_one_way_is_read_back(way: Any, moments: Any) -> None:
    known = [moments[0].replace(day=28), moments[0].replace(day=3, month=4)]  # tells day from month
    moments = [m.replace(microsecond=0) for m in [*known, *moments]]
    if "%H" not in way and "%I" not in way:
        moments = [m.replace(hour=0, minute=0) for m in moments]
    if "%S" not in way:
        moments = [m.replace(second=0) for m in moments]
    guess = guess_dates([m.strftime(way) for m in moments])
    assert guess is not None
    assert not guess.ambiguous
    assert parsed([m.strftime(way) for m in moments], guess.formats) == moments


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["29/2/2016 01:16", "1/3/2016 9:05"], ("%d/%m/%Y %H:%M",)),
        (["2/29/2016 1:16:00 PM", "1/3/2016 9:05:00 AM"], ("%m/%d/%Y %I:%M:%S %p",)),
        (["1456708560", "1456708561"], ("epoch",)),
        (["1456708560000", "1456708560999"], ("epoch_ms",)),
        (["2010-03-31T16:59:42.000+02:00", "2010-03-31T16:59:42Z"], ("iso",)),
        (["2010-03-31 10:00:00 UTC"], ("iso",)),
        (["45380.4305555556", "45381.7541666667", "45382"], ("excel",)),
        (["31/03/2010 às 10:00"], ("%d/%m/%Y às %H:%M",)),
    ],
)
def test_ways_of_known_systems(texts: Any, formats: Any) -> None:
    guess = guess_dates(texts)
    assert guess is not None
    assert guess.formats == formats


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2024-03-29 10:20:00 CET", 9),
        ("2024-03-29T10:20:00 CEST", 8),
        ("03/29/2024 10:20:00 AM EST", 15),
        ("29.03.2024 10:20 MEZ", 9),
        ("2024-03-29T10:20:00+02:00[Europe/Berlin]", 8),
        ("2024-03-29T10:20:00Z[UTC]", 10),
        ("2024-03-29 10:20:00 America/Sao_Paulo", 13),
        ("Fri Mar 29 10:20:00 PDT 2024", 17),
        ("Fri, 29 Mar 2024 10:20:00 +0530", 4),
        ("Fri Mar 29 10:20:00 2024", 10),
        ("45380.430555555555", 10),
        ("45380,430555555555", 10),
    ],
)
def test_zones_by_letters_or_place_and_days_of_spreadsheets(text: Any, hour: Any) -> None:
    guess = guess_dates([text])
    assert guess is not None
    [found] = parsed([text], guess.formats)
    assert found is not None
    assert (found.date().isoformat(), found.hour, round(found.minute + found.second / 60)) == (
        "2024-03-29", hour, 50 if hour == 4 else 20,
    )  # fmt: skip


def guessed(texts: list[str], **known: Any) -> DateGuess:
    """What is guessed, where something is."""
    found = guess_dates(texts, **known)
    assert found is not None
    return found


def test_whole_numbers_are_no_days_of_a_spreadsheet() -> None:
    assert guess_dates(["45380", "45381", "45382"]) is None


def test_dates_that_never_tell_day_from_month_say_so_and_learn_from_others() -> None:
    texts = ["01/02/2024 10:00", "03/04/2024 11:00"]
    assert guessed(texts).ambiguous
    assert guessed(texts).formats == ("%d/%m/%Y %H:%M",)
    assert guessed(["01/02/2024 10:00 AM"]).formats == ("%m/%d/%Y %I:%M %p",)
    told = guessed(texts, day_first=False)
    assert (told.formats, told.ambiguous) == (("%m/%d/%Y %H:%M",), False)
    assert order_evidence(texts) is None
    assert order_evidence(["13/02/2024"]) is True
    assert order_evidence(["02/13/2024"]) is False


def test_numbers_and_words_are_no_dates() -> None:
    assert guess_dates(["INC0001", "INC0002"]) is None
    assert guess_dates(["1", "2", "3"]) is None
    assert guess_dates(["4.5", "12.1"]) is None
    assert guess_dates(["192.168.1.20"]) is None
    assert guess_dates([]) is None


def test_offsets_win_over_the_zone_and_the_zone_holds_where_there_is_none() -> None:
    texts = [
        "2024-07-01T12:00:00+02:00",
        "2024-07-01 12:00:00",
        "2024-01-01 12:00",
        "2024-07-01T12:00Z",
        "2024-07-01 12:00 +02:00",
    ]
    assert parsed(texts, ("iso",), "Europe/Berlin") == [
        datetime(2024, 7, 1, 10), datetime(2024, 7, 1, 10), datetime(2024, 1, 1, 11), datetime(2024, 7, 1, 12),
        datetime(2024, 7, 1, 10),
    ]  # fmt: skip
    assert parsed(["01/07/2024 12:00"], ("%d/%m/%Y %H:%M",), "Europe/Rome") == [
        datetime(2024, 7, 1, 10)
    ]


@settings(max_examples=60, deadline=None)
@given(moment=instants, zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata"]))
def test_local_times_agree_with_the_zone_database(moment: Any, zone: Any) -> None:
    moment = moment.replace(microsecond=0)
    local = moment.replace(tzinfo=ZoneInfo(zone))
    back = local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    doubled = local.replace(fold=1).utcoffset() != local.utcoffset()
    if back != moment or doubled:
        return  # the hour that does not exist, or exists twice
    text = moment.strftime("%Y-%m-%d %H:%M:%S")
    assert parsed([text], ("iso",), zone) == [local.astimezone(UTC).replace(tzinfo=None)]


@pytest.mark.parametrize(
    "text",
    ["3 März 2024 10:05", "3. Mär 2024 10:05", "3 mars 2024 10:05", "3 marzo 2024 10:05", "3 maart 2024 10:05",
     "3 março 2024 10:05", "3 March 2024 10:05", "3-MAR-2024 10:05", "3 de marzo de 2024 10:05"],
)  # fmt: skip
def test_months_by_name_in_seven_languages(text: Any) -> None:
    guess = guess_dates([text])
    assert guess is not None
    assert parsed([text], guess.formats) == [datetime(2024, 3, 3, 10, 5)]


@settings(max_examples=80, deadline=None)
@given(texts=st.lists(st.text(max_size=30), min_size=1, max_size=20))
def test_any_text_is_either_a_date_or_null_never_an_error(texts: Any) -> None:
    guess = guess_dates(texts)
    formats = guess.formats if guess else ("iso", "epoch", "excel", "%d/%m/%Y %H:%M", "%d %b %Y")
    assert len(parsed([t.replace("\0", "") for t in texts], formats)) == len(texts)


def test_numbers_beyond_any_calendar_are_null() -> None:
    formats = ("epoch", "epoch_ms", "excel")
    assert parsed(["1e300", "-5", "99999999999999999999", "nan", "inf"], formats) == [None] * 5
