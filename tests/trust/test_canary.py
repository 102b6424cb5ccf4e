"""Canaries: marked words in tickets, read by every way there is, as each of the cast.

A word is found by exactly those who may read it; and to everybody else the whole application looks
to the letter as if a confidential ticket were not there, counts and figures included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inward.catalogue import actions as catalogue
from inward.catalogue.models import Offering
from inward.feedback import actions as feedback
from inward.feedback.models import Rating
from inward.kernel.models import StoredFile
from inward.network.refresh import refresh
from inward.tickets import actions
from inward.tickets.models import Ticket
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.trust.reading import Reading, read, readings
from tests.web.conftest import SetClock
from tests.web.pages import client_of
from tests.web.routes import EVERYBODY

DAY = 24 * 60
NOW = later(40 * DAY)
# Each marker begins so: what is searched for is not the marker itself, which pages would repeat.
WORDS = "zq"
BOTH_SIDES = {"mara", "max", "alice", "iris", "ian", "fiona", "frank"}
# Marker → who may read it. Hana owns the service of confidential cases.
READERS: Mapping[str, set[str]] = {
    "zqconfidential": {"mara", "hana"},
    "zqwhispered": {"mara", "hana"},
    "zqnoted": {"hana"},
    "zqfile": {"mara", "hana"},
    "zqinside": {"mara", "hana"},
    "zqtyping": {"mara"},
    "zqordinary": BOTH_SIDES,
    "zqpassed": BOTH_SIDES,
    "zqprivate": BOTH_SIDES - {"mara", "max"},
    "zqlabel": BOTH_SIDES - {"mara", "max"},
    "zqmacro": BOTH_SIDES - {"mara", "max"},
    "zqsecretlabel": {"hana"},
    "zqcomment": set(),
}


@dataclass(frozen=True)
class Cases:
    """What was made: all that an address needs."""

    keys: list[str]
    ratings: list[int]
    files: list[str]
    offerings: list[int]

    @property
    def readings(self) -> list[Reading]:
        """Every way to read them."""
        return readings(
            keys=self.keys, words=WORDS, ratings=self.ratings, files=self.files,
            offerings=self.offerings,
        )  # fmt: skip


@pytest.fixture
def home(settings: Any, tmp_path: Any) -> Any:
    """Figures are computed in a home of the test's own."""
    settings.HOME = tmp_path
    return tmp_path


def ordinary(w: Promises) -> Ticket:
    """Asked of IT, passed to Finance: two departments on the supplier's side."""
    asked = ask_for_laptop(w, title="zqordinary laptop", text="zqordinary text")
    steps: list[dict[str, Any]] = [
        {"do": "note", "text": "zqprivate"},
        {"do": "tag", "add": ["zqlabel"], "remove": []},
    ]
    macro = actions.save_macro(actor=w.ian, name="zqmacro", steps=steps, owner=w.ian, now=later(1))
    actions.run_macro(actor=w.ian, ticket=asked, macro=macro, now=later(2))
    return actions.hand_off(
        actor=w.ian, ticket=asked, department=w.finance, reason="zqpassed on", now=later(5)
    )


def confidential(w: Promises) -> Ticket:
    """A case with a file, a reply, a note, a wait and what Mara is typing."""
    offering = Offering.objects.get(name="Show proof")
    proof = SimpleUploadedFile("zqfile.txt", b"zqinside")
    said = {"upload-doc": proof, "title": "zqconfidential case", "text": "zqconfidential text"}
    client_of(w.mara).post(reverse("offering", args=[offering.pk]), said)
    case = Ticket.objects.get(confidentiality="restricted")
    actions.note(actor=w.hana, ticket=case, text="zqnoted", now=later(40 * DAY - 9))
    actions.reply(actor=w.hana, ticket=case, text="zqwhispered", now=later(40 * DAY - 8))
    actions.tag(actor=w.hana, ticket=case, add=["zqsecretlabel"], now=later(40 * DAY - 8))
    actions.save_draft(
        person=w.mara, place=actions.answer_place(case),
        content={"text": "zqtyping", "verb": "answer"}, now=later(40 * DAY - 7),
    )  # fmt: skip
    return case


