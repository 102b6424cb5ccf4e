"""Golden cases: files of expected answers, judged case by case."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.calendars.golden import Report, UnreadableFileError, check, check_file
from inward.calendars.golden_kinds import KINDS
from tests.support.shared import shared_path

BERLIN = {
    "id": "berlin",
    "timezone": "Europe/Berlin",
    "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["2024-12-25"],
    "source": "us",
    "note": "prose",
}


def judged(**case: Any) -> Report:
    """One case on the Berlin calendar."""
    return check({"calendars": [BERLIN], "cases": [{"id": "c", "calendar": "berlin"} | case]})


PASSING: list[dict[str, Any]] = [
    {
        "kind": "elapsed",
        "start": "2024-06-06T24:00",
        "end": "2024-06-07T24:00:00+02:00",
        "expected_seconds": 28_800,
    },
    {
        "kind": "due",
        "start": "2024-06-07T16:00+02:00",
        "business_seconds": 7200,
        "expected": "2024-06-10T08:00Z",
    },
    {
        "kind": "due",
        "start": "2024-06-10T10:00+02:00",
        "business_seconds": -7200,
        "expected": "2024-06-07T16:00+02:00",
    },
    {
        "kind": "due",
        "start": "2024-06-07T16:00",
        "business_seconds": 7200.0,
        "expected": "2024-06-10T10:00",
    },
    {
        "kind": "due_with_pauses",
        "start": "2024-06-07T09:00+02:00",
        "business_seconds": 3600,
        "pauses": [
            ["2024-06-07T09:30+02:00", "2024-06-07T10:00+02:00"],
            ["2024-06-07T09:45+02:00", "2024-06-07T10:15+02:00"],
        ],
        "expected": "2024-06-07T10:45+02:00",
    },
    {"kind": "elapsed", "start": "2024-06-07", "end": "2024-06-11", "expected_seconds": 57_600},
    {"kind": "elapsed", "start": "2024-06-11", "end": "2024-06-07", "expected_seconds": -57_600},
    {
        "kind": "elapsed_with_pauses",
        "start": "2024-06-07T09:00+02:00",
        "end": "2024-06-07T12:00+02:00",
        "pauses": [["2024-06-07T10:00+02:00", None]],
        "expected_seconds": 3600,
    },
    {"kind": "next_open", "start": "2024-12-24T20:00Z", "expected": "2024-12-26T09:00+01:00"},
    {"kind": "next_close", "start": "2024-06-07T17:00+02:00", "expected": "2024-06-10T15:00Z"},
    {
        "kind": "previous_open_instant",
        "start": "2024-06-10T09:00+02:00",
        "expected": "2024-06-07T17:00+02:00",
    },
    {"kind": "is_open", "at": "2024-06-07T17:00+02:00", "expected": False},
    {"kind": "is_working_day", "date": "2024-12-25", "expected": False},
    {
        "kind": "due_working_days",
        "start": "2024-06-07",
        "working_days": 1,
        "expected": "2024-06-10",
    },
    {
        "kind": "due_working_days",
        "start": "2024-06-07",
        "working_days": 1,
        "end_of_day": True,
        "expected": "2024-06-10T17:00+02:00",
    },
    {
        "kind": "due_working_days",
        "start": "2024-06-07",
        "working_days": 1,
        "end_of_day": True,
        "expected": "2024-06-10",
    },
    {
        "kind": "due_working_days",
        "start": "2024-06-07T23:00Z",
        "working_days": 1,
        "expected": "2024-06-09T23:00Z",
    },
    {
        "kind": "working_days_between",
        "start": "2024-06-07T23:00Z",
        "end": "2024-06-10",
        "expected": 1,
    },
]


@pytest.mark.parametrize("case", PASSING, ids=lambda case: case["kind"])
def test_a_right_answer_passes(case: dict[str, Any]) -> None:
    assert judged(**case) == Report(1, (), ())


def test_every_kind_has_a_case_here() -> None:
    assert {case["kind"] for case in PASSING} == set(KINDS)


WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {
            "kind": "due",
            "start": "2024-06-07T16:00+02:00",
            "business_seconds": 7200,
            "expected": "2024-06-10T07:59:59Z",
        },
        "expected 2024-06-10T07:59:59Z, found 2024-06-10T10:00:00+02:00 (0:00:01 later).",
    ),
    (
        {"kind": "elapsed", "start": "2024-06-07", "end": "2024-06-08", "expected_seconds": 1},
        "expected 1, found 28800.",
    ),
    (
        {"kind": "is_open", "at": "2024-06-07T12:00Z", "expected": False},
        "expected False, found True.",
    ),
    ({"kind": "is_open", "at": "2024-06-07T12:00Z", "expected": 1}, "must be true or false"),
    ({"kind": "is_open", "at": "2024-06-07T12:00Z"}, "'expected' is missing"),
    (
        {"kind": "due", "start": "2024-06-07T16:00Z", "expected": "2024-06-07T16:00Z"},
        "'business_seconds' is missing",
    ),
    (
        {"kind": "due", "start": "soon", "business_seconds": 1, "expected": "2024-06-07T16:00Z"},
        "'start' is not an instant",
    ),
    (
        {
            "kind": "due",
            "start": "2024-06-07T16:00Z",
            "business_seconds": True,
            "expected": "2024-06-07T16:00Z",
        },
        "must be a whole number",
    ),
    (
        {
            "kind": "due",
            "start": "2024-06-07T16:00Z",
            "business_seconds": 10**30,
            "expected": "2024-06-07T16:00Z",
        },
        "1900 to 2199",
    ),
    (
        {
            "kind": "due_with_pauses",
            "start": "2024-06-07T12:00Z",
            "business_seconds": 60,
            "pauses": [["2024-06-07T12:00Z", None]],
            "expected": "2024-06-07T12:01Z",
        },
        "paused without end, 60 s left",
    ),
    (
        {
            "kind": "due_with_pauses",
            "start": "2024-06-07T12:00Z",
            "business_seconds": 60,
            "pauses": [["2024-06-08", "2024-06-07"]],
            "expected": "2024-06-07T12:01Z",
        },
        "'pauses[0]' ends before it begins",
    ),
    (
        {
            "kind": "elapsed_with_pauses",
            "start": "2024-06-07",
            "end": "2024-06-08",
            "pauses": [["2024-06-07"]],
            "expected_seconds": 1,
        },
        "'pauses[0]' must be a pair",
    ),
    (
        {
            "kind": "elapsed_with_pauses",
            "start": "2024-06-07",
            "end": "2024-06-08",
            "pauses": "none",
            "expected_seconds": 1,
        },
        "must be a list",
    ),
    (
        {"kind": "working_days_between", "start": "2024-13-01", "end": "2024-06-08", "expected": 1},
        "'start' is not a date",
    ),
    (
        {
            "kind": "due_working_days",
            "start": "9999-12-31T23:59Z",
            "working_days": 1,
            "expected": "9999-12-31",
        },
        "out of range",
    ),
    ({"kind": "moon_phase", "expected": True}, "unknown kind 'moon_phase'"),
    ({"kind": ["due"], "expected": True}, "unknown kind"),
    ({"kind": "is_open", "calendar": "bern", "at": "2024-06-07"}, "no calendar 'bern'"),
]


@pytest.mark.parametrize(("case", "message"), WRONG)
def test_a_wrong_or_unreadable_case_fails_saying_why(case: dict[str, Any], message: str) -> None:
    report = judged(**case)
    assert (report.passed, report.failed) == (0, 1)
    assert message in report.failures[0].message


def test_a_case_that_is_no_object_fails_under_its_number() -> None:
    report = check({"calendars": [], "cases": [7]})
    assert str(report.failures[0]) == "cases[0] (?): a case is an object."


def test_a_calendar_that_cannot_be_used_fails_its_cases_and_no_others() -> None:
    never = {"id": "never", "timezone": "UTC", "hours": {}}
    cases = [
        {"id": "a", "kind": "is_open", "calendar": "never", "at": "2024-06-07", "expected": False},
        {"id": "b", "kind": "is_open", "calendar": "berlin", "at": "2024-06-07", "expected": False},
    ]
    report = check({"calendars": [never, BERLIN], "cases": cases})
    assert (report.passed, report.failed) == (1, 1)
    assert "never open" in report.failures[0].message
    assert "never open" in report.warnings[0]


def test_what_a_calendar_says_and_we_do_not_understand_is_warned_of() -> None:
    report = check({"calendars": [BERLIN | {"holydays": []}], "cases": []})
    assert report.warnings == ("calendar 'berlin': not understood and left out: holydays.",)


def test_a_convention_of_its_source_is_judged_by_our_rules_and_said_to_be_one() -> None:
    report = judged(
        kind="elapsed",
        start="2024-06-08",
        end="2024-06-07",
        expected_seconds=0,
        plain_calculation_agrees=False,
        note="end before start: this source answers 0",
    )
    assert "a convention of its source: end before start" in report.failures[0].message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "not JSON, line 1 column 1"),
        (b'{"calendars": [],\n "cases": [,]}', "not JSON, line 2 column 12"),
        (b"\xff\xfe", "not UTF-8 at byte 0"),
        (b"[]", "one JSON object"),
        (b"{}", "'calendars' must be a list; it is missing"),
        (b'{"calendars": {}, "cases": []}', "'calendars' must be a list; it is a JSON dict"),
        (b'{"calendars": [], "cases": null}', "'cases' must be a list; it is missing"),
        (b'{"calendars": [{}], "cases": []}', "calendars[0] has no 'id'"),
        (b'{"calendars": [{"id": "a"}, {"id": "a"}], "cases": []}', "calendars[1]: there is a"),
        (b'{"calendars": [], "cases": [NaN]}', "NaN is not a JSON number"),
        (b"[" * 100_000, "not JSON that can be read"),
        (b'{"calendars": [], "cases": [' + b"9" * 5000 + b"]}", "not JSON that can be read"),
    ],
)
def test_a_file_that_has_not_this_form_is_refused(
    tmp_path: Path, text: bytes, message: str
) -> None:
    path = tmp_path / "cases.json"
    path.write_bytes(text)
    with pytest.raises(UnreadableFileError) as caught:
        check_file(path)
    assert message in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="No such file"):
        check_file(tmp_path / "none.json")
    with pytest.raises(UnreadableFileError, match="directory"):
        check_file(tmp_path)


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2024-06-07", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
FIELDS = (
    "start",
    "end",
    "at",
    "date",
    "business_seconds",
    "working_days",
    "end_of_day",
    "pauses",
    "expected",
    "expected_seconds",
    "plain_calculation_agrees",
    "note",
)
RANDOM_CASES = st.lists(
    ANY_JSON
    | st.fixed_dictionaries(
        {"kind": st.sampled_from(sorted(KINDS)) | ANY_JSON, "calendar": st.just("berlin")},
        optional=dict.fromkeys(FIELDS, ANY_JSON),
    ),
    max_size=5,
)


@given(RANDOM_CASES)
def test_whatever_the_cases_are_each_counts_once(cases: list[Any]) -> None:
    report = check({"calendars": [BERLIN], "cases": cases})
    assert report.passed + report.failed == len(cases)


@pytest.mark.shared
def test_published_answers_of_seven_systems_agree_but_for_their_conventions() -> None:
    path = shared_path("business_time_oracle", "cases.json")
    cases = json.loads(path.read_text())["cases"]
    conventions = {case["id"] for case in cases if case.get("plain_calculation_agrees") is False}
    report = check_file(path)
    assert {failure.case for failure in report.failures} <= conventions
    assert report.passed >= len(cases) - len(conventions) > 100
    assert report.warnings == ()
