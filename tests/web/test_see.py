"""See: figures as the last refresh wrote them, each opening to its tickets; for whom it is."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inward.network.refresh import refresh
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.web.files_out import csv_file
from inward.web.see import figures, lists
from tests.support.tables import nothing_changes
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, text_of
from tests.web.test_query_counts import PINNED

DAY = 24 * 60


@pytest.fixture
def company(promises: Promises, at: SetClock, tmp_path: Any, settings: Any) -> Promises:
    """IT did twelve things for Marketing, four of them late, and two for Finance; counted once."""
    settings.HOME = tmp_path
    w = promises
    for n in range(12):
        asked = ask_for_laptop(w, title=f"Laptop {n}", now=later(n * DAY))
        done = later(n * DAY + (60 if n < 8 else 20 * DAY))
        actions.resolve(actor=w.ian, ticket=asked, outcome="fulfilled", now=done)
        actions.confirm(actor=w.mara, ticket=asked, now=done)
    for n in range(2):
        asked = ask_for_laptop(w, by=w.frank, title=f"For Finance {n}", now=later(n))
        actions.resolve(actor=w.ian, ticket=asked, outcome="fulfilled", now=later(40 + n))
    refresh(now=later(60 * DAY), rebuild=True)
    at(later(60 * DAY))
    return w


def test_before_the_first_count_it_says_what_happens(promises: Promises, at: SetClock) -> None:
    at(later(60))
    text = text_of(client_of(promises.alice).get(reverse("see")))
    assert "Nothing computed yet" in text
    for name, args in (("see-relation", ["IT", "MKT"]), ("see-department", ["IT"])):
        assert client_of(promises.alice).get(reverse(name, args=args)).status_code == 200


def test_the_company_tells_promises_with_interval_and_n(company: Promises) -> None:
    text = text_of(client_of(company.alice).get(reverse("see")))
    assert "Promises kept 71.4 %" in text  # ten of fourteen
    assert "95 %: 45.4–88.3 · n = 14" in text
    assert "3 departments, 14 tickets" in text


def test_the_matrix_shows_a_relation_and_hides_a_small_one(company: Promises) -> None:
    html = client_of(company.alice).get(reverse("see")).content.decode()
    assert "IT for Marketing: 67 % of 12 promises kept, 12 tickets" in html
    assert "IT for Finance: 2 tickets, fewer than five decided" in html


def test_a_month_has_its_own_figures(company: Promises) -> None:
    client = client_of(company.alice)
    actions.submit(
        actor=company.mara, offering=company.new_laptop, answers={"model": "Light"},
        now=later(40 * DAY),
    )  # fmt: skip
    refresh(now=later(60 * DAY))
    text = text_of(client.get(reverse("see") + "?month=2025-03"))
    assert "March 2025 · 3 departments, 14 tickets" in text
    april = client.get(reverse("see") + "?month=2025-04").content.decode()
    assert "IT for Marketing: 1 ticket, fewer than five decided" in april
    assert "not told by month" in text
    assert client_of(company.alice).get(reverse("see") + "?month=spring").status_code == 404


def test_the_mirror_tells_both_ways(company: Promises) -> None:
    address = reverse("see-relation", args=["IT", "MKT"])
    text = text_of(client_of(company.max).get(address))
    assert "IT ⇄ Marketing" in text
    assert "12 tickets: Workplace (12)" in text
    assert "67 % of promises kept" in text
    assert "asks nothing of Marketing" in text
    assert "resolves critical in 4 h, medium in 18 h" in text


def test_the_mirror_turns_round(company: Promises) -> None:
    client = client_of(company.alice)
    html = client.get(reverse("see-relation", args=["MKT", "IT"])).content.decode()
    assert html.index(">Marketing</a>") < html.index(">IT</a>")


def test_ratings_below_five_are_told_nowhere(company: Promises) -> None:
    text = text_of(client_of(company.alice).get(reverse("see-relation", args=["IT", "MKT"])))
    assert "not released: fewer than five answers" in text


@pytest.mark.parametrize("codes", [["IT", "IT"], ["IT", "NOPE"]])
def test_what_is_no_relation_is_not_found(company: Promises, codes: list[str]) -> None:
    assert client_of(company.alice).get(reverse("see-relation", args=codes)).status_code == 404


def test_restricted_tickets_are_not_even_counted_as_needs(company: Promises) -> None:
    w = company
    asked = {"what": "Something"}
    actions.submit(actor=w.mara, offering=w.report_misconduct, answers=asked, now=later(0))
    text = text_of(client_of(w.alice).get(reverse("see-relation", args=["HR", "MKT"])))
    assert "Concerns" not in text


def test_a_scorecard_tells_how_a_department_does(company: Promises) -> None:
    text = text_of(client_of(company.alice).get(reverse("see-department", args=["IT"])))
    assert "Promises kept 71.4 %" in text
    assert "Marketing 12 tickets, Marketing 67 %" in text
    assert "Finance 2 tickets, Finance n < 5" in text


def test_charts_have_their_figures_as_table_and_file(company: Promises) -> None:
    client = client_of(company.alice)
    address = reverse("see-department-figures", args=["IT", "flow"])
    assert address in client.get(reverse("see-department", args=["IT"])).content.decode()
    response = client.get(address)
    assert response.headers["Content-Disposition"] == 'attachment; filename="IT-flow.csv"'
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[:2] == [
        "month,asked (tickets),done (tickets),open (tickets)", "Mar 2025,14,11,3"
    ]  # fmt: skip
    nothing = reverse("see-department-figures", args=["IT", "salaries"])
    assert client.get(nothing).status_code == 404


def test_no_cell_of_a_file_is_a_formula() -> None:
    body = csv_file("x", ["=a"], [["+1", -1, None, "@b", "c"]]).content.decode("utf-8-sig")
    assert body.splitlines() == ["'=a", "'+1,-1,,'@b,c"]


def test_a_figure_opens_to_its_tickets(company: Promises) -> None:
    broken = reverse("see-tickets") + "?supplier=IT&customer=MKT&met=no"
    client = client_of(company.alice)
    relation = client.get(reverse("see-relation", args=["IT", "MKT"])).content.decode()
    assert broken.replace("&", "&amp;") in relation
    text = text_of(client.get(broken))
    assert "4 tickets that you may see." in text
    assert "promise not kept" in text


def test_it_is_said_how_many_one_may_see(company: Promises) -> None:
    address = reverse("see-tickets") + "?supplier=IT&customer=MKT"
    assert "0 of 12 tickets: those you may see." in text_of(client_of(company.fiona).get(address))
    # To whom See tells no figures, no list tells them either.
    assert "0 tickets that you may see." in text_of(client_of(company.frank).get(address))
    assert "12 tickets that you may see." in text_of(client_of(company.mara).get(address))


@pytest.mark.parametrize(
    "query", ["supplier=NOPE", "met=perhaps", "state=waiting", "month=2025-13", "reopened=no"]
)
def test_what_is_no_cut_is_not_found(company: Promises, query: str) -> None:
    address = f"{reverse('see-tickets')}?{query}"
    assert client_of(company.alice).get(address).status_code == 404


def test_a_month_of_tickets_ends_before_the_next() -> None:
    cut = lists.cut_of({"month": "2025-12"})
    assert (cut.filter.since, cut.filter.until) == (
        datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    )  # fmt: skip


def test_every_figure_names_its_recipe(company: Promises) -> None:
    text = text_of(client_of(company.alice).get(reverse("see-measures")))
    assert "Tickets that kept the promise to resolve" in text


def test_the_interval_is_wilsons() -> None:
    low, high = figures.interval(0.5, 100)  # Newcombe 1998: 0.4038 to 0.5962
    assert (round(low, 4), round(high, 4)) == (0.4038, 0.5962)
    assert figures.interval(1.0, 5)[1] == 1.0


def test_reading_changes_nothing(company: Promises) -> None:
    client = client_of(company.alice)
    with nothing_changes():
        for address in addresses().values():
            assert client.get(address).status_code == 200


def addresses() -> dict[str, str]:
    return {
        "see": reverse("see"),
        "see_month": reverse("see") + "?month=2025-03",
        "see_relation": reverse("see-relation", args=["IT", "MKT"]),
        "see_department": reverse("see-department", args=["IT"]),
        "see_tickets": reverse("see-tickets") + "?supplier=IT&customer=MKT",
    }


def test_statements_of_each_page(company: Promises) -> None:
    assert Ticket.objects.filter(submitted_at__gte=START).count() == 14
    for page, address in addresses().items():
        for name, pinned in PINNED[page].items():
            client = client_of(getattr(company, name))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            told = "\n".join(query["sql"][:140] for query in asked.captured_queries)
            assert len(asked) == pinned, f"{page} for {name}: {len(asked)}\n{told}"
