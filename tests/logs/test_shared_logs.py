"""The real logs beside the project, with their published figures; by mapping file and by guess."""

# ruff: noqa: E501 (tables read better in long lines)

from typing import Any

import duckdb
import pytest

from inward.logs import load, load_mapping
from tests.support.shared import shared_path

pytestmark = pytest.mark.shared

KNOWN = [
    ("incident_event_log", ("incident_event_log", "incident_event_log.csv.gz"), 24_918, 141_712),
    ("bpic2013", ("bpic2013_volvo_incidents", "bpi_challenge_2013_incidents.csv.gz"), 7_554, 65_533),
    ("bpic2013", ("bpic2013_volvo_incidents", "bpi_challenge_2013_incidents.xes.gz"), 7_554, 65_533),
    ("helpdesk_italian", ("helpdesk_italian", "helpdesk.csv.gz"), 4_580, 21_348),
    ("helpdesk_italian", ("helpdesk_italian", "helpdesk.xes.gz"), 4_580, 21_348),
    ("bpic2020_domestic", ("bpic2020_tue_travel", "DomesticDeclarations.csv.gz"), 10_357, 55_628),
    ("bpic2020_domestic", ("bpic2020_tue_travel", "DomesticDeclarations.xes.gz"), 10_357, 55_628),
    ("bpic2020_prepaid", ("bpic2020_tue_travel", "PrepaidTravelCost.csv.gz"), 2_007, 17_507),
    ("bpic2020_prepaid", ("bpic2020_tue_travel", "PrepaidTravelCost.xes.gz"), 2_007, 17_507),
    ("receipt", ("pm4py_samples", "receipt.csv.gz"), 1_434, 8_577),
    ("running_example", ("pm4py_samples", "running-example.csv"), 6, 42),
    ("running_example", ("pm4py_samples", "running-example.xes"), 6, 42),
]  # fmt: skip


@pytest.fixture
def connection() -> Any:
    with duckdb.connect() as opened:
        yield opened


@pytest.mark.parametrize(("mapping", "parts", "tickets", "events"), KNOWN)
@pytest.mark.parametrize("guessed", [True, False], ids=["guessed", "mapped"])
def test_published_counts(
    connection: duckdb.DuckDBPyConnection,
    mapping: Any,
    parts: Any,
    tickets: Any,
    events: Any,
    guessed: Any,
) -> None:
    log = load(connection, shared_path(*parts), None if guessed else load_mapping(mapping))
    assert (log.tickets, log.events, log.rows, log.rejected) == (tickets, events, events, 0)


def test_the_incident_log_by_mapping_and_by_guess_is_the_same(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    path = shared_path("incident_event_log", "incident_event_log.csv.gz")
    facts = []
    for mapping in (None, load_mapping("incident_event_log")):
        load(connection, path, mapping)
        facts.append(
            [
                connection.execute(f"SELECT count(*), sum(hash(t)) FROM {table} AS t").fetchall()
                for table in ("tickets", "events", "departments", "people", "services")
            ]
        )
    assert facts[0] == facts[1]


def test_figures_of_the_incident_log(connection: duckdb.DuckDBPyConnection) -> Any:
    load(connection, shared_path("incident_event_log", "incident_event_log.csv.gz"), None)

    def one(sql: str) -> int:
        return int(connection.execute(sql).fetchall()[0][0])

    assert one("SELECT count(*) FROM tickets WHERE sla_flag") == 15_803
    assert one("SELECT count(*) FROM tickets WHERE NOT sla_flag") == 9_115
    assert one("SELECT count(*) FROM tickets WHERE source_reopens > 0") == 275
    assert one("SELECT count(DISTINCT department_id) FROM events") == 78
    assert one("SELECT count(*) FROM events WHERE category = 'unknown'") == 5
    assert one("SELECT count(*) FROM tickets WHERE submitted_at IS NULL") == 0
    assert one("SELECT count(DISTINCT customer_id) FROM tickets") == 224


def test_deadlines_of_the_permit_log(connection: duckdb.DuckDBPyConnection) -> None:
    load(connection, shared_path("pm4py_samples", "receipt.csv.gz"), load_mapping("receipt"))
    sql = "SELECT sla_flag, count(*) FROM tickets GROUP BY 1 ORDER BY 1 NULLS LAST"
    assert connection.execute(sql).fetchall() == [(False, 377), (True, 952), (None, 105)]


@pytest.mark.parametrize(
    ("csv", "xes"),
    [
        (("bpic2013_volvo_incidents", "bpi_challenge_2013_incidents.csv.gz"),
         ("bpic2013_volvo_incidents", "bpi_challenge_2013_incidents.xes.gz")),
        (("helpdesk_italian", "helpdesk.csv.gz"), ("helpdesk_italian", "helpdesk.xes.gz")),
    ],
)  # fmt: skip
def test_csv_and_xes_give_the_same_events(
    connection: duckdb.DuckDBPyConnection, csv: Any, xes: Any
) -> None:
    found = []
    for parts in (csv, xes):
        load(connection, shared_path(*parts), None)
        found.append(
            connection.execute(
                "SELECT count(*), sum(hash(e.at, kind, label)) FROM events AS e"
            ).fetchall()
        )
    assert found[0] == found[1]
