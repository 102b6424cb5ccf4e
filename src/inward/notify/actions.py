"""Tell people something; mark it seen."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from inward.directory.models import Person
from inward.kernel import jobs
from inward.notify.models import Notice

SUBJECT_LENGTH = 300


@transaction.atomic
def tell(
    *,
    people: Iterable[Person],
    kind: str,
    subject: str,
    text: str = "",
    path: str = "",
    once: str | None = None,
    personal: str = "",
    by_mail: bool = True,
    now: datetime,
) -> list[Notice]:
    """Tell each of the people, in the caller's transaction; a job mails it afterwards.

    ``once``: a key under which the same person is told one time only, however often the caller
    runs. ``personal``: the name of an address for this person alone, in the mail only (one person
    then). Who has left is not told. Returns the new notices. Two statements and one a mail.
    """
    ids = {person.pk for person in people if person.is_active}
    if once is not None:
        told = Notice.objects.filter(person_id__in=ids, once=once)
        ids -= set(told.values_list("person_id", flat=True))
    rows = [
        Notice(
            person_id=pk, kind=kind, subject=subject[:SUBJECT_LENGTH], text=text, path=path,
            once=once, personal=personal, at=now,
        )
        for pk in sorted(ids)
    ]  # fmt: skip
    made = Notice.objects.bulk_create(rows)
    if by_mail:
        for notice in made:
            jobs.enqueue("notify.mail", {"notice": notice.pk})
    return made


def see(*, person: Person, now: datetime, path: str = "", ids: Collection[int] = ()) -> int:
    """Mark the person's notices seen: of a page, or these; all of them where neither is given.

    Returns how many were new to them. One statement.
    """
    mine = Notice.objects.filter(person=person, seen_at__isnull=True)
    if path:
        mine = mine.filter(path=path)
    elif ids:
        mine = mine.filter(pk__in=ids)
    return mine.update(seen_at=now)
