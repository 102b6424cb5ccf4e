"""From rows to facts: order of events, states, steps, one row a ticket, rejects, hostile text."""

# ruff: noqa: E501 (tables read better in long lines)

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inward.logs import LogUnreadable, MappingWrong, load
from inward.logs.mapping import Mapping, from_toml

STATE_LOG = """\
ticket,when,state,team,agent,customer,prio,sla_met,seq
A,2024-01-01 10:00:00,New,Desk,?,Sales,2 - High,true,1
A,2024-01-01 10:00:00,Active,Desk,Ann,Sales,2 - High,true,2
B,2024-01-01 11:00:00,New,?,?,HR,Low,true,1
A,2024-01-02 10:00:00,Awaiting Vendor,Net,Bob,Sales,1 - Critical,true,3
A,2024-01-03 10:00:00,Resolved,Net,Bob,Legal,?,true,4
A,2024-01-04 10:00:00,Active,Desk,Ann,?,?,true,5
A,2024-01-05 10:00:00,Closed,Desk,Ann,?,?,false,6
"""


@pytest.fixture
def connection() -> Any:
    with duckdb.connect() as opened:
        yield opened


def loaded(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, text: str, mapping: Mapping | None = None
) -> Any:
    path = tmp_path / "log.csv"
    path.write_text(text)
    return load(connection, path, mapping)


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def test_a_state_log_becomes_events_in_order_with_their_kinds(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    log = loaded(connection, tmp_path, STATE_LOG)
    assert (log.rows, log.accepted, log.rejected, log.tickets, log.events) == (7, 7, 0, 2, 7)
    assert log.as_of == datetime(2024, 1, 5, 10, tzinfo=UTC)
    assert rows(connection, "SELECT ticket_id, ordinal, kind, category, waiting_on FROM events ORDER BY ALL") == [
        (1, 1, "submitted", "submitted", None),
        (1, 2, "accepted", "in_progress", None),
        (1, 3, "handed_off", "waiting", "outside"),
        (1, 4, "resolved", "resolved", None),
        (1, 5, "reopened", "in_progress", None),
        (1, 6, "closed", "closed", None),
        (2, 1, "submitted", "submitted", None),
    ]  # fmt: skip


def test_a_ticket_has_its_last_known_attributes(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    loaded(connection, tmp_path, STATE_LOG)
    sql = """SELECT t.key, d.name, t.priority, t.sla_flag FROM tickets t
             JOIN departments d ON d.id = t.customer_id ORDER BY t.id"""
    assert rows(connection, sql) == [("A", "Legal", 1, False), ("B", "HR", 4, True)]


def test_names_of_both_sides_are_counted_over_all_rows(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    log = loaded(connection, tmp_path, STATE_LOG)
    # Sales is not the last customer of any ticket; unknown ones are none.
    assert (log.customers, log.suppliers) == (3, 2)
    log = loaded(connection, tmp_path, "ticket,when,state\nA,2024-01-01 10:00:00,New\n")
    assert (log.customers, log.suppliers) == (None, None)


def test_unknown_words_are_null_and_departments_are_numbered_by_first_appearance(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    loaded(connection, tmp_path, STATE_LOG)
    assert rows(connection, "SELECT id, name FROM departments ORDER BY id") == [
        (1, "Desk"), (2, "Net"), (3, "Sales"), (4, "HR"), (5, "Legal")
    ]  # fmt: skip
    assert rows(connection, "SELECT count(*) FROM events WHERE department_id IS NULL") == [(1,)]
    assert rows(connection, "SELECT name FROM people ORDER BY id") == [("Ann",), ("Bob",)]


def test_tables_have_the_columns_the_analytics_rely_on(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    loaded(connection, tmp_path, STATE_LOG)
    described = {
        table: {name: kind for name, kind, *_ in rows(connection, f"DESCRIBE {table}")}
        for table in ("departments", "people", "services", "tickets", "events", "rejects")
    }
    assert described["departments"] == {"id": "BIGINT", "name": "VARCHAR", "parent_id": "BIGINT"}
    assert described["people"] == described["services"] == {"id": "BIGINT", "name": "VARCHAR"}
    assert described["tickets"]["priority"] == "SMALLINT"
    assert described["tickets"]["observed_until"] == "TIMESTAMP"
    assert list(described["events"])[:11] == [
        "ticket_id", "ordinal", "at", "kind", "category", "department_id", "person_id",
        "waiting_on", "reason", "outcome", "awaited",
    ]  # fmt: skip
    assert described["rejects"] == {"line": "BIGINT", "reason": "VARCHAR", "raw": "VARCHAR"}


def test_rows_without_ticket_or_date_are_rejects_with_line_and_reason(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = (
        STATE_LOG
        + "?,2024-01-05 10:00:00,New,Desk,,,,,1\nC,31/31/2024,New,Desk,,,,,1\nD,,New,,,,,,1\nE,x\n"
    )
    log = loaded(connection, tmp_path, text)
    assert (log.rows, log.accepted, log.rejected) == (11, 7, 4)
    assert rows(connection, "SELECT line, reason FROM rejects ORDER BY line") == [
        (9, "the ticket's number is missing"),
        (10, "the date in 'when' is not understood"),
        (11, "the date in 'when' is missing"),
        (12, "2 cells where 9 are expected"),
    ]
    assert "31/31/2024" in rows(connection, "SELECT raw FROM rejects WHERE line = 10")[0][0]


def test_a_log_of_bad_rows_only_is_refused_with_the_first_reason(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(LogUnreadable, match=r"not one row .* line 2"):
        loaded(connection, tmp_path, "ticket,when,state\nA,never,New\nB,never,New\n",
               from_toml('formats = "iso"\n[columns]\ncase = "ticket"\nat = "when"\nstate = "state"'))  # fmt: skip


def test_states_without_a_word_we_know_are_unknown_and_said(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    log = loaded(connection, tmp_path, STATE_LOG.replace("Awaiting Vendor", "-100"))
    assert log.rejected == 0
    assert rows(connection, "SELECT count(*) FROM events WHERE category = 'unknown'") == [(1,)]
    assert any("'-100'" in warning for warning in log.warnings)


def test_in_an_approval_flow_the_wait_before_a_step_lies_with_its_performer(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = """case,step,role,when
1,Form SAVED by EMPLOYEE,EMPLOYEE,2024-01-01 10:00:00
1,Form SUBMITTED by EMPLOYEE,EMPLOYEE,2024-01-01 11:00:00
1,Form APPROVED by ADMINISTRATION,ADMINISTRATION,2024-01-02 10:00:00
1,Form REJECTED by SUPERVISOR,SUPERVISOR,2024-01-03 10:00:00
1,Form SUBMITTED by EMPLOYEE,EMPLOYEE,2024-01-04 10:00:00
1,Payment Handled,UNDEFINED,2024-01-05 10:00:00
2,Form SUBMITTED by EMPLOYEE,EMPLOYEE,2024-01-01 10:00:00
2,Form REJECTED by SUPERVISOR,SUPERVISOR,2024-01-03 10:00:00
3,Form SUBMITTED by EMPLOYEE,EMPLOYEE,2024-01-01 10:00:00
"""
    log = loaded(connection, tmp_path, text)
    assert log.mapping.semantics == "activity"
    sql = """SELECT ticket_id, ordinal, kind, category, waiting_on, d.name
             FROM events e LEFT JOIN departments d ON d.id = department_id ORDER BY ALL"""
    assert rows(connection, sql) == [
        (1, 1, "submitted", "draft", None, None),
        (1, 2, "submitted", "in_progress", None, "ADMINISTRATION"),
        (1, 3, "approved", "awaiting_approval", "approver", None),
        (1, 4, "refused", "waiting", "customer", None),
        (1, 5, "submitted", "unknown", None, None),
        # No step of this log resolves, so the closing one does.
        (1, 6, "resolved", "closed", None, None),
        (2, 1, "submitted", "awaiting_approval", "approver", None),
        (2, 2, "refused", "declined", None, None),
        (3, 1, "submitted", "submitted", None, None),
    ]


def test_where_no_step_says_that_it_ends_a_ticket_the_last_one_does(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = """case,activity,role,timestamp
A,Requisition created,Requester,2024-01-01 10:00:00
A,Release step approved,Manager,2024-01-02 10:00:00
A,Invoice posted,Accounts Payable,2024-01-03 10:00:00
B,Requisition created,Requester,2024-01-01 10:00:00
B,Release step rejected,Manager,2024-01-02 10:00:00
C,Requisition created,Requester,2024-01-01 10:00:00
"""
    loaded(connection, tmp_path, text)
    ends = "SELECT ticket_id, last(kind ORDER BY ordinal), last(category ORDER BY ordinal) FROM events GROUP BY 1 ORDER BY 1"
    assert rows(connection, ends) == [
        (1, "resolved", "closed"), (2, "refused", "declined"), (3, "submitted", "closed"),
    ]  # fmt: skip
    loaded(connection, tmp_path, text + "B,Paid,Accounts Payable,2024-01-09 10:00:00\n")
    assert rows(connection, ends)[0] == (1, "updated", "closed")


def test_a_time_of_day_in_a_column_of_its_own_belongs_to_the_date_before_it(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "ticket,opened date,opened time,closed date,closed time,team\n"
    text += "A,01/31/2024,09:15 AM,02/01/2024,02:30 PM,IT\nB,02/02/2024,10:00 AM,,,HR\n"
    log = loaded(connection, tmp_path, text)
    assert log.mapping.clocks == {"opened date": "opened time", "closed date": "closed time"}
    assert [str(at) for (at,) in rows(connection, "SELECT e.at FROM events e ORDER BY ticket_id, ordinal")] == [
        "2024-01-31 09:15:00", "2024-02-01 14:30:00", "2024-02-02 10:00:00",
    ]  # fmt: skip
    text = "uhrzeit,vorgang nr,datum,status\n08:00,7,31.01.2024,Neu\n09:30,7,31.01.2024,Erledigt\n"
    log = loaded(connection, tmp_path, text)
    assert (log.mapping.semantics, log.mapping.clocks) == ("state", {"datum": "uhrzeit"})
    assert log.as_of == datetime(2024, 1, 31, 9, 30, tzinfo=UTC)


def test_the_dates_of_a_column_that_only_the_mapping_names_are_told_too(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "ticket,updated at,checked,status\nA,2024-01-01 10:00:00,05.02.2024 11:00,New\n"
    text += "A,2024-01-02 10:00:00,25.02.2024 12:00,Closed\n"
    log = loaded(connection, tmp_path, text, from_toml('[columns]\nat = "checked"'))
    assert log.as_of == datetime(2024, 2, 25, 12, tzinfo=UTC)


def test_one_row_a_ticket_becomes_an_event_for_each_filled_date(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = """Number,State,Created,Resolved,Closed,Team
1,Closed,2024-01-01 10:00:00,2024-01-02 10:00:00,2024-01-03 10:00:00,A
2,Cancelled,2024-01-01 10:00:00,,2024-01-04 10:00:00,A
3,On hold,2024-01-01 10:00:00,,,B
4,Open,?,,,B
5,Open,2024-01-05 10:00:00,nonsense,,B
"""
    log = loaded(connection, tmp_path, text, from_toml('[moments]\nResolved = "resolved"'))
    assert (log.rows, log.accepted, log.rejected, log.tickets, log.events) == (5, 4, 1, 4, 7)
    assert any("1 optional date" in warning for warning in log.warnings)
    assert rows(connection, "SELECT ticket_id, ordinal, category FROM events ORDER BY ALL") == [
        (1, 1, "submitted"), (1, 2, "resolved"), (1, 3, "closed"), (2, 1, "submitted"),
        (2, 2, "withdrawn"), (3, 1, "submitted"), (4, 1, "submitted"),
    ]  # fmt: skip


def test_a_deadline_is_held_against_the_end(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = """Number,Created,Resolved,Due date,Team
1,2024-01-01 10:00:00,2024-01-02 10:00:00,2024-01-02 10:00:00,A
2,2024-01-01 10:00:00,2024-01-02 10:00:01,2024-01-02 10:00:00,A
3,2024-01-01 10:00:00,,2024-01-02 10:00:00,A
"""
    loaded(connection, tmp_path, text)
    assert rows(connection, "SELECT sla_flag FROM tickets ORDER BY id") == [
        (True,),
        (False,),
        (None,),
    ]


def test_several_columns_make_a_path_of_departments(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "ticket,when,state,line,team\n1,2024-01-01 10:00:00,New,IT,Net\n1,2024-01-02 10:00:00,Closed,IT,?\n"
    mapping = from_toml('[columns]\ndepartment = ["line", "team"]')
    loaded(connection, tmp_path, text, mapping)
    assert rows(connection, "SELECT id, name, parent_id FROM departments ORDER BY id") == [
        (1, "IT", None), (2, "IT / Net", 1)
    ]  # fmt: skip
    assert rows(connection, "SELECT department_id FROM events ORDER BY ordinal") == [(2,), (1,)]


def test_a_constant_supplier_holds_where_no_column_names_one(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "ticket,when,state\n1,2024-01-01 10:00:00,New\n1,2024-01-02 10:00:00,Closed\n"
    loaded(connection, tmp_path, text, from_toml('[constants]\nsupplier = "IT"\ncustomer = "All"'))
    assert rows(
        connection, "SELECT DISTINCT name FROM events JOIN departments d ON d.id = department_id"
    ) == [("IT",)]
    assert rows(
        connection, "SELECT name FROM tickets JOIN departments d ON d.id = customer_id"
    ) == [("All",)]


def test_a_mapping_with_a_missing_column_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(MappingWrong, match=r"no column 'statte'. Near: 'state'"):
        loaded(connection, tmp_path, STATE_LOG, from_toml('[columns]\nstate = "statte"'))


def test_hostile_text_stays_data_and_names_are_tidied(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    formula, script = '=HYPERLINK("http://x";"y")', "<script>alert(1)</script>"
    bidi, zero = "Fin\u202eance\u200b", "Pay\0roll\x07"
    lines = ["ticket,when,state,team,agent"]
    for n, team in enumerate(
        [formula, script, bidi, zero, "x" * 100_000, "'; DROP TABLE tickets; --"]
    ):
        cell = team.replace('"', '""')
        lines.append(f'{script}{n},2024-01-0{n + 1} 10:00:00,New,"{cell}",{formula[:4]}')
    log = loaded(connection, tmp_path, "\n".join(lines),
                 from_toml('[columns]\ncase = "ticket"\nat = "when"\nstate = "state"\ndepartment = "team"'))  # fmt: skip
    assert log.rejected == 0
    names = [name for (name,) in rows(connection, "SELECT name FROM departments ORDER BY id")]
    assert names[:4] == [formula, script, "Fin ance", "Pay roll"]
    assert (len(names[4]), names[5]) == (200, "'; DROP TABLE tickets; --")
    assert rows(connection, "SELECT count(*) FROM tickets") == [(6,)]


def test_loading_twice_replaces_the_tables(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    loaded(connection, tmp_path, STATE_LOG)
    loaded(connection, tmp_path, STATE_LOG)
    assert rows(connection, "SELECT count(*) FROM events") == [(7,)]
    left = rows(
        connection,
        "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'log_st%'",
    )
    assert left == []


def test_progress_grows_to_the_end(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    seen: list[float] = []
    path = tmp_path / "log.csv"
    path.write_text(STATE_LOG)
    load(connection, path, None, progress=seen.append)
    assert seen
    assert seen[-1] == 1.0


keys = st.sampled_from(["A", "B", " C ", "", "?", "é", "Z\u200b"])
dates = st.sampled_from(
    ["2024-01-01 10:00:00", "2024-02-30 10:00:00", "", "n/a", "2024-03-05 00:00:00", "soon"]
)


@settings(max_examples=30, deadline=None)
@given(
    given_rows=st.lists(
        st.tuples(keys, dates, st.sampled_from(["New", "Odd", "", "?"]), st.booleans()), max_size=30
    )
)
def test_rows_in_are_rows_accepted_and_rejected(tmp_path_factory: Any, given_rows: Any) -> None:
    """Whatever stands in the rows; and every accepted row is one event."""
    lines = ["ticket,when,state", *["ok,2024-01-01 10:00:00,New"] * 60]
    for key, date, state, ragged in given_rows:
        lines.append(f"{key},{date},{state}" + (",more" if ragged else ""))
    path = tmp_path_factory.mktemp("rows") / "log.csv"
    path.write_text("\n".join(lines))
    mapping = from_toml(
        'guess = false\nformats = "iso"\n[columns]\ncase = "ticket"\nat = "when"\nstate = "state"'
    )
    good = {"2024-01-01 10:00:00", "2024-03-05 00:00:00"}
    wanted = sum(k.strip() not in ("", "?") and d in good and not r for k, d, _, r in given_rows)
    with duckdb.connect() as connection:
        log = load(connection, path, mapping)
        assert (log.rows, log.accepted) == (len(given_rows) + 60, wanted + 60)
        assert log.rows == log.accepted + log.rejected
        assert log.events == log.accepted
        assert rows(connection, "SELECT count(*) FROM rejects") == [(log.rejected,)]
        lines_seen = rows(connection, "SELECT line FROM rejects UNION ALL SELECT line FROM events")
        assert sorted(lines_seen) == [(n,) for n in range(2, len(given_rows) + 62)]


def test_titles_are_kept_where_they_are_asked_for(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("Number,Subject,Created\n1,Old,2024-01-01 10:00:00\n2,,2024-01-02 10:00:00\n")
    load(connection, path, None)
    assert rows(connection, "SELECT * FROM log_titles") == []
    load(connection, path, None, titles=True)
    assert rows(connection, "SELECT * FROM log_titles") == [(1, "Old")]


def test_a_change_log_tells_state_group_and_assignee_by_the_changed_field(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = """key,changed,field,from,to
1,2024-01-01 10:00:00,status,,Open
1,2024-01-01 11:00:00,Assignment group,,Net
1,2024-01-01 12:00:00,assignee,,Kim
1,2024-01-01 13:00:00,labels,,urgent
1,2024-01-02 10:00:00,status,Open,Resolved
"""
    log = loaded(connection, tmp_path, text)
    assert log.mapping.column("field") == "field"
    sql = """SELECT category, d.name, p.name, label FROM events
             LEFT JOIN departments d ON d.id = department_id LEFT JOIN people p ON p.id = person_id
             ORDER BY ordinal"""
    assert rows(connection, sql) == [
        ("submitted", None, None, "Open"), (None, "Net", None, None), (None, None, "Kim", None),
        (None, None, None, None), ("resolved", None, None, "Resolved"),
    ]  # fmt: skip


def test_date_and_time_of_day_may_stand_in_two_columns(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "ticket,day,clock,state\n1,2024-01-02,10:30:00,New\n1,2024-01-03,11:00:00,Closed\n"
    mapping = from_toml('formats = "iso"\n[columns]\ncase = "ticket"\nat = ["day", "clock"]')
    loaded(connection, tmp_path, text, mapping)
    assert rows(connection, "SELECT min(e.at)::VARCHAR FROM events AS e") == [
        ("2024-01-02 10:30:00",)
    ]
