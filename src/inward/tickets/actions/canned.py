"""Keeping canned replies ready: writing, changing, taking away."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inward.directory.folding import search_key
from inward.directory.models import Department, Person
from inward.kernel import audit
from inward.kernel.errors import Invalid, NotAllowed, NotFound
from inward.kernel.text import many_lines, one_line
from inward.tickets import canned, sharing
from inward.tickets.models import CannedReply, Macro, SavedView
from inward.tickets.rules import TEXT_LENGTH
from inward.tickets.sharing import Item

NAME_LENGTH = 100


@transaction.atomic
def save_canned(
    *,
    actor: Person,
    name: str,
    text: str,
    owner: Person | None = None,
    department: Department | None = None,
    canned_reply: CannedReply | None = None,
    now: datetime,
) -> CannedReply:
    """Write a canned reply, or another wording of one: of a person, a department, or everybody's.

    Raises Invalid (name, text), NotAllowed, NotFound (not one's to change).
    """
    item = begun(CannedReply, actor, canned_reply, owner, department, now)
    item.name = name_of(name)
    item.text = many_lines(text, field="text", max_length=TEXT_LENGTH)
    if not item.text.strip():
        words = "Write the reply."
        raise Invalid(words, fields={"text": [words]})
    canned.check(item.text)
    item.search_key = search_key(item.name, item.text)
    return saved(item, actor, now)


@transaction.atomic
def remove_canned(*, actor: Person, canned_reply: CannedReply, now: datetime) -> None:
    """Take a canned reply away; what was said with it stays. Raises NotAllowed, NotFound."""
    removed(CannedReply, canned_reply, actor, now)


def begun(
    model: type[Item], actor: Person, item: Item | None, owner: Person | None,
    department: Department | None, now: datetime,
) -> Item:  # fmt: skip
    """The locked item, or a new one, that the actor may keep where it is and where it goes to."""
    if item is not None:
        found = _locked(model, item)
        _may(actor, found.owner, found.department, now)
        found.owner, found.department = owner, department
    else:
        found = model(owner=owner, department=department)
    _may(actor, owner, department, now)
    return found


def _locked(model: type[Item], item: Item) -> Item:
    rows = model._default_manager.select_for_update(of=("self",))
    found = rows.select_related("owner", "department").filter(pk=item.pk).first()
    if found is None:
        raise NotFound("It is not there any more.")
    return found


def _may(actor: Person, owner: Person | None, department: Department | None, now: datetime) -> None:
    if owner is not None and owner.pk != actor.pk:
        raise NotFound("It is not there any more.")
    if not sharing.may_keep(actor, owner, department, now):
        raise NotAllowed("Leads keep what a department shares, administrators what all share.")


def name_of(typed: str) -> str:
    """A name in one line. Raises Invalid (name)."""
    name = one_line(typed, field="name", max_length=NAME_LENGTH)
    if not name:
        words = "Give it a name."
        raise Invalid(words, fields={"name": [words]})
    return name


def saved(item: Item, actor: Person, now: datetime) -> Item:
    """Written and recorded."""
    action = "changed" if item.pk else "added"
    item.changed_at, item.changed_by = now, actor
    item.save()
    _record(actor, action, item, now)
    return item


def removed(model: type[Item], item: Item, actor: Person, now: datetime) -> None:
    """Deleted and recorded. Raises NotAllowed, NotFound."""
    found = _locked(model, item)
    _may(actor, found.owner, found.department, now)
    _record(actor, "removed", found, now)
    found.delete()


def _record(actor: Person, done: str, item: CannedReply | Macro | SavedView, now: datetime) -> None:
    subject = {Macro: "macro", SavedView: "saved_view"}.get(type(item), "canned_reply")
    detail: dict[str, Any] = {
        "name": item.name, "owner": item.owner_id, "department": item.department_id,
    }  # fmt: skip
    audit.record(
        actor_id=actor.pk, action=f"{subject}.{done}", subject=subject, subject_id=item.pk,
        detail=detail, at=now,
    )  # fmt: skip
