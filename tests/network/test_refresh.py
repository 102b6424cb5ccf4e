"""The refresh: from tickets made by actions to rows that pages read; disposable, incremental."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db.models import Model

from inward.analytics import engine, store, tasks
from inward.analytics.queries import freshness
from inward.feedback.models import Rating
from inward.kernel import jobs, worker
from inward.measures import queries as measures
from inward.measures.models import Figure, FlowFigure
from inward.network import queries as network
from inward.network import refresh
from inward.network.models import HandoffFigure, RelationFigure, StageFigure
from inward.tickets import actions
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to

NOW = START + timedelta(days=20)
RESULTS = (Figure, FlowFigure, RelationFigure, HandoffFigure, StageFigure)


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def rows() -> list[list[dict[str, Any]]]:
    """All results, without the keys of their rows."""
    return [sorted(_keyless(model), key=str) for model in RESULTS]


def _keyless(model: type[Model]) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in row.items() if key != "id"}
        for row in model._default_manager.values()
    ]


def reasons(found: Iterable[StageFigure]) -> set[str | None]:
    return {stage.reason for stage in found}


def test_before_the_first_refresh_there_are_no_figures(db: None) -> None:
    assert freshness() is None
    assert measures.overall().value("volume") is None
    assert network.relations() == []
    assert network.to_act_on() == []


def test_tickets_become_figures_with_a_watermark(promises: Promises, home: Path) -> None:
    brought_to(promises, "closed")
    watermark = refresh.refresh(now=NOW)
    assert (watermark.tickets, freshness()) == (1, watermark)
    assert measures.overall().value("volume") == 1
    world = promises
    [relation] = network.relations()
    assert (relation.supplier_id, relation.customer_id) == (world.it.pk, world.marketing.pk)
    assert measures.of_supplier(world.it.pk)[0].value("resolve_median") == 30
    assert network.ball_minutes()["supplier"] == 30


def test_business_time_is_counted_in_the_calendar_of_the_ticket(
    promises: Promises, home: Path
) -> None:
    ask_for_laptop(promises, now=START)
    refresh.refresh(now=NOW)
    own = measures.overall().values.get("resolve_business_median")
    assert own is None or own.n == 0
    ticket = brought_to(promises, "resolved")
    assert ticket.resolved_at == later(30)
    refresh.refresh(now=NOW)
    found = measures.overall()
    assert found.value("resolve_business_median") == 30
    assert found.value("resolve_median") == 30


def test_a_refresh_reads_only_what_is_new_and_says_the_same_as_a_rebuild(
    promises: Promises, home: Path
) -> None:
    first = ask_for_laptop(promises)
    refresh.refresh(now=NOW)
    brought_to(promises, "resolved")
    actions.accept(actor=promises.ian, ticket=first, now=later(60))
    refresh.refresh(now=NOW)
    incremental = rows()
    (home / store.FILE_NAME).unlink()
    refresh.refresh(now=NOW)
    assert rows() == incremental
    refresh.refresh(now=NOW, rebuild=True)
    assert rows() == incremental


def test_a_damaged_store_is_rebuilt(promises: Promises, home: Path) -> None:
    brought_to(promises, "closed")
    refresh.refresh(now=NOW)
    before = rows()
    (home / store.FILE_NAME).write_bytes(b"this is no store" * 1000)
    refresh.refresh(now=NOW)
    assert rows() == before


def test_a_store_that_another_process_holds_is_left_alone(home: Path, db: None) -> None:
    refresh.refresh(now=NOW)
    with engine.shared_file(home / store.FILE_NAME), pytest.raises(duckdb.Error):
        duckdb.connect(str(home / store.FILE_NAME), config={"threads": "1"})
    assert (home / store.FILE_NAME).exists()


def test_after_the_main_database_went_back_the_store_is_rebuilt(
    promises: Promises, home: Path
) -> None:
    brought_to(promises, "closed")
    refresh.refresh(now=NOW)
    with engine.shared_file(home / store.FILE_NAME) as connection:
        connection.execute("UPDATE progress SET event_id = event_id + 1000")
        connection.execute("UPDATE loaded_tickets SET customer_id = NULL")
    refresh.refresh(now=NOW)
    assert [r.customer_id for r in network.relations()] == [promises.marketing.pk]


def test_restricted_tickets_are_in_no_figure(promises: Promises, home: Path) -> None:
    world = promises
    actions.submit(
        actor=world.mara,
        offering=world.report_misconduct,
        answers={"what": "Something happened"},
        now=START,
    )
    refresh.refresh(now=NOW)
    assert measures.overall().value("volume") == 0
    assert rows()[1:] == [[], [], [], []]


def test_words_of_a_conversation_are_in_no_figure(promises: Promises, home: Path) -> None:
    brought_to(promises, "waiting")
    refresh.refresh(now=NOW)
    assert reasons(network.stages(limit=100)) <= {None, "confirmation", "closed", "draft"}


def test_the_job_writes_its_results_and_asks_for_no_second_one(
    promises: Promises, home: Path
) -> None:
    brought_to(promises, "closed")
    tasks.soon()
    tasks.soon()
    assert worker.drain() > 0
    assert measures.overall().value("volume") == 1
    found = freshness()
    assert found is not None
    assert found.tickets == 1


def test_the_matrix_moves_with_a_ticket_and_a_single_rating_does_not_appear(
    promises: Promises, home: Path
) -> None:
    brought_to(promises, "closed")
    worker.drain()
    refresh.refresh(now=NOW)
    before = network.relation(promises.it.pk, promises.marketing.pk)
    brought_to(promises, "closed")
    worker.drain()
    given = Rating.objects.filter(side="customer").update(
        answered_at=later(90), outcome=5, effort=5, speed=5, communication=5
    )
    assert given == 1
    refresh.refresh(now=NOW)
    after = network.relation(promises.it.pk, promises.marketing.pk)
    assert before is not None
    assert after is not None
    assert (before.tickets, after.tickets) == (1, 2)
    assert after.kept_n == before.kept_n + 1
    assert (after.score_n, after.score_mean) == (0, None)
    assert measures.overall().value("satisfaction_customer") is None


def test_hand_offs_stand_between_departments(promises: Promises, home: Path) -> None:
    world = promises
    ticket = brought_to(promises, "in_progress")
    actions.hand_off(
        actor=world.ian, ticket=ticket, department=world.finance, reason="Theirs", now=later(40)
    )
    refresh.refresh(now=NOW)
    [flow] = network.handoffs()
    assert (flow.from_id, flow.to_id, flow.handoffs) == (world.it.pk, world.finance.pk, 1)
    rows_order, column_order = network.matrix_order()
    assert rows_order == [world.marketing.pk]
    assert column_order == [world.finance.pk]


def test_the_refresh_is_a_timer_of_the_worker() -> None:
    assert tasks.TASK in jobs.PERIODIC
    assert jobs.TASKS[tasks.TASK].alone
