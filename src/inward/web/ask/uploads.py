"""Files sent with a form: stored once, however often the same form is sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from inward.catalogue.models import FormVersion
from inward.catalogue.rules import MOST_FILES, questions_of
from inward.directory.models import Person
from inward.kernel import files
from inward.kernel.errors import Invalid
from inward.kernel.models import StoredFile

UPLOAD = "upload-"


def with_uploads(
    person: Person, form: FormVersion, answers: Mapping[str, Any],
    sent: MultiValueDict[str, UploadedFile], now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """The answers with tokens of the files sent along. Raises Invalid (by key of the question)."""
    found = dict(answers)
    for question in questions_of(form.fields):
        uploads = sent.getlist(UPLOAD + question.key) if question.type == "file" else []
        if not uploads:
            continue
        tokens = [*found.get(question.key, []), *_tokens(person, question.key, uploads, now)]
        found[question.key] = list(dict.fromkeys(tokens))
    return found


def _tokens(person: Person, key: str, uploads: list[UploadedFile], now: datetime) -> list[str]:
    if len(uploads) > MOST_FILES:
        raise Invalid("Too many files.", fields={key: [f"At most {MOST_FILES} files."]})
    try:
        return [_stored(person, upload, now).token for upload in uploads]
    except Invalid as error:
        raise Invalid(error.detail, fields={key: [error.detail]}) from error


def _stored(person: Person, upload: UploadedFile, now: datetime) -> StoredFile:
    """The file, or the one of that name and content this person stored before."""
    return files.store(
        upload.chunks(), name=upload.name or "", created_by_id=person.pk, at=now, once=True
    )


def names_of(answers: Mapping[str, Any], person: Person) -> dict[str, str]:
    """Names of the files already stored by this person, by token, for a form that comes back."""
    tokens = [one for value in answers.values() if isinstance(value, list) for one in value]
    mine = StoredFile.objects.filter(token__in=tokens, created_by_id=person.pk)
    return dict(mine.values_list("token", "name")) if tokens else {}
