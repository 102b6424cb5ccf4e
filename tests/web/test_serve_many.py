"""Serve: one thing to many tickets, views kept under a name, any address at all."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inward.tickets import actions
from inward.tickets.models import SavedView, ServeTaste, Ticket
from inward.tickets.queries.vocabulary import FIELDS
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, text_of


@pytest.fixture
def three(promises: Promises, at: SetClock) -> Promises:
    """IT has three free tickets, an hour old."""
    for n in range(3):
        ask_for_laptop(promises, title=f"Laptop {n}", now=later(n))
    at(later(60))
    return promises


def chosen(*numbers: int) -> list[str]:
    found = [Ticket.objects.get(title=f"Laptop {n}") for n in numbers]
    return [f"{one.key}:{one.version}" for one in found]


@pytest.mark.parametrize(
    ("sent", "done"),
    [
        ({"verb": "reply", "text": "Soon."}, lambda t: t.events.filter(kind="replied").exists()),
        ({"verb": "note", "text": "Hm."}, lambda t: t.events.filter(is_note=True).exists()),
        ({"verb": "tag", "tags": "vpn, desk"}, lambda t: t.tags.count() == 2),
        ({"verb": "prioritise", "impact": "1", "urgency": "1"}, lambda t: t.priority == 1),
        (
            {"verb": "hold", "waiting_on": "outside", "hold_reason": "Parts"},
            lambda t: t.category == "waiting",
        ),
        ({"verb": "resolve", "text": "Done."}, lambda t: t.category == "resolved"),
        (
            {"verb": "decline", "text": "No.", "reason_kind": "out_of_scope"},
            lambda t: t.category == "declined",
        ),
    ],
)
def test_what_can_be_done_to_one_can_be_done_to_many(
    three: Promises, sent: dict[str, str], done: object
) -> None:
    answer = client_of(three.ian).post(reverse("serve-act"), sent | {"ticket": chosen(0, 1)})
    assert answer.status_code == 302
    assert all(done(Ticket.objects.get(title=f"Laptop {n}")) for n in (0, 1))  # type: ignore[operator]
    assert not done(Ticket.objects.get(title="Laptop 2"))  # type: ignore[operator]


def test_a_key_sent_twice_writes_once_a_ticket(three: Promises) -> None:
    client = client_of(three.ian)
    sent = {"verb": "reply", "text": "Soon.", "ticket": chosen(0, 1), "idempotency_key": "k1"}
    for _ in range(2):
        client.post(reverse("serve-act"), sent)
    for n in (0, 1):
        assert Ticket.objects.get(title=f"Laptop {n}").events.filter(kind="replied").count() == 1


def test_a_macro_runs_on_each(three: Promises) -> None:
    steps = [{"do": "note", "text": "Looked at."}]
    macro = actions.save_macro(
        actor=three.ian, name="Look", steps=steps, owner=three.ian, now=later(60)
    )
    sent = {"verb": "macro", "macro": str(macro.pk), "ticket": chosen(0, 2)}
    assert client_of(three.ian).post(reverse("serve-act"), sent).status_code == 302
    noted = Ticket.objects.filter(events__text="Looked at.")
    assert set(noted.values_list("title", flat=True)) == {"Laptop 0", "Laptop 2"}
    page = text_of(client_of(three.ian).get(reverse("serve-choices", args=["macro"])))
    assert "Look" in page


def test_many_are_merged_into_one(three: Promises) -> None:
    into = Ticket.objects.get(title="Laptop 0")
    sent = {"verb": "merge", "into": into.key.lower(), "ticket": chosen(1, 2)}
    assert client_of(three.ian).post(reverse("serve-act"), sent).status_code == 302
    assert Ticket.objects.filter(category="merged").count() == 2


def test_what_was_refused_stays_chosen_with_what_was_typed(three: Promises) -> None:
    seen = chosen(0, 1)
    actions.withdraw(actor=three.mara, ticket=Ticket.objects.get(title="Laptop 1"), now=later(59))
    sent = {"verb": "reply", "text": "On its way.", "ticket": seen, "back": "?view=all"}
    answer = client_of(three.ian).post(reverse("serve-act"), sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "On its way." in html
    assert "1 was not done" in html
    assert html.count(" checked") >= 2  # the ticket, and what is about to be done
    assert Ticket.objects.get(title="Laptop 0").events.filter(text="On its way.").exists()


def test_a_view_is_saved_opened_and_taken_away(three: Promises) -> None:
    client = client_of(three.ian)
    sent = {"name": "Of Mara", "base": "open", "text": "requester:mara laptop", "home": "me",
            "order": "newest", "columns": ["due"]}  # fmt: skip
    answer = client.post(reverse("serve-view-save"), sent)
    saved = SavedView.objects.get()
    assert answer.headers["Location"] == f"{reverse('serve')}?saved={saved.pk}"
    page = text_of(client.get(answer.headers["Location"]))
    assert "Of Mara" in page
    assert "Asked by Mara Mai" in page
    counted = client.get(reverse("serve-counts"), {"saved": str(saved.pk)}).content.decode()
    assert f'id="count-saved-{saved.pk}" hx-swap-oob="true">3<' in counted
    client.post(reverse("serve-taste"), {"opens": f"saved:{saved.pk}"})
    assert "Asked by Mara Mai" in text_of(client.get(reverse("serve")))
    assert "Laptop" in text_of(client.get(reverse("serve"), {"view": "next"}))
    client.post(reverse("serve-view-remove", args=[saved.pk]))
    assert not SavedView.objects.exists()
    assert ServeTaste.objects.get().opens is None
    assert client.get(reverse("serve"), {"saved": str(saved.pk)}).status_code == 404


def test_what_is_wrong_with_a_view_is_told_with_what_was_typed(three: Promises) -> None:
    sent = {"name": "Odd", "base": "open", "text": "priority:9"}
    answer = client_of(three.ian).post(reverse("serve-view-save"), sent)
    assert answer.status_code == 422
    assert "Priority: ‘9’ is none of" in text_of(answer)
    assert "Odd" in answer.content.decode()


def test_views_of_others_are_not_found(three: Promises) -> None:
    own = actions.save_view(
        actor=three.iris, name="Hers", base="open", owner=three.iris, now=later(60)
    )
    client = client_of(three.ian)
    assert client.get(reverse("serve"), {"saved": str(own.pk)}).status_code == 404
    assert client.post(reverse("serve-view-remove", args=[own.pk])).status_code == 404
    sent = {"name": "x", "base": "open", "number": str(own.pk)}
    assert client.post(reverse("serve-view-save"), sent).status_code == 404


def test_columns_and_layout_are_kept_for_the_person(three: Promises) -> None:
    client = client_of(three.ian)
    sent = {"with_columns": "1", "columns": ["ball", "priority", "tags"], "beside": "no"}
    client.post(reverse("serve-taste"), sent)
    html = client.get(reverse("serve")).content.decode()
    assert 'class="col-priority"' in html
    assert 'class="col-slack"' not in html
    assert 'id="preview"' not in html
    assert 'id="preview"' in client_of(three.iris).get(reverse("serve")).content.decode()


def test_what_cannot_be_read_is_told_and_shows_nothing(three: Promises) -> None:
    answer = client_of(three.ian).get(reverse("serve"), {"priority": "9", "assignee": "Nobody X"})
    text = text_of(answer)
    assert answer.status_code == 200
    assert "Priority: ‘9’ is none of" in text
    assert "There is nobody called ‘Nobody X’." in text
    assert "Laptop" not in text


def test_the_box_takes_the_whole_filter(three: Promises) -> None:
    html = client_of(three.ian).get(reverse("serve"), {"q": "is:unassigned laptop 1"}).content
    assert b'value="is:unassigned laptop 1"' in html
    assert b"Laptop 1" in html
    assert b"Laptop 2" not in html


@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(
                [*FIELDS, "view", "saved", "department", "order", "after", "rows", "do", "q", "-is"]
            ),
            st.one_of(
                st.text(max_size=40),
                st.sampled_from(["next", "all", "newest", "due", "0", "IT", "me", "7d", "\x00"]),
            ),
        ),
        max_size=5,
    )
)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
def test_no_address_breaks_the_queue(three: Promises, pairs: list[tuple[str, str]]) -> None:
    client = client_of(three.ian)
    for name in ("serve", "serve-counts", "serve-print"):
        assert client.get(reverse(name), dict(pairs)).status_code in {200, 404, 422}
