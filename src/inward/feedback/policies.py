"""Who may rate, and who may read a single rating."""

from datetime import datetime

from inward.directory.models import Person
from inward.feedback.models import Rating


def can_answer(actor: Person, rating: Rating, now: datetime) -> bool:
    """Only the person who was asked, once, inside the window."""
    return rating.author_id == actor.pk and rating.answered_at is None and now < rating.window_ends


def can_read_comment(actor: Person, rating: Rating) -> bool:
    """The author; the owner of the service, if the author ticked it and the seal is broken."""
    if rating.author_id == actor.pk:
        return True
    service = rating.service
    return rating.share_with_owner and service is not None and service.owner_id == actor.pk
