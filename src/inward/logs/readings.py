"""What each label, role, flag and priority found in a log means: small tables beside the facts."""

import re
from dataclasses import dataclass

from inward.logs.headers import words_of
from inward.logs.mapping import Mapping
from inward.logs.meaning import UNREAD, StateMeaning, StepMeaning
from inward.logs.words import has_word, plain, read_label, read_states

# Columns named so hold what was done, not only states.
STEP_COLUMN = "activit|event|action|concept name|step|task|operation|aktivit|attivit|actividad|atividade"
BY_ROLE = re.compile(r"\s(?:by|durch|von|da|door|par|por)\s+(\S.*)$", re.IGNORECASE)
APPROVER = (
    "supervis|manager|director|budget owner|approver|pre approver|preapprover|head|chief|lead|owner"
    "|controller|board|superior|vorgesetzt|genehmig|leiter|leitung|responsab|responsav|dirigent"
    "|dirett|direct|gerent|chef|jefe|leidinggevend|manag|authoris|authoriz|comptroller|dean|cfo|ceo"
)
CUSTOMER = (
    "employee|requester|requestor|customer|user|client|applicant|citizen|caller|claimant|student"
    "|initiator|traveler|traveller|mitarbeiter|antragsteller|kunde|anwender|benutzer|dipendente"
    "|richiedent|utente|cliente|medewerker|aanvrager|klant|gebruiker|employe|demandeur|salari"
    "|utilisateur|emplead|solicitante|usuario|funcionario|colaborador|submitter|author"
)
SYSTEM = "system|undefined|missing|automat|workflow|bot|robot|batch|scheduler|daemon|service account"
OUTSIDE = "vendor|supplier|external|third party|lieferant|fornitor|leverancier|fournisseur|proveedor|fornecedor"
YES = frozenset({"true", "t", "1", "yes", "y", "met", "ja", "si", "sì", "sí", "oui", "sim", "within sla",
                 "kept", "achieved", "in time", "on time", "met sla", "within", "ok", "passed", "success",
                 "eingehalten", "rispettato", "respecté", "cumplido", "cumprido", "gehaald", "within target",
                 "sla met", "completed in time", "not breached", "not violated", "compliant"})  # fmt: skip
NO = frozenset({"false", "f", "0", "no", "n", "missed", "nein", "non", "não", "nao", "nee", "breached",
                "breach", "violated", "late", "failed", "overdue", "out of sla", "sla violated", "verletzt",
                "violato", "dépassé", "incumplido", "descumprido", "not met", "outside sla", "exceeded",
                "sla breached", "sla missed", "not within sla", "non compliant", "overschreden"})  # fmt: skip
