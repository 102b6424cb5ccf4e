"""Files said along with words: taken once, kept on a refusal, read by who reads the words."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from inward.directory.models import Person
from inward.kernel.models import StoredFile
from inward.kernel.worker import drain
from inward.tickets import actions, attachments
from inward.tickets.models import Ticket, TicketEvent
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.pages import client_of, page_of, text_of


@pytest.fixture
def asked(promises: Promises) -> Ticket:
    """Mara's laptop, taken by Ian."""
    ticket = ask_for_laptop(promises, title="Laptop for Jonas", text="Please")
    return actions.assign(actor=promises.iris, ticket=ticket, person=promises.ian, now=later(20))


def picture(size: tuple[int, int] = (1200, 300)) -> bytes:
    content = io.BytesIO()
    image = Image.new("RGB", size, "navy")
    image.save(content, format="PNG", pnginfo=None)
    return content.getvalue() + b"<script>trailing</script>"


def write(
    who: Person, ticket: Ticket, verb: str, text: str, *files: SimpleUploadedFile, **more: Any
) -> Any:
    """Send the composer with files."""
    fields = {"verb": verb, "version": Ticket.objects.get(pk=ticket.pk).version, "text": text}
    return client_of(who).post(page_of(ticket), {**fields, **more, "files": list(files)})


def file_of(ticket: Ticket) -> attachments.Attachment:
    """The only file of the newest event that names one."""
    datas = TicketEvent.objects.filter(ticket=ticket).order_by("-ordinal").values_list("data")
    return next(file for (data,) in datas for file in attachments.of(data))


def address(ticket: Ticket, token: str, look: str = "") -> str:
    return reverse("file", args=[token, ticket.key]) + look


def test_a_reply_with_a_file_is_read_by_the_customer(promises: Promises, asked: Ticket) -> None:
    plan = SimpleUploadedFile("plan.txt", b"one, two", "text/html")
    assert write(promises.ian, asked, "reply", "See the plan", plan).status_code == 302
    file = file_of(asked)
    assert (file.name, file.size, file.kind) == ("plan.txt", 8, "application/octet-stream")
    page = client_of(promises.mara).get(page_of(asked))
    assert "plan.txt" in text_of(page)
    response = client_of(promises.mara).get(address(asked, file.token))
    assert b"".join(response) == b"one, two"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_the_file_of_a_note_is_for_those_who_read_notes(promises: Promises, asked: Ticket) -> None:
    write(promises.ian, asked, "note", "Only us", SimpleUploadedFile("canary.txt", b"x"))
    here = address(asked, file_of(asked).token)
    assert client_of(promises.iris).get(here).status_code == 200
    assert client_of(promises.mara).get(here).status_code == 404
    assert client_of(promises.hana).get(here).status_code == 404
    assert "canary.txt" not in text_of(client_of(promises.mara).get(page_of(asked)))


def test_a_picture_is_looked_at_through_a_copy_drawn_anew(
    promises: Promises, asked: Ticket
) -> None:
    write(promises.mara, asked, "answer", "Like this", SimpleUploadedFile("a.svg", picture()))
    file = file_of(asked)
    assert file.kind == "image/png"
    look = address(asked, file.token, "?look=1")
    assert client_of(promises.ian).get(look).status_code == 404
    drain()
    response = client_of(promises.ian).get(look)
    content = b"".join(response)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"script" not in content
    assert Image.open(io.BytesIO(content)).size == (960, 240)
    assert client_of(promises.hana).get(look).status_code == 404


@pytest.mark.parametrize("content", [picture()[:60], b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\0" * 40])
def test_a_broken_picture_is_kept_and_has_no_copy(
    promises: Promises, asked: Ticket, content: bytes
) -> None:
    write(promises.mara, asked, "answer", "Broken", SimpleUploadedFile("a.png", content))
    drain()
    assert StoredFile.objects.get().preview == ""
    here = address(asked, file_of(asked).token)
    assert b"".join(client_of(promises.ian).get(here)) == content


def test_a_program_is_refused_and_the_rest_is_kept(promises: Promises, asked: Ticket) -> None:
    good = SimpleUploadedFile("good.txt", b"fine")
    bad = SimpleUploadedFile("photo.png", b"MZ\x90\x00 not a photo")
    response = write(promises.ian, asked, "reply", "Both of them", good, bad)
    assert response.status_code == 422
    text = text_of(response)
    assert "photo.png: This file is a program; programs are not taken." in text
    assert "Both of them" in response.content.decode()
    token = StoredFile.objects.get().token
    assert f'name="kept_file" value="{token}" checked' in response.content.decode()
    write(promises.ian, asked, "reply", "Both of them", kept_file=token)
    assert file_of(asked).name == "good.txt"


def test_files_of_others_cannot_be_sent_along(promises: Promises, asked: Ticket) -> None:
    write(promises.ian, asked, "note", "Only us", SimpleUploadedFile("canary.txt", b"x"))
    stolen = file_of(asked).token
    response = write(promises.mara, asked, "answer", "Mine now", kept_file=stolen)
    assert response.status_code == 422
    assert "canary.txt" not in text_of(response)
    assert client_of(promises.mara).get(address(asked, stolen)).status_code == 404


def test_a_form_sent_twice_says_it_once(promises: Promises, asked: Ticket) -> None:
    for _ in range(2):
        plan = SimpleUploadedFile("plan.txt", b"one, two")
        version = asked.version
        client_of(promises.ian).post(
            page_of(asked),
            {"verb": "reply", "version": version, "text": "See", "files": [plan],
             "idempotency_key": "k" * 20},
        )  # fmt: skip
    assert StoredFile.objects.count() == 1
    assert TicketEvent.objects.filter(ticket=asked, kind="replied").count() == 1


def test_more_than_ten_are_told(promises: Promises, asked: Ticket) -> None:
    many = [SimpleUploadedFile(f"{n}.txt", b"%d" % n) for n in range(11)]
    response = write(promises.ian, asked, "reply", "All of them", *many)
    assert response.status_code == 422
    assert "At most 10 files at once." in text_of(response)
    assert StoredFile.objects.count() == 10


def test_every_way_of_speaking_takes_files(promises: Promises, asked: Ticket) -> None:
    w = promises
    ways = [
        (w.ian, "reply", {}), (w.ian, "note", {}), (w.ian, "ask", {}), (w.mara, "answer", {}),
        (w.ian, "resolve", {"outcome": "fulfilled"}), (w.mara, "reopen", {}),
    ]  # fmt: skip
    for number, (who, verb, more) in enumerate(ways):
        file = SimpleUploadedFile(f"{verb}.txt", b"%d" % number)
        assert write(who, asked, verb, "Words", file, **more).status_code == 302, verb
        assert file_of(asked).name == f"{verb}.txt"
