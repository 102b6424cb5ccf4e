"""Mapping files: read, refused with what is allowed, laid over a guess."""

from pathlib import Path
from typing import Any

import pytest

from inward.logs.errors import MappingWrong
from inward.logs.mapping import Mapping, check, from_toml, load_mapping, shipped_names
from inward.logs.toml_text import to_toml


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colums = 1", "Unknown key 'colums' in the mapping. Known: semantics, columns"),
        ("[columns]\ncase_id = 'x'", "Unknown key 'case_id' in \\[columns\\]. Known: case, at"),
        ("semantics = 'events'", "one of state, activity, rows"),
        ("zone = 'Mars/Base'", "no time zone"),
        ("[states]\nNew = 'begun'", "'begun' is no state. Known: draft, submitted"),
        ("[states]\nNew = 'waiting/nobody'", "one waits on customer, outside"),
        ("[roles]\nBoss = 'chief'", "none of customer, approver"),
        ("[constants]\nsuplier = 'IT'", "Unknown key 'suplier'"),
        ("[columns]\ncase = ['a', 'b']", "Only at, customer, department, service, submitted"),
        ("formats = 3", "must be text"),
        ("guess = 'no'", "true or false"),
        ("columns = 'x'", "must be a table"),
        ("= 1", "not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(text: Any, words: Any) -> None:
    with pytest.raises(MappingWrong, match=words):
        from_toml(text)


def test_missing_columns_are_named_with_near_ones() -> None:
    mapping = Mapping(columns={"case": ("numbr",), "at": ("when",)})
    with pytest.raises(MappingWrong, match=r"no column 'numbr'. Near: 'number'"):
        check(mapping, ["number", "when"], "log")


def test_needed_roles_are_named_with_what_they_hold() -> None:
    with pytest.raises(MappingWrong, match=r"no column found for at .*when the event"):
        check(Mapping(columns={"case": ("id",)}), ["id", "x"], "log")
    with pytest.raises(MappingWrong, match="submitted"):
        check(Mapping(semantics="rows", columns={"case": ("id",)}), ["id"], "log")


def test_names_of_columns_are_said_short_and_without_control_characters() -> None:
    with pytest.raises(MappingWrong) as refused:
        check(Mapping(), ["\x1b[31mred\x07", "long " * 900], "log")
    assert "\x1b" not in refused.value.detail
    assert len(refused.value.detail) < 400


def test_a_small_mapping_lies_over_the_guess_and_takes_its_columns_away_from_other_roles() -> None:
    guessed = Mapping(
        columns={"case": ("id",), "at": ("when",), "department": ("team",)}, zone="UTC"
    )
    own = Mapping(columns={"customer": ("team",), "case": ("key",)}, zone="Europe/Rome")
    merged = own.over(guessed)
    assert merged.columns == {"at": ("when",), "customer": ("team",), "case": ("key",)}
    assert merged.zone == "Europe/Rome"
    emptied = check(
        Mapping(columns={"department": ("",)}).over(guessed), ["id", "when", "team"], "log"
    )
    assert "department" not in emptied.columns


def test_a_mapping_that_forbids_guessing_stands_alone() -> None:
    own = Mapping(columns={"case": ("key",)}, guess=False)
    assert own.over(Mapping(columns={"at": ("when",)})) is own


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_mappings_read_and_write(name: Any) -> None:
    mapping = load_mapping(name)
    assert from_toml(to_toml(mapping)) == mapping
    assert not mapping.guess


def test_an_unknown_name_lists_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(MappingWrong, match="incident_event_log"):
        load_mapping("nonsense")
    with pytest.raises(MappingWrong, match="cannot be read"):
        load_mapping(tmp_path / "absent.toml")


def test_a_mapping_is_read_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('zone = "Europe/Rome"\n')
    assert load_mapping(path).zone == "Europe/Rome"
    assert load_mapping(str(path)).zone == "Europe/Rome"


def test_odd_text_survives_writing_and_reading() -> None:
    odd = 'a "b" \\ \t\x7f\u202e é\n='
    mapping = Mapping(states={odd: "closed"}, columns={"case": (odd,)}, unknown=(odd, "x"))
    assert from_toml(to_toml(mapping)) == mapping
