"""``inward import``: what comes in, twice, after a kill, in a dry run; it counts as the report."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from inward.analytics import engine, store
from inward.directory.models import Department, Person
from inward.exchange import importing, report, report_json
from inward.exchange.commands_import import import_log
from inward.exchange.models import ImportRun
from inward.exchange.report_figures import Source
from inward.kernel.clock import now
from inward.kernel.models import AuditEntry, Job
from inward.logs import load, load_mapping
from inward.logs.mapping import Mapping
from inward.tickets import imports as tickets_imports
from inward.tickets.models import Ticket, TicketEvent
from tests.exchange.logs_on_disk import MAPPING, tickets, write_log

pytestmark = pytest.mark.django_db

NAMES = ["IT", "HR", "Legal", "Sales"]
HEADER = "number,updated_at,state,assignment_group,assigned_to,location,made_sla\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write_log(tmp_path / "desk.csv", tickets(NAMES))


def command(*arguments: object) -> Any:
    """The command as typed, in this process."""
    import typer

    app = typer.Typer(add_completion=False)
    app.command()(import_log)
    return CliRunner().invoke(app, [str(a) for a in arguments])


def said(*arguments: object) -> dict[str, Any]:
    done = command(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_people_departments_tickets_and_events_come_in(log: Any) -> None:
    result = said(log)
    assert (result["tickets"], result["events"], result["tickets_new"]) == (32, 192, 32)
    assert Ticket.objects.count() == 32
    assert TicketEvent.objects.count() == 192
    assert set(Department.objects.values_list("name", flat=True)) == set(NAMES)
    ticket = Ticket.objects.get(external_id="T000-001")
    assert (ticket.category, ticket.sla_flag, ticket.source) == ("closed", False, "desk")
    assert ticket.supplier is not None
    assert ticket.customer is not None
    assert ticket.resolved_at is not None
    assert (ticket.supplier.name, ticket.customer.name, ticket.handoffs) == ("IT", "HR", 2)
    assert ticket.resolved_at.isoformat() == "2024-03-02T09:15:00+00:00"


def test_side_effects_are_off_and_imported_people_cannot_sign_in(log: Any) -> None:
    said(log)
    assert not Person.objects.filter(may_sign_in=True).exists()
    assert not Person.objects.exclude(email=None).exists()
    # One job: the refresh of the figures. Nobody is told anything.
    assert list(Job.objects.values_list("task", flat=True)) == ["analytics.refresh"]
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["log.imported"]


def test_done_twice_it_changes_nothing(log: Any) -> None:
    said(log)
    before = list(TicketEvent.objects.order_by("pk").values_list())
    again = said(log)
    assert (again["tickets_new"], again["tickets_same"], again["events_same"]) == (0, 32, 192)
    assert list(TicketEvent.objects.order_by("pk").values_list()) == before
    assert Department.objects.count() == 4


def test_a_changed_row_is_a_correction_and_a_later_row_an_event(log: Any) -> None:
    said(log)
    text = log.read_text()
    changed = "T000-000,2024-03-01 05:15:00,Active,IT,Person 0,HR,true"
    assert changed in text
    log.write_text(
        text.replace(changed, changed.replace("Active,IT", "Active,Legal"))
        + "T000-000,2024-03-09 10:15:00,Active,IT,Person 0,HR,true\n"
    )
    result = said(log)
    assert (result["events_corrected"], result["events_new"]) == (1, 1)
    assert (result["tickets_changed"], result["tickets_same"]) == (1, 31)
    ticket = Ticket.objects.get(external_id="T000-000")
    assert (ticket.category, ticket.reopens) == ("in_progress", 1)
    correction = ticket.events.exclude(data={}).get()
    assert correction.department is not None
    assert (correction.kind, correction.department.name) == ("updated", "Legal")


def test_another_source_name_is_another_system(log: Any) -> None:
    said(log)
    said(log, "--name", "elsewhere")
    assert Ticket.objects.count() == 64
    assert set(Ticket.objects.values_list("source", flat=True)) == {"desk", "elsewhere"}


def test_a_dry_run_shows_all_and_writes_nothing(log: Any) -> None:
    done = command(log, "--dry-run")
    assert done.exit_code == 0
    assert "32 tickets, 192 events of 4 departments and 8 people would come in." in done.stdout
    assert "assignment_group" in done.stderr
    assert said(log, "--dry-run")["dry_run"] is True
    counts = (Ticket.objects.count(), Person.objects.count(), ImportRun.objects.count())
    assert counts == (0, 0, 0)


def test_a_broken_import_goes_on_where_it_stopped(log: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(importing, "BATCH", 10)
    batches: list[Any] = []
    real = tickets_imports.import_tickets

    def breaking(source: Any, batch: Any) -> Any:
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(batch)
        return real(source, batch)

    monkeypatch.setattr(importing, "import_tickets", breaking)
    with pytest.raises(KeyboardInterrupt):
        _import(log)
    assert (Ticket.objects.count(), ImportRun.objects.get().position) == (20, 20)
    monkeypatch.setattr(importing, "import_tickets", real)
    result = _import(log)
    assert (result.resumed_at, result.tickets_new, Ticket.objects.count()) == (20, 32, 32)
    run = ImportRun.objects.get()
    assert (run.position, run.tickets_new, run.finished_at is None) == (32, 32, False)


def test_a_changed_file_does_not_go_on_but_starts_anew(
    log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    with engine.scratch() as connection:
        loaded = load(connection, log, MAPPING)
        importing._run(log, loaded, "desk", now())
    log.write_text(log.read_text() + "X,2024-03-09 10:15:00,New,IT,,HR,true\n")
    assert _import(log).resumed_at == 0
    assert ImportRun.objects.count() == 2


def test_bad_rows_are_listed_beside_the_log_and_safe_in_a_spreadsheet(
    log: Any, tmp_path: Path
) -> None:
    with log.open("a") as file:
        file.write("=1+1,never,New,IT,,HR,true\nshort,row\n")
    result = said(log)
    assert (result["rejected"], result["rows"]) == (2, 194)
    lines = (tmp_path / "desk.csv.rejects.csv").read_text().splitlines()
    assert lines[0] == "line,reason,text"
    assert [line.split(",")[0] for line in lines[1:]] == ["194", "195"]
    own = tmp_path / "elsewhere.csv"
    assert said(log, "--rejects", own)["rejects_file"] == str(own)
    assert own.exists()


def test_a_map_is_taken_and_written(log: Any, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('source = "renamed"\n[columns]\ncustomer = ""\n')
    written = tmp_path / "written.toml"
    result = said(log, "--map", own, "--write-map", written)
    assert result["source"] == "renamed"
    assert not Ticket.objects.exclude(customer=None).exists()
    assert load_mapping(written).column("department") == "assignment_group"
    assert load_mapping(written).columns["customer"] == ("",)


@pytest.mark.parametrize("content", ["", "a,b\n", "PK\x03\x04"])
def test_what_cannot_be_read_ends_in_words_and_code_2(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "log.csv"
    path.write_text(content)
    done = command(path)
    assert done.exit_code == 2
    assert done.stderr.startswith("inward import: ")
    assert "Traceback" not in done.output


def test_titles_come_in_and_a_ticket_without_one_is_called_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("Number,Subject,Created,Group\nA1,Mouse <b>dead</b>,2024-01-01 10:00:00,IT\n"
                    "A2,,2024-01-02 10:00:00,IT\n")  # fmt: skip
    said(path)
    titles = dict(Ticket.objects.values_list("external_id", "title"))
    assert titles == {"A1": "Mouse <b>dead</b>", "A2": "A2"}


def test_hostile_text_is_kept_as_data(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    row = "<script>1</script>{},2024-03-01 10:00:00,New,=cmd()\u202e,O'Hara; --,a\u200bb,true\n"
    path.write_text(HEADER + "".join(row.format(n % 3) for n in range(9)))
    said(path)
    assert set(Department.objects.values_list("name", flat=True)) == {"=cmd()", "a b"}
    assert Ticket.objects.count() == 3


def _import(path: Path, mapping: Mapping | None = MAPPING) -> importing.ImportResult:
    with engine.scratch() as connection:
        loaded = load(connection, path, mapping)
        return importing.import_log(connection, path, loaded, source="desk", now=now())


def _figures(
    path: Path, mapping: Mapping | None, home: Path
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The report's figures of a log: straight from the file, and from the database."""
    source = Source(name="log", format="state", rejected=0, columns=(), notes=())
    with engine.scratch() as connection:
        loaded = load(connection, path, mapping)
        straight = report.gather(connection, source)
    with engine.scratch() as connection:
        loaded = load(connection, path, mapping)
        importing.import_log(connection, path, loaded, source="log", now=now())
    with store.refreshed(home, now=now()) as (connection, _):
        stored = report.gather(connection, source)
    return json.loads(report_json.written(straight)), json.loads(report_json.written(stored))


def test_import_and_report_count_alike(log: Any, tmp_path: Path) -> None:
    straight, stored = _figures(log, MAPPING, tmp_path)
    assert stored == straight
