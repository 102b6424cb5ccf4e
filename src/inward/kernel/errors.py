"""What an action may refuse. Doors map it once: web to pages, API to problem+json."""

from collections.abc import Mapping, Sequence


class InwardError(Exception):
    """A refusal with words for the person who asked.

    `detail` is a sentence to show; `fields` gives sentences for single fields of what was sent.
    """

    status: int = 500
    code: str = "error"
    title: str = "Something went wrong"

    def __init__(self, detail: str, *, fields: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields: dict[str, tuple[str, ...]] = {
            name: tuple(words) for name, words in (fields or {}).items()
        }


class NotFound(InwardError):
    """There is no such thing, or the actor may not know of it: the two are told apart nowhere."""

    status = 404
    code = "not_found"
    title = "Not found"


class NotAllowed(InwardError):
    """The actor may see the thing, yet not do this to it."""

    status = 403
    code = "not_allowed"
    title = "Not allowed"


class RuleBroken(InwardError):
    """The thing's state or a rule of the field forbids it now."""

    status = 409
    code = "rule_broken"
    title = "Not possible now"


class Invalid(InwardError):
    """What was sent is not well formed; `fields` says where."""

    status = 422
    code = "invalid"
    title = "Please check what you entered"


class Conflict(InwardError):
    """Somebody else was quicker (stale version), or an idempotency key came with another body."""

    status = 409
    code = "conflict"
    title = "Changed in the meantime"