BREACH_NAMED = re.compile(r"breach|violat|miss|overdue|exceed|late|verletz|incumpl|fail", re.IGNORECASE)
PRIORITY_WORDS: tuple[tuple[int, str], ...] = (
    (1, "critic|kritisch|urgent|urgente|dringend|blocker|highest|emergency|sehr hoch|very high|asap"
        "|crit|major|p1|sev1|prio 1"),
    (2, "high|hoch|alta|alto|hoog|haut|eleve|elevat|important|p2|sev2"),
    (4, "low|niedrig|gering|bass|laag|faible|baixa|baja|trivial|minor|planning|lowest|none|p4|p5|sev4"),
    (3, "medium|moderate|normal|mittel|media|medio|middel|moyen|standard|average|default|p3|sev3"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A label with all that the SQL of the facts needs to know about it."""

    name: str
    category: str | None
    waiting_on: str | None
    read: bool
    kind: str = "updated"
    last: str = "closed"
    performer: str | None = None
    role: str | None = None


def labels(names: list[str], mapping: Mapping) -> list[Label]:
    """Meanings of all labels of the log, in the order of their numbers."""
    if mapping.semantics == "activity":
        return [_step_label(name, mapping) for name in names]
    states = [name.partition("/")[0] if _has_substate(mapping) else name for name in names]
    seen = read_states(states)
    steps = has_word(words_of(mapping.column("state") or ""), STEP_COLUMN)
    found = []
    for name, state in zip(names, states, strict=True):
        meaning = _given(name, mapping) or _read(name, state, seen, mapping)
        if meaning is None and steps:
            # 'Operator update' among states is a step that changes none.
            found.append(Label(name, None, None, read=False))
        else:
            known = meaning or UNREAD
            found.append(Label(name, known.category, known.waiting_on, meaning is not None))
    return found


def _has_substate(mapping: Mapping) -> bool:
    return "substate" in mapping.columns


def _given(name: str, mapping: Mapping) -> StateMeaning | None:
    """What the mapping itself says: about the pair, else the finer state, else the state."""
    if not _has_substate(mapping):
        return mapping.state(name)
    state, _, sub = name.partition("/")
    return mapping.state(name) or mapping.state(sub) or mapping.state(state)


def _read(
    name: str, state: str, seen: dict[str, StateMeaning | None], mapping: Mapping
) -> StateMeaning | None:
    if not _has_substate(mapping):
        return seen[state]
    return read_label("", name.partition("/")[2]) or seen[state]


def _step_label(name: str, mapping: Mapping) -> Label:
    role = role_in(name)
    performer = performer_of(role, mapping) if role else None
    step = read_step(name, performer, mapping.state(name))
    after = step.after
    return Label(
        name,
        after.category if after else None,
        after.waiting_on if after else None,
        True,
        step.kind,
        step.last.category,
        performer,
        role,
    )


def role_in(label: str) -> str | None:
    """The role a step's label names: 'Declaration REJECTED by BUDGET OWNER' → 'BUDGET OWNER'."""
    match = BY_ROLE.search(label)
    return match.group(1).strip() if match else None


def performer_of(role: str, mapping: Mapping) -> str:
    """Who acts in a role: customer, approver, supplier, outside or unknown (a system)."""
    given = {name.casefold(): who for name, who in mapping.roles.items()}.get(role.casefold())
    if given:
        return given
    words = plain(role)
    for who, beginnings in (
        ("unknown", SYSTEM), ("approver", APPROVER), ("customer", CUSTOMER), ("outside", OUTSIDE)
    ):  # fmt: skip
        if has_word(words, beginnings):
            return who
    return "supplier"


def read_step(label: str, performer: str | None, given: StateMeaning | None) -> StepMeaning:
    """What a step means: its kind, the state it brings about, the state if it is the last."""
    words = plain(BY_ROLE.sub("", label))
    kind = _step_kind(words)
    after = given or _state_brought_about(words, kind)
    last = StateMeaning("closed")
    if kind == "refused":
        last = StateMeaning("withdrawn" if performer == "customer" else "declined")
    elif kind == "submitted":
        last = StateMeaning("submitted")
    return StepMeaning(kind, after, after or last)


def _step_kind(words: str) -> str:
    if has_word(words, "reject|declin|refus|denied|deny|disapprov|abgelehnt|ablehn|rifiut|respin|afgew|rechaz|rejeit"):
        return "refused"
    if has_word(words, "approv|authori|genehmig|freigeb|freigab|approva|goedgekeurd|approuv|aprob|aprova|grant"):
        return "approved"
    if has_word(words, "submit|eingereicht|einreich|inviat|ingediend|soumis|enviad|submet|filed|lodge"):
        return "submitted"
    return "updated"


def _state_brought_about(words: str, kind: str) -> StateMeaning | None:
    """Only short labels speak of a state: 'Payment handled', not 'Draft and send request'."""
    if kind != "updated" or not words or len(words.split()) > 3:
        return None
    meaning = read_label(words, "")
    if meaning and meaning.category in {"draft", "resolved", "closed", "withdrawn", "merged", "waiting"}:
        return meaning
    return None


def flags(names: list[str], column: str, mapping: Mapping) -> list[bool | None]:
    """For each word of the sla column: kept, missed or unknown.

    A column named for the breach ('SLA violated') says the contrary of one named for the promise.
    """
    met = {word.casefold() for word in mapping.met}
    missed = {word.casefold() for word in mapping.missed}
    turned = bool(BREACH_NAMED.search(column)) and not re.search(r"\bnot?\b|non", column, re.IGNORECASE)
    found: list[bool | None] = []
    for name in (n.casefold() for n in names):
        if met or missed:
            kept = True if name in met else (False if name in missed else None)
        else:
            kept = True if name in YES else (False if name in NO else None)
            plain_word = name in {"true", "t", "1", "yes", "y", "ja", "si", "sì", "sí", "oui", "sim",
                                  "false", "f", "0", "no", "n", "nein", "non", "não", "nao", "nee"}  # fmt: skip
            kept = (not kept) if kept is not None and turned and plain_word else kept
        found.append(kept)
    return found


def priorities(names: list[str]) -> list[int | None]:
    """Priority 1 (critical) to 4 (low) of each word; None where it says nothing."""
    return [_priority(name) for name in names]


def _priority(name: str) -> int | None:
    words = plain(name)
    for number, beginnings in PRIORITY_WORDS:
        if has_word(words, beginnings):
            return number
    digits = re.match(r"(?:p|s|prio|priority|sev)?\s*(\d)\b", words)
    if digits and 0 < int(digits.group(1)) < 10:
        return min(int(digits.group(1)), 4)
    return None
