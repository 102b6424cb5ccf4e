"""Canaries over the topics of a ticket: each marked word is read by exactly those who may.

Over every way to read: pages, parts of pages, search and what it suggests, files, exports, notices
and mails, the API. And nobody learns by searching for a word that it stands where they cannot read.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from inward.config import doctor
from inward.directory.models import Person
from inward.kernel.errors import Invalid, NotAllowed, NotFound
from inward.kernel.invariants import CHECKS, Level
from inward.kernel.worker import drain
from inward.notify.models import Notice
from inward.tickets import actions, policies
from inward.tickets.models import DecisionLink, Ticket
from inward.tickets.queries import searching, sought
from inward.tickets.rules import Verb
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.trust.planting import READERS, Planted, plant
from tests.trust.reading import desk_readings, read
from tests.web.conftest import SetClock
from tests.web.pages import client_of
from tests.web.routes import EVERYBODY

NOW = later(70)
# Where nothing is read but what somebody types: searched for by the marker itself.
ASKED = ("{}", "tag:{}", "is:open {}")


@pytest.fixture
def planted(promises: Promises, at: SetClock) -> Planted:
    """The course, read ten minutes later."""
    made = plant(promises)
    at(NOW)
    return made


def _exports(client: Any) -> Iterator[str]:
    """The queue as files, with every column."""
    client.post(reverse("serve-taste"), {"columns": ["tags", "service"], "with_columns": "yes"})
    for kind in ("csv", "xlsx"):
        answer = client.post(reverse("serve-export", args=[kind]), {"back": "?view=all"})
        whole = b"".join(answer) if answer.streaming else answer.content
        if kind == "xlsx" and answer.status_code == 200:
            book = zipfile.ZipFile(io.BytesIO(whole))
            whole = b"".join(book.read(name) for name in book.namelist())
        yield whole.decode(errors="replace")


def _told(person: Person) -> Iterator[str]:
    """What notices and mails say to somebody."""
    for notice in Notice.objects.filter(person=person):
        yield f"{notice.subject}\n{notice.text}"
    for one in mail.outbox:
        if person.email in one.to:
            yield f"{one.subject}\n{one.body}"


def test_a_word_is_read_by_exactly_those_who_may(promises: Promises, planted: Planted) -> None:
    every = desk_readings(
        keys=planted.keys, files=planted.files, canned=planted.canned, macros=planted.macros,
        offering=promises.new_laptop.pk, words=["zq", "tag:zq"],
    )  # fmt: skip
    seen: dict[str, set[str]] = {marker: set() for marker in READERS}
    where: dict[tuple[str, str], str] = {}
    for name in EVERYBODY:
        client = client_of(getattr(promises, name))
        texts = [(reading[0], read(client, reading)) for reading in every]
        texts += [("export", one) for one in _exports(client)]
        texts += [("told", one) for one in _told(getattr(promises, name))]
        for address, said in texts:
            for marker in READERS:
                # Which words a department has for tags is known to all who work there.
                if marker in said and not (marker == "zqmytag" and "ticket-tags" in address):
                    seen[marker].add(name)
                    where.setdefault((marker, name), address)
    leaks = [f"{m}: {n} at {a}" for (m, n), a in where.items() if n not in READERS[m]]
    unseen = {m: sorted(READERS[m] - seen[m]) for m in READERS if READERS[m] - seen[m]}
    assert (leaks, unseen) == ([], {})


def test_searching_for_a_word_tells_nobody_that_it_is_there(
    promises: Promises, planted: Planted
) -> None:
    told = []
    for name in EVERYBODY:
        person = getattr(promises, name)
        for marker in (one for one, readers in READERS.items() if name not in readers):
            for form in ASKED:
                found = searching.search(person, sought.read(form.format(marker)), NOW)
                told += [
                    f"{name} {form.format(marker)} {hit.ticket.key}" for hit in found.page.rows
                ]
                told += [f"{name} {form.format(marker)} {near}" for near in found.mended]
    assert told == []


def test_the_queue_cannot_be_asked_for_what_its_reader_does_not_read(
    promises: Promises, planted: Planted
) -> None:
    """Nor by Ian, who serves there, about what he asked for himself."""
    told = []
    for name in ("ian", "frank", "max"):
        client = client_of(getattr(promises, name))
        for marker in (one for one, readers in READERS.items() if name not in readers):
            for asked in ({"q": marker}, {"tag": marker}, {"q": f"tag:{marker}"}):
                answer = client.get(reverse("serve"), {"view": "all", **asked}).content.decode()
                told += [f"{name} {asked}: {key}" for key in planted.keys
                         if f'data-ticket="{key}"' in answer]  # fmt: skip
    assert told == []


def test_presence_of_one_side_is_not_told_to_the_other(
    promises: Promises, planted: Planted
) -> None:
    address = reverse("ticket_presence", args=[planted.keys[0]])
    for name in ("ian", "mara"):
        client_of(getattr(promises, name)).post(address, {"writes": "note", "version": "1"})
    sees = {
        name: client_of(getattr(promises, name)).post(address).content.decode()
        for name in ("iris", "max", "mara", "ian")
    }
    assert "Ian is writing a note" in sees["iris"]
    assert "Ian" not in sees["max"] + sees["mara"]
    assert "Mara" not in sees["iris"] + sees["ian"]
    assert "Mara" in sees["max"]


def test_that_a_note_came_is_no_news_to_who_reads_none(
    promises: Promises, planted: Planted
) -> None:
    ticket = Ticket.objects.get(key=planted.keys[0])
    address = reverse("ticket_presence", args=[ticket.key])
    actions.note(actor=promises.iris, ticket=ticket, text="Hm", now=later(65))
    actions.tag(actor=promises.iris, ticket=ticket, add=["late"], now=later(66))
    values = {"serial": "zqother"}
    actions.set_fields(actor=promises.iris, ticket=ticket, values=values, now=later(67))
    actions.tick(actor=promises.iris, ticket=ticket, step="mine", now=later(68))
    actions.book_time(actor=promises.iris, ticket=ticket, minutes=3, now=later(69))
    said = {"version": str(ticket.version)}
    for name, news in (("ian", True), ("mara", False), ("max", False)):
        answer = client_of(getattr(promises, name)).post(address, said).content.decode()
        assert ("New since" in answer) is news, f"{name}: {answer}"


def test_to_be_named_in_a_note_one_cannot_read_tells_nothing(
    promises: Promises, planted: Planted
) -> None:
    for who in (promises.frank, promises.mara, promises.ian):
        assert not Notice.objects.filter(person=who, kind="mention").exists()
    ticket = Ticket.objects.get(key=planted.keys[0])
    assert NOW - ticket.last_event_at < timedelta(days=1)


def test_what_is_told_of_a_confidential_case_is_its_key_alone(promises: Promises) -> None:
    """By notice and by mail, whatever is done to it and whoever is told."""
    w = promises
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "zqanswer"},
        title="zqtitle", text="zqtext", now=START,
    )  # fmt: skip
    actions.assign(actor=w.hana, ticket=case, person=w.hana, now=later(1))
    actions.reply(actor=w.hana, ticket=case, text="zqreply @Mara Mai", now=later(2))
    actions.note(actor=w.hana, ticket=case, text="zqnote @Max Morgen", now=later(3))
    actions.add_watcher(actor=w.mara, ticket=case, person=w.fiona, now=later(4))
    actions.ask_customer(actor=w.hana, ticket=case, text="zqasked", now=later(5))
    actions.answer(actor=w.mara, ticket=case, text="zqanswered @Fiona Falk", now=later(6))
    actions.ask_approval(actor=w.hana, ticket=case, people=[w.alice], text="zqwhy", now=later(7))
    actions.approve(actor=w.alice, ticket=case, text="zqyes", now=later(8))
    actions.ask_part(
        actor=w.hana, ticket=case, department=w.finance, title="zqpart", text="zqpart",
        waits=False, now=later(9),
    )  # fmt: skip
    actions.resolve(
        actor=w.hana, ticket=case, outcome="fulfilled", text="zqdone", withdraw_parts=True,
        now=later(10),
    )  # fmt: skip
    actions.reopen(actor=w.mara, ticket=case, text="zqagain", now=later(11))
    actions.decline(
        actor=w.hana, ticket=case, reason_kind="out_of_scope", text="zqno", now=later(12)
    )
    drain()
    said = [f"{one.subject} {one.text}" for one in Notice.objects.all()]
    mails = [f"{one.subject} {one.body}" for one in mail.outbox]
    assert len(said) > 6
    assert len(mails) > 6
    assert [one for one in said + mails if "zq" in one] == []
    assert not DecisionLink.objects.exists()


def test_who_works_where_they_asked_has_no_part_in_their_own_case(promises: Promises) -> None:
    """Ian asks IT: he neither notes nor tags nor ticks nor books, nor is asked to approve it."""
    w = promises
    mine = ask_for_laptop(w, by=w.ian)
    part = policies.read_part(w.ian, mine, later(1))
    for verb in (Verb.NOTE, Verb.TAG, Verb.TICK, Verb.BOOK_TIME, Verb.ASK_APPROVAL, Verb.APPROVE):
        assert not policies.can(verb, part), verb
    with pytest.raises(Invalid):
        actions.ask_approval(
            actor=w.iris, ticket=mine, people=[w.ian], text="May he?", now=later(2)
        )
    for act, said in (
        (actions.note, {"text": "x"}), (actions.tag, {"add": ["x"]}),
        (actions.book_time, {"minutes": 1}), (actions.approve, {}),
        (actions.ask_approval, {"people": [w.alice], "text": "x"}),
    ):  # fmt: skip
        with pytest.raises((NotAllowed, NotFound)):
            act(actor=w.ian, ticket=mine, now=later(3), **said)


def test_the_doctor_finds_nothing_wrong_after_the_course(planted: Planted) -> None:
    doctor.load()
    # Not the home and the server of tests: these are no installation's.
    ours = {name: one for name, one in CHECKS.items() if name not in {"secret key", "database"}}
    found = {name: one.run() for name, one in ours.items()}
    assert {name: one for name, one in found.items() if one.level is Level.WRONG} == {}
