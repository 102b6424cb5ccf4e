"""Serve: what stands in the queue and why, what one does with it, for whom it is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inward.directory.models import Person
from inward.tickets import actions, queries
from inward.tickets.models import Ticket
from inward.tickets.queries import View
from inward.web.serve.lines import ball, slack
from tests.support.tables import nothing_changes
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, text_of
from tests.web.test_query_counts import PINNED


@pytest.fixture
def busy(promises: Promises, at: SetClock) -> Promises:
    """IT has six tickets: three free, one of Ian's, one that waits for Mara, one to be confirmed.

    It is an hour after the first was asked.
    """
    w = promises
    tickets = [ask_for_laptop(w, title=f"Laptop {n}", now=later(n)) for n in range(6)]
    actions.assign(actor=w.ian, ticket=tickets[3], person=w.ian, now=later(10))
    actions.ask_customer(actor=w.ian, ticket=tickets[4], text="Which?", now=later(11))
    actions.resolve(actor=w.ian, ticket=tickets[5], outcome="fulfilled", now=later(12))
    at(later(60))
    return w


def counted(person: Person, **given: str) -> dict[str, str]:
    """What the tabs are told, by view."""
    html = client_of(person).get(reverse("serve-counts"), given).content.decode()
    return dict(re.findall(r'id="count-([^"]+)"[^>]*>([^<]*)<', html))


def ticket(title: str) -> Ticket:
    return Ticket.objects.get(title=title)


def value(one: Ticket) -> str:
    return f"{one.key}:{one.version}"


def test_tabs_tell_how_many_stand_in_each_view(busy: Promises) -> None:
    told = counted(busy.ian)
    expected = {"next": "4", "unassigned": "4", "mine": "1", "waiting": "1", "resolved": "1"}
    assert {name: told[name] for name in expected} == expected
    assert told["all"] == ""  # nobody counts all there ever was


@pytest.mark.parametrize("view", list(View))
def test_a_view_shows_as_many_as_its_tab_says(busy: Promises, view: View) -> None:
    response = client_of(busy.ian).get(reverse("serve"), {"view": view.value})
    rows = len(re.findall(r"<tr data-row", response.content.decode()))
    assert rows == (queries.counts(busy.ian, later(60)) | {View.ALL: 6})[view]


def test_the_frame_tells_the_number_of_next_best(busy: Promises) -> None:
    for name in ("ian", "alice", "frank", "max", "hana"):
        person = getattr(busy, name)
        assert queries.to_serve(person, later(60)) == queries.counts(person, later(60))[View.NEXT]


def test_the_frame_counts_no_restricted_ticket_of_others(promises: Promises) -> None:
    w = promises
    asked = {"what": "Something"}
    actions.submit(actor=w.mara, offering=w.report_misconduct, answers=asked, now=later(0))
    assert queries.to_serve(w.hana, later(1)) == queries.counts(w.hana, later(1))[View.NEXT]


def test_a_row_tells_customer_ball_and_least_slack(busy: Promises) -> None:
    one = ticket("Laptop 3")
    assert (ball(one, busy.ian).words, ball(one, busy.ian).mine) == ("you", True)
    assert ball(one, busy.iris).words == "Ian"
    assert ball(ticket("Laptop 0"), busy.ian).words == "unassigned"
    assert ball(ticket("Laptop 4"), busy.ian).words == "customer"
    assert "IT-1 · Marketing" in text_of(client_of(busy.ian).get(reverse("serve")))


def test_slack_is_told_in_open_hours(busy: Promises) -> None:
    one = ticket("Laptop 0")  # asked on Monday at nine, to be taken within four open hours
    assert (slack(one, later(60)).words, slack(one, later(60)).tone) == ("take 3 h", "risk")
    assert slack(one, later(60)).percent == pytest.approx(25)
    late = slack(one, later(60 * 24))  # Tuesday at nine: five of nine hours over
    assert (late.words, late.tone, late.percent) == ("take 5 h over", "late", 100)
    assert slack(ticket("Laptop 4"), later(60)).words == "stands still"


def test_a_calendar_too_short_for_the_promise_breaks_no_list(busy: Promises) -> None:
    one = ticket("Laptop 0")
    one.next_due = later(60) + timedelta(days=365 * 900)
    assert slack(one, later(60)).percent == 100


def test_words_narrow_the_queue_and_its_counts(busy: Promises) -> None:
    text = text_of(client_of(busy.ian).get(reverse("serve"), {"q": "laptop 2"}))
    assert "Laptop 2" in text
    assert "Laptop 1" not in text
    assert counted(busy.ian, q="laptop 2")["next"] == "1"


def test_an_unknown_view_or_department_is_not_found(busy: Promises) -> None:
    client = client_of(busy.ian)
    assert client.get(reverse("serve"), {"view": "nope"}).status_code == 404
    assert client.get(reverse("serve"), {"department": "FIN"}).status_code == 404
    assert client.get(reverse("serve"), {"after": "nope"}).status_code == 422


def test_pages_follow_each_other_without_gap(busy: Promises, at: SetClock) -> None:
    for n in range(90):
        ask_for_laptop(busy, title=f"More {n}", now=later(20))
    at(later(60))
    client, address, seen = client_of(busy.ian), reverse("serve"), []
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(r'data-ticket="([^"]+)"', html)
        more = re.search(r'rel="next" href="([^"]+)"', html)
        address = reverse("serve") + more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) == 94


def test_what_is_beside_the_list_says_why_and_what_to_do(busy: Promises) -> None:
    one = ticket("Laptop 0")
    address = reverse("serve-preview", args=[one.key])
    text = text_of(client_of(busy.ian).get(address, headers={"HX-Request": "true"}))
    assert "Taking it due in 3 h" in text
    assert "Take it" in text


def test_without_script_the_ticket_is_a_page(busy: Promises) -> None:
    address = reverse("serve-preview", args=[ticket("Laptop 0").key])
    response = client_of(busy.ian).get(address)
    assert response.headers["Location"] == reverse("ticket", args=[ticket("Laptop 0").key])


def test_taking_many_takes_each(busy: Promises) -> None:
    chosen = [value(ticket(f"Laptop {n}")) for n in (0, 1)]
    sent = {"verb": "take", "ticket": chosen, "back": "?view=unassigned"}
    response = client_of(busy.iris).post(reverse("serve-act"), sent)
    assert response.headers["Location"] == f"{reverse('serve')}?view=unassigned"
    assert {ticket(f"Laptop {n}").assignee for n in (0, 1)} == {busy.iris}


def test_one_refusal_stops_no_other_and_is_told(busy: Promises) -> None:
    stale = value(ticket("Laptop 0"))
    actions.assign(actor=busy.iris, ticket=ticket("Laptop 0"), person=busy.iris, now=later(59))
    client = client_of(busy.ian)
    sent = {"verb": "take", "ticket": [stale, value(ticket("Laptop 1"))]}
    response = client.post(reverse("serve-act"), sent)
    text = text_of(response)
    assert response.status_code == 409
    assert "1 ticket is yours." in text
    assert "1 was not done" in text
    assert "IT-1 Laptop 0:" in text
    assert ticket("Laptop 0").assignee == busy.iris
    assert ticket("Laptop 1").assignee == busy.ian


def test_giving_goes_to_who_serves_there(busy: Promises) -> None:
    client, chosen = client_of(busy.iris), value(ticket("Laptop 0"))
    sent = {"verb": "give", "ticket": chosen, "to": str(busy.mara.pk)}
    assert "Choose who is to have it." in text_of(
        client.post(reverse("serve-act"), sent, follow=True)
    )
    client.post(reverse("serve-act"), sent | {"to": str(busy.ian.pk)})
    assert ticket("Laptop 0").assignee == busy.ian


def test_reply_and_resolve_from_beside_the_list(busy: Promises) -> None:
    client, one = client_of(busy.ian), ticket("Laptop 3")
    beside, part = reverse("serve-preview", args=[one.key]), {"HX-Request": "true"}
    sent = {"verb": "reply", "version": one.version, "text": "Soon."}
    answer = client.post(beside, sent, headers=part)
    assert answer.headers["HX-Trigger"] == "queue-changed"
    assert f'id="row-{one.key}"' in answer.content.decode()  # the row as it is now
    assert one.events.filter(text="Soon.").exists()
    one.refresh_from_db()
    sent = {"verb": "resolve", "version": one.version, "text": "Done.", "outcome": "fulfilled"}
    assert client.post(beside, sent, headers=part).status_code == 200
    assert ticket("Laptop 3").category == "resolved"


def test_what_is_refused_beside_the_list_keeps_what_was_typed(busy: Promises) -> None:
    client, one = client_of(busy.ian), ticket("Laptop 3")
    beside = reverse("serve-preview", args=[one.key])
    sent = {"verb": "resolve", "version": one.version, "text": "Nearly."}  # without an outcome
    answer = client.post(beside, sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Nearly." in answer.content.decode()
    assert "HX-Trigger" not in answer.headers
    plain = client.post(beside, sent, follow=True)
    assert plain.redirect_chain[-1][0] == reverse("ticket", args=[one.key])


def test_nothing_is_done_to_what_one_may_not_see(busy: Promises) -> None:
    sent = {"verb": "take", "ticket": value(ticket("Laptop 0"))}
    text = text_of(client_of(busy.frank).post(reverse("serve-act"), sent, follow=True))
    assert "There is no such ticket." in text
    assert ticket("Laptop 0").assignee is None


@pytest.mark.parametrize(
    "sent", [{}, {"verb": "take"}, {"verb": "drop", "ticket": "IT-1:1"}, {"ticket": "IT-1:x"}]
)
def test_what_is_no_action_is_refused(busy: Promises, sent: dict[str, str]) -> None:
    assert client_of(busy.ian).post(reverse("serve-act"), sent).status_code == 422


def test_an_empty_view_says_what_it_is_for(promises: Promises, at: SetClock) -> None:
    at(later(60))
    text = text_of(client_of(promises.frank).get(reverse("serve")))
    assert "Nothing to do for anybody" in text


def test_reading_changes_nothing(busy: Promises) -> None:
    client = client_of(busy.ian)
    with nothing_changes():
        client.get(reverse("serve"))


NAMED = "customer=MKT&assignee=ian&service=Workplace&offering=laptop&tag=vpn"
PAGES = {
    "serve": "",
    "serve_found": "?q=laptop&department=IT",
    "serve_named": f"?view=open&{NAMED}",
    "serve_counts": "counts/",
    "serve_views": "views/",
    "serve_print": "print/",
}


@pytest.mark.parametrize("name", ["ian", "alice"])
@pytest.mark.parametrize("page", PAGES)
def test_statements_of_the_queue(busy: Promises, name: str, page: str) -> None:
    client = client_of(getattr(busy, name))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("serve") + PAGES[page]).status_code == 200
    assert len(asked) == PINNED[page][name]


@pytest.mark.parametrize("name", ["ian", "alice"])
def test_the_page_counts_for_its_frame_alone(busy: Promises, name: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        client_of(getattr(busy, name)).get(reverse("serve"))
    told = [q["sql"] for q in asked.captured_queries if "COUNT(" in q["sql"]]
    assert len(told) == 1  # and it reads no further than 100


@pytest.mark.parametrize("name", ["ian", "alice"])
def test_statements_of_the_ticket_beside(busy: Promises, name: str) -> None:
    client, one = client_of(getattr(busy, name)), ticket("Laptop 0")
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("serve-preview", args=[one.key]), headers={"HX-Request": "true"})
    assert len(asked) == PINNED["serve_beside"][name]
