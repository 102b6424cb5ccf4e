"""The import path and the report path give equal KPIs and relations on every shared log."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from inward.analytics import engine
from inward.directory.models import Department
from inward.exchange import report as reports
from inward.exchange.importing import import_log
from inward.exchange.report_figures import Report, Source
from inward.logs.loading import load
from inward.measures import queries as measures
from inward.network import queries as network
from inward.network import refresh
from tests.exchange.logs_on_disk import MAPPING, tickets, write_log
from tests.logs.styles import STYLES, Style
from tests.support.shared import shared_path

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
LOGS = (
    ("bpic2013_volvo_incidents", "bpi_challenge_2013_incidents.csv.gz"),
    ("helpdesk_italian", "helpdesk.csv.gz"),
    ("bpic2020_tue_travel", "DomesticDeclarations.csv.gz"),
    ("bpic2020_tue_travel", "PrepaidTravelCost.csv.gz"),
    ("pm4py_samples", "receipt.csv.gz"),
    ("pm4py_samples", "running-example.xes"),
    ("incident_event_log", "incident_event_log.csv.gz"),
)
KINDS = ("servicenow_rows", "audit_of_fields", "purchase_approvals", "otrs_history")
Relations = dict[tuple[str, str], tuple[int, int, int, int, float | None]]


def reported(path: Path, **choices: Any) -> Report:
    with engine.scratch() as connection:
        loaded = load(connection, path, choices.get("mapping"))
        return reports.gather(connection, Source(path.name, "", loaded.rejected))


def imported(path: Path, **choices: Any) -> None:
    with engine.scratch() as connection:
        loaded = load(connection, path, choices.get("mapping"))
        import_log(connection, path, loaded, source=path.name, now=NOW)
    refresh.refresh(now=NOW)


def of_report(report: Report) -> Relations:
    return {
        (report.name(r.supplier_id), report.name(r.customer_id)): (
            r.tickets, r.kept, r.handoffs, r.ping_pong, r.resolve_median,
        )
        for r in report.relations
    }  # fmt: skip


def of_database() -> Relations:
    names: dict[int | None, str] = dict(Department.objects.values_list("pk", "name"))
    return {
        (names.get(r.supplier_id, "unknown"), names.get(r.customer_id, "unknown")): (
            r.tickets, r.kept, r.handoffs, r.ping_pong, r.resolve_median,
        )
        for r in network.relations()
    }  # fmt: skip


def assert_equal_ways(path: Path, **choices: Any) -> None:
    report = reported(path, **choices)
    imported(path, **choices)
    ours = measures.overall()
    told = {key: value for key, (value, _) in report.kpis.items() if value is not None}
    assert {key: ours.value(key) for key in told} == pytest.approx(told, rel=1e-6, abs=1e-6)
    assert {key: ours.n(key) for key in told} == {key: report.kpis[key][1] for key in told}
    assert of_database() == of_report(report)
    ball = {party: minutes for party, minutes in report.ball_minutes().items() if minutes}
    assert network.ball_minutes() == pytest.approx(ball)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path


@pytest.mark.django_db
def test_a_small_log_counts_alike_by_both_ways(tmp_path: Path) -> None:
    names = ["IT", "HR", "Legal", "Sales", "Lab"]
    assert_equal_ways(write_log(tmp_path / "log.csv", tickets(names)), mapping=MAPPING)


@pytest.mark.django_db
@pytest.mark.parametrize("style", [s for s in STYLES if s.name in KINDS], ids=lambda s: s.name)
def test_each_kind_of_log_counts_alike_by_both_ways(style: Style, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(style.text())
    assert_equal_ways(path)


@pytest.mark.shared
@pytest.mark.django_db
@pytest.mark.parametrize(("folder", "name"), LOGS)
def test_shared_logs_count_alike_by_both_ways(folder: str, name: str) -> None:
    assert_equal_ways(shared_path(folder, name))
