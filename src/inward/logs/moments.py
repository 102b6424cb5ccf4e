"""Date columns of a log with one row a ticket: which state was reached then, by their names."""

from inward.logs.headers import words_of
from inward.logs.words import has_word, read_state

UPDATED = (
    "updat|modif|geandert|aktualisiert|gewijzigd|aggiornat|mis a jour|actualiz|atualiz|last change"
)
STARTED = (
    "start|first response|initial response|premiere reponse|prima risposta|primera respuesta"
    "|primeira resposta|erste antwort|erstantwort|eerste reactie"
    "|responded|respond|first reply|picked|acknowledg"
)
ASSIGNED = "assign|zugewies|asign|atrib"
APPROVED = "approv|genehmig|freigeb|approva|goedgekeurd|approuv|aprob|aprova|authori"
PLANNED = "plan|target|expect|due|promis|geplant|prevu|previst|time to|temps de"


def moment_of(column: str) -> str | None:
    """The state reached at a date ('state': that of the state column); None: its name says none."""
    words = words_of(column)
    if has_word(words, UPDATED):
        return "state"
    if has_word(words, PLANNED):
        return None
    if has_word(words, ASSIGNED):
        return "accepted"
    if has_word(words, STARTED):
        return "in_progress"
    meaning = read_state(words)
    if meaning is None or meaning.category in {"submitted", "unknown", "draft", "waiting"}:
        return None
    return str(meaning)


def is_end(column: str) -> bool:
    """Whether a date says when something ended, not when it was to end."""
    words = words_of(column).replace("enddate", "end date")
    meaning = read_state(words)
    ended = meaning is not None and meaning.category in {"resolved", "closed"}
    return ended and not has_word(words, PLANNED)


def with_approvals(moments: dict[str, str], submitted: str | None) -> dict[str, str]:
    """Until the last approval the ticket awaits one; if nothing ends it later, that is the end."""
    approvals = [name for name in moments if has_word(words_of(name), APPROVED)]
    if not approvals or submitted is None:
        return moments
    ends = any(state in {"resolved", "closed"} for state in moments.values())
    waits = dict.fromkeys([submitted, *approvals[:-1]], "awaiting_approval")
    return {**waits, **moments, **waits, approvals[-1]: "accepted" if ends else "closed"}
