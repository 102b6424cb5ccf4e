"""Asking regularly, being told, and booking time, from the pages."""

from django.urls import reverse

from inward.notify.actions import tell
from inward.notify.models import Notice
from inward.tickets.models import RecurringTicket, TimeEntry
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of, text_of

WEEKLY = {
    "title": "Laptop", "interval": "2", "frequency": "weekly", "weekdays": ["0", "4"], "day": "1",
    "at": "08:00", "first_on": "2030-01-01", "ends_on": "",
}  # fmt: skip


def test_what_i_asked_for_once_i_can_ask_for_regularly(promises: Promises, at: SetClock) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    at(later(60))
    client = client_of(w.mara)
    form = reverse("recurring_new", args=[ticket.key])
    assert form in client.get(page_of(ticket)).content.decode()
    assert form not in client_of(w.ian).get(page_of(ticket)).content.decode()
    assert client.post(form, WEEKLY).status_code == 302
    page = text_of(client.get(reverse("recurring")))
    assert "every 2 weeks on Monday, Friday at 08:00" in page
    assert RecurringTicket.objects.get().answers == ticket.answers
    client.post(reverse("recurring_stop", args=[RecurringTicket.objects.get().pk]))
    assert "ended" in text_of(client.get(reverse("recurring")))


def test_a_rule_that_cannot_be_is_told_and_kept(promises: Promises, at: SetClock) -> None:
    ticket = ask_for_laptop(promises)
    at(later(60))
    wrong = {**WEEKLY, "weekdays": [], "ends_on": "2029-01-01"}
    form = reverse("recurring_new", args=[ticket.key])
    response = client_of(promises.mara).post(form, wrong)
    assert response.status_code == 422
    assert "The end lies before the beginning." in text_of(response)
    assert 'value="08:00' in response.content.decode()
    assert not RecurringTicket.objects.exists()


def test_notices_are_told_once_and_seen_when_followed(promises: Promises) -> None:
    w = promises
    for _ in range(2):
        tell(people=[w.mara, w.hana], kind="test", subject="IT needs you", path="/asked/",
             once="k", now=later(1))  # fmt: skip
    client = client_of(w.mara)
    assert "IT needs you" in text_of(client.get(reverse("notices_unseen")))
    mine = Notice.objects.get(person=w.mara)
    others = Notice.objects.get(person=w.hana)
    assert client.post(reverse("notice", args=[others.pk])).status_code == 404
    response = client.post(reverse("notice", args=[mine.pk]))
    assert response.headers["Location"] == "/asked/"
    assert "IT needs you" not in text_of(client.get(reverse("notices_unseen")))
    assert "IT needs you" in text_of(client.get(reverse("notices")))
    assert Notice.objects.get(person=w.hana).seen_at is None


def test_time_is_booked_and_corrected_in_its_tab(promises: Promises, at: SetClock) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    at(later(60))
    client, tab = client_of(w.ian), f"{page_of(ticket)}?tab=time"
    assert "tab=time" not in client_of(w.mara).get(page_of(ticket)).content.decode()
    sent = {"verb": "book_time", "version": "1", "minutes": "1h 25", "activity": "call"}
    assert client.post(tab, sent).headers["Location"].endswith("?tab=time")
    page = text_of(client.get(tab))
    assert "Time 1 h 25" in page
    assert "Call or meeting" in page
    bad = client.post(tab, {**sent, "minutes": "soon", "version": "2"})
    assert bad.status_code == 422
    assert 'value="soon"' in bad.content.decode()
    entry = TimeEntry.objects.get()
    fix = {"verb": "correct_time", "version": "2", "ordinal": str(entry.ordinal)}
    client.post(tab, {**fix, "minutes": "40", "reason": "Lunch"})
    assert "corrected: Lunch" in text_of(client.get(tab))
    assert TimeEntry.objects.get().minutes == 40
