"""Logs in the styles of many systems are read without a mapping file."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from inward.logs.errors import MappingWrong
from inward.logs.guess import guess_mapping
from inward.logs.headers import name_score
from inward.logs.loading import load
from inward.logs.mapping import from_toml
from inward.logs.moments import moment_of
from inward.logs.reading import open_log
from inward.logs.toml_text import guess_table, guess_toml, to_toml
from tests.logs.styles import STYLES, Style


@pytest.fixture(params=STYLES, ids=lambda style: style.name)
def style(request: Any) -> Style:
    found: Style = request.param
    return found


@pytest.fixture
def path(style: Any, tmp_path: Path) -> Any:
    file = tmp_path / f"{style.name}.csv"
    file.write_bytes(style.text())
    return file


def test_the_parts_of_all_columns_are_guessed(style: Any, path: Any) -> None:
    guess = guess_mapping(open_log(path))
    found = {role: columns[0] for role, columns in guess.mapping.columns.items()}
    assert guess.mapping.semantics == style.semantics
    assert {role: found.get(role) for role in style.expected} == style.expected
    assert guess.mapping.moments == style.moments
    assert {label: guess.states[label] for label in style.states} == style.states


def test_all_rows_come_in_with_dates_in_order(style: Any, path: Any) -> None:
    with duckdb.connect() as connection:
        log = load(connection, path, None)
        assert (log.rejected, log.rows) == (0, log.accepted)
        assert log.tickets == 150
        early = connection.execute(
            "SELECT count(*) FROM events AS e WHERE e.at < '2024-03-04'"
        ).fetchall()
        assert early == [(0,)]


def test_a_guess_is_printed_as_toml_that_reads_back(style: Any, path: Any) -> None:
    guess = guess_mapping(open_log(path))
    assert from_toml(to_toml(guess.mapping)) == guess.mapping
    again = from_toml(guess_toml(guess))
    assert (again.columns, again.moments, again.formats) == (
        guess.mapping.columns, guess.mapping.moments, guess.mapping.formats
    )  # fmt: skip
    assert guess_table(guess).row_count >= len(guess.roles)


def test_the_order_of_day_and_month_is_looked_up_in_the_whole_file(tmp_path: Path) -> None:
    rows = [f"T{n},0{1 + n % 9}/02/2024 10:00,New" for n in range(30_000)]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["ticket,timestamp,status", *rows, "T1,25/02/2024 11:00,Closed"]))
    guess = guess_mapping(open_log(path))
    assert guess.mapping.formats == ("%d/%m/%Y %H:%M",)
    assert guess.notes == ()


def test_an_order_that_nothing_tells_is_said_to_be_assumed(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "ticket,timestamp,status\n" + "T1,01/02/2024 10:00,New\nT1,02/02/2024 9:00,Closed\n" * 3
    )
    guess = guess_mapping(open_log(path))
    assert "read as day/month" in guess.notes[0]
    assert "# Dates in 'timestamp' never tell" in guess_toml(guess)


def test_many_tickets_before_the_first_repeats_are_still_seen_as_events(tmp_path: Path) -> None:
    """A log in the order of time may name each ticket once in its first twenty thousand rows."""
    rows = [f"T{n},2024-01-01 00:00:{n % 60:02},New" for n in range(25_000)]
    rows += [f"T{n},2024-01-02 00:00:{n % 60:02},Closed" for n in range(25_000)]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["ticket,timestamp,status", *rows]))
    assert guess_mapping(open_log(path)).mapping.semantics == "state"


@pytest.mark.parametrize(
    ("role", "column"),
    [
        ("case", "PROC_INST_ID_"), ("state", "ACT_NAME_"), ("customer", "caller_id.department"),
        ("customer", "u_department"), ("customer", "Ticket organization name"),
        ("customer", "Custom field (Requesting Department)"), ("customer", "CustomerID"),
        ("department", "Attribué à - Groupe de techniciens"), ("department", "Bearbeitende Stelle"),
        ("department", "Ticket group"), ("person", "Attribué à - Technicien"),
        ("deadline", "Time to resolve"), ("submitted", "Ticket created - Timestamp"),
    ],
)  # fmt: skip
def test_names_of_columns_speak_for_a_part(role: str, column: str) -> None:
    assert name_score(role, column) >= 0.6


@pytest.mark.parametrize(
    ("column", "state"),
    [
        ("Time to resolve", None), ("Planned end date", None), ("Expected resolution date", None),
        ("Initial response time", "in_progress"), ("Date de clôture", "closed"),
        ("Last update", "state"), ("Assigned at", "accepted"),
    ],
)  # fmt: skip
def test_dates_that_were_only_planned_are_no_events(column: str, state: str | None) -> None:
    assert moment_of(column) == state


def written(tmp_path: Path, header: str, rows: list[str], encoding: str = "utf-8") -> Path:
    path = tmp_path / "log.csv"
    path.write_text("\n".join([header, *rows]), encoding)
    return path


def test_companies_are_customers_before_persons(tmp_path: Path) -> None:
    rows = [f"{n},Person {n},Firm {n % 4},2024-01-01,IT" for n in range(60)]
    found = guess_mapping(
        open_log(written(tmp_path, "id,customer,organization,created,group", rows))
    ).mapping
    assert (found.column("customer"), found.column("requester")) == ("organization", "customer")


def test_new_values_of_changed_fields_are_found_by_a_plain_name(tmp_path: Path) -> None:
    rows = [
        "A,state,New,2024-01-01",
        "A,assignment_group,IT,2024-01-01",
        "A,state,Resolved,2024-01-03",
    ]
    with duckdb.connect() as connection:
        log = load(connection, written(tmp_path, "number,field,value,start", rows), None)
        assert (log.mapping.column("field"), log.mapping.column("state")) == ("field", "value")
        assert (log.tickets, log.events) == (1, 3)
        found = connection.execute(
            "SELECT e.category, department_id FROM events e ORDER BY ordinal"
        )
        assert found.fetchall() == [("submitted", None), (None, 1), ("resolved", None)]


def test_without_a_column_of_states_it_is_said_that_nobody_is_known_to_hold_the_ball(
    tmp_path: Path,
) -> None:
    rows = ["A,2024-01-01 10:00", "A,2024-01-02 10:00", "B,2024-01-02 10:00"]
    with duckdb.connect() as connection:
        log = load(connection, written(tmp_path, "ticket,timestamp", rows), None)
    assert "No column of states" in log.warnings[0]


def test_a_mapping_helps_the_guess_and_says_how_the_text_is_encoded(tmp_path: Path) -> None:
    header = "Номер;Дата;Статус;Группа;Исполнитель"
    rows = ["7;31.01.2024 10:00;Новый;ИТ;Анна", "7;01.02.2024 11:00;Решён;ИТ;Анна"]
    given = from_toml(
        'encoding = "windows-1251"\n[columns]\ncase = "Номер"\nat = "Дата"\nstate = "Статус"\n'
        'department = "Группа"\n[states]\n"Новый" = "submitted"\n"решён" = "resolved"'
    )
    with duckdb.connect() as connection:
        log = load(connection, written(tmp_path, header, rows, "cp1251"), given)
        assert (log.mapping.semantics, log.mapping.formats) == ("state", ("%d.%m.%Y %H:%M",))
        found = connection.execute("SELECT e.category FROM events e ORDER BY ordinal").fetchall()
        assert found == [("submitted",), ("resolved",)]
    with pytest.raises(MappingWrong, match="is no encoding"):
        from_toml('encoding = "klingon"')
