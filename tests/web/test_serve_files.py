"""What leaves Serve as a file or on paper is what its list shows, for anybody; and is recorded."""

import csv
import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from inward.kernel.models import AuditEntry
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.web.serve import exporting
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of

FILTERS = (
    "view=open", "view=all", "view=all&is=closed", "view=next&customer=MKT", "view=waiting",
    "view=all&assignee=ian", "view=open&q=laptop+2", "view=open&tag=vpn", "view=mine",
    "view=open&order=newest", "view=all&priority=9", "view=closed", "view=resolved",
)  # fmt: skip


@pytest.fixture
def busy(promises: Promises, at: SetClock) -> Promises:
    """Six of IT, one of HR that is restricted, one handed to Finance; all kinds of states."""
    w = promises
    made = [ask_for_laptop(w, title=f"Laptop {n}", now=later(n)) for n in range(6)]
    actions.assign(actor=w.ian, ticket=made[1], person=w.ian, now=later(10))
    actions.ask_customer(actor=w.ian, ticket=made[2], text="Which?", now=later(11))
    actions.resolve(actor=w.ian, ticket=made[3], outcome="fulfilled", now=later(12))
    actions.withdraw(actor=w.mara, ticket=made[4], now=later(13))
    actions.hand_off(
        actor=w.ian, ticket=made[5], department=w.finance, reason="Yours", now=later(14)
    )
    actions.tag(actor=w.ian, ticket=made[0], add=["vpn"], now=later(15))
    asked = {"what": "=cmd|' /C calc'!A0"}
    actions.submit(actor=w.mara, offering=w.report_misconduct, answers=asked, now=later(16))
    at(later(60))
    return w


def listed(w: Promises, who: str, query: str) -> list[str]:
    html = client_of(getattr(w, who)).get(f"{reverse('serve')}?{query}").content.decode()
    return re.findall(r'data-ticket="([^"]+)"', html)


def exported(w: Promises, who: str, query: str) -> list[dict[str, str]]:
    sent = {"back": f"?{query}"}
    response: Any = client_of(getattr(w, who)).post(reverse("serve-export", args=["csv"]), sent)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("query", FILTERS)
@pytest.mark.parametrize("who", ["ian", "alice", "frank", "fiona", "max"])
def test_a_file_holds_what_the_list_shows(
    busy: Promises, monkeypatch: pytest.MonkeyPatch, who: str, query: str
) -> None:
    monkeypatch.setattr(exporting, "MOST_AT_ONCE", 2)
    assert [row["Key"] for row in exported(busy, who, query)] == listed(busy, who, query)


def test_the_sheet_and_the_paper_hold_the_same(busy: Promises) -> None:
    client, query = client_of(busy.ian), "view=open&order=oldest"
    answer: Any = client.post(reverse("serve-export", args=["xlsx"]), {"back": f"?{query}"})
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    strings = "".join(book.read(name).decode() for name in book.namelist() if "xl/" in name)
    paper = client.get(f"{reverse('serve-print')}?{query}").content.decode()
    for key in listed(busy, "ian", query):
        assert key in strings
        assert key in paper
    assert "<f>" not in strings


def test_no_cell_and_no_heading_is_a_formula(busy: Promises) -> None:
    Ticket.objects.filter(title="Laptop 0").update(title="=1+1", kind="@sum")
    row = next(row for row in exported(busy, "ian", "view=open&order=oldest"))
    assert row["Title"] == "'=1+1"
    assert row["Kind"] == "'@sum"


def test_chosen_columns_are_in_the_file(busy: Promises) -> None:
    actions.like_queue(actor=busy.ian, columns=["service", "tags", "asked"], now=later(60))
    rows = {row["Title"]: row for row in exported(busy, "ian", "view=open")}
    assert rows["Laptop 0"]["Tags"] == "vpn"
    assert rows["Laptop 0"]["Service"] == "Workplace"
    assert rows["Laptop 0"]["Asked"].endswith("Z")


def test_who_took_what_is_recorded_also_when_it_breaks_off(busy: Promises) -> None:
    exported(busy, "ian", "view=open&q=laptop")
    begun, ended = AuditEntry.objects.filter(actor_id=busy.ian.pk).order_by("-ordinal")[:2][::-1]
    assert (begun.action, ended.action) == ("queue.export_begun", "queue.export_ended")
    told = json.loads(ended.detail)
    assert told == {"kind": "csv", "filter": "?view=open&q=laptop", "rows": 3}
    sent = {"back": "?view=open"}
    response: Any = client_of(busy.ian).post(reverse("serve-export", args=["csv"]), sent)
    next(iter(response.streaming_content))
    for closer in response._resource_closers:  # as a server does when the reader has gone
        closer()
    last = AuditEntry.objects.order_by("-ordinal").first()
    assert last is not None
    assert last.action == "queue.export_ended"


def test_a_file_ends_at_its_most(busy: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)
    assert len(exported(busy, "ian", "view=all")) == 2


def test_other_kinds_of_files_are_none(busy: Promises) -> None:
    assert client_of(busy.ian).post(reverse("serve-export", args=["exe"])).status_code == 404
