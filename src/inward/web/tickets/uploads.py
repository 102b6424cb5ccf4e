"""Files sent along with words: stored before the words, once, and kept when these are refused."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from inward.directory.models import Person
from inward.kernel import files
from inward.kernel.errors import Invalid
from inward.kernel.models import StoredFile
from inward.tickets.attachments import MOST

FIELD = "files"
KEPT = "kept_file"


def received(request: HttpRequest, person: Person, at: datetime) -> tuple[list[str], list[str]]:
    """The tokens of the files a form brings, new and kept from an earlier try; what was refused.

    A file that is refused (empty, too large, a program) is told by its name; the others are in.
    """
    tokens = [token for token in request.POST.getlist(KEPT) if token.isalnum()][:MOST]
    refused = []
    uploads = request.FILES.getlist(FIELD)
    for upload in uploads[:MOST]:
        try:
            tokens.append(_stored(person, upload, at))
        except Invalid as error:
            refused.append(f"{upload.name}: {error.detail}")
    if len(uploads) > MOST:
        refused.append(_("At most %d files at once.") % MOST)
    return list(dict.fromkeys(tokens)), refused


def all_taken(refused: list[str]) -> None:
    """Raise Invalid (field files) where a file was refused: words say something of it, perhaps."""
    if refused:
        raise Invalid(_("A file was not taken. Your words and the others are kept."),
                      fields={FIELD: refused})  # fmt: skip


def _stored(person: Person, upload: UploadedFile, at: datetime) -> str:
    stored = files.store(
        upload.chunks(), name=upload.name or "", created_by_id=person.pk, at=at, once=True
    )
    return stored.token


def kept(person: Person, tokens: list[str]) -> list[tuple[str, str]]:
    """Token and name of the person's own files, for a form that comes back. Up to one statement."""
    mine = StoredFile.objects.filter(token__in=tokens, created_by_id=person.pk)
    return list(mine.values_list("token", "name")) if tokens else []