def closed_case(w: Promises) -> Ticket:
    """Another, long over."""
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "zqconfidential"},
        title="zqconfidential second", now=START,
    )  # fmt: skip
    return actions.decline(
        actor=w.hana, ticket=case, reason_kind="out_of_scope", text="zqwhispered", now=later(9)
    )


def rated(w: Promises) -> Rating:
    """An ordinary ticket of Mara's, rated with words that are nobody's."""
    done = ask_for_laptop(w, title="Another")
    actions.resolve(actor=w.ian, ticket=done, outcome="fulfilled", now=later(30))
    actions.confirm(actor=w.mara, ticket=done, now=later(60))
    rating = feedback.ask_for_ratings(ticket_id=done.pk, now=later(61))[0]
    answers = {"outcome": 1, "effort": 2}
    return feedback.give_rating(
        actor=w.mara, rating_id=rating.pk, answers=answers, comment="zqcomment", now=later(62)
    )


@pytest.fixture
def plain(promises: Promises, at: SetClock, home: Any) -> Cases:
    """What everybody's world looks like without confidential cases."""
    question = {"key": "doc", "type": "file", "label": "Proof"}
    catalogue.create_offering(
        actor=promises.adam, service=promises.concerns, name="Show proof", fields=[question],
        confidentiality="restricted", is_rated=False, now=START,
    )  # fmt: skip
    found = Cases(
        keys=[ordinary(promises).key, "HR-1", "HR-2"],
        ratings=[rated(promises).pk],
        files=["0" * 32],
        offerings=[promises.new_laptop.pk],
    )
    counted(at, NOW)
    return found


def counted(at: SetClock, now: datetime) -> None:
    """Work the figures out, and let pages be opened then."""
    refresh(now=now, rebuild=True)
    at(now)


def test_to_everybody_else_a_confidential_case_is_not_there(
    promises: Promises, plain: Cases, at: SetClock
) -> None:
    others = ("alice", "ian", "max", "frank", "adam")
    clients = {name: client_of(getattr(promises, name)) for name in others}
    before = {(n, r[0], len(r[1])): read(clients[n], r) for n in others for r in plain.readings}
    keys = [confidential(promises).key, closed_case(promises).key]
    assert set(keys) < set(plain.keys), "the cases have the keys that were tried before"
    counted(at, NOW)
    told = [
        f"{name} {reading[0]}"
        for name in others
        for reading in plain.readings
        if read(clients[name], reading) != before[name, reading[0], len(reading[1])]
    ]
    assert told == []


def test_a_word_is_read_by_exactly_those_who_may(
    promises: Promises, plain: Cases, at: SetClock
) -> None:
    w = promises
    keys = [*plain.keys, confidential(w).key, closed_case(w).key]
    cases = Cases(
        keys=list(dict.fromkeys(keys)), ratings=plain.ratings,
        files=[StoredFile.objects.get().token], offerings=[w.new_laptop.pk],
    )  # fmt: skip
    counted(at, NOW)
    seen: dict[str, set[str]] = {marker: set() for marker in READERS}
    for name in EVERYBODY:
        client = client_of(getattr(w, name))
        for reading in cases.readings:
            said = read(client, reading)
            for marker in (marker for marker in READERS if marker in said):
                seen[marker].add(name)
    assert seen == READERS


def test_a_refusal_says_nothing_of_what_is_hidden(promises: Promises, plain: Cases) -> None:
    case = confidential(promises)
    for name in EVERYBODY:
        if name in {"mara", "hana"}:
            continue
        client = client_of(getattr(promises, name))
        for address, sent in (
            (reverse("ticket", args=[case.key]), {"verb": "reply", "version": "1", "text": "x"}),
            (reverse("ticket_draft", args=[case.key]), {"text": "x"}),
            (f"/api/v1/tickets/{case.key}/take", {}),
        ):
            hidden = client.post(address, sent)
            missing = client.post(address.replace(case.key, "HR-99"), sent)
            assert hidden.status_code == missing.status_code == 404, f"{name} {address}"
            if address.startswith("/api"):
                assert hidden.content == missing.content
        client.post(reverse("serve-act"), {"verb": "take", "ticket": f"{case.key}:{case.version}"})
        case.refresh_from_db()
        assert case.assignee_id is None, f"{name} took it from the queue"
