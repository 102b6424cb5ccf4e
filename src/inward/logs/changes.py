"""Change logs: one row a changed field ('field, from, to'), as Jira, sys_audit or OTRS write them.

The state column then holds the new value of whatever field changed; a row tells of the state, the
group or the assignee only if its field is that one.
"""

import re
from collections.abc import Iterator

import pyarrow as pa
from pyarrow import compute

from inward.logs.headers import words_of
from inward.logs.mapping import Mapping
from inward.logs.profiles import Profile
from inward.logs.words import has_word, plain

STATE = "incident state|state|status|stato|statut|estado|situacao|zustand|ticketstatus|workflow"
DEPARTMENT = "assignment group|group|team|queue|department|gruppe|gruppo|groupe|grupo|equipe|coda"
PERSON = "assign|owner|bearbeiter|agent|technician|asignad|atribu|zugewies|responsible"
NEW_VALUE = re.compile(
    r"^(?:new ?value|to ?string|to|value|after|new|neuer wert|wert|valeur|nouvelle valeur|valore"
    r"|nuovo valore|nuevo valor|valor|novo valor|nieuwe waarde|waarde)$"
)
TOLD_BY = {"label": STATE, "department": DEPARTMENT, "person": PERSON}


def new_values(fields: pa.Array, values: pa.Array, role: str) -> pa.Array:
    """The new values where the changed field is the one of a role, null elsewhere."""
    encoded = fields.dictionary_encode()
    hits = [told(name) == role for name in encoded.dictionary.to_pylist()]
    hit = pa.array(hits, pa.bool_()).take(encoded.indices).fill_null(False)
    return compute.if_else(hit, values, None)


def told(field: str) -> str | None:
    """The role a changed field tells about; None: none of ours."""
    words = plain(field)
    # 'Assignment group' names a group, though it begins like an assignee.
    return next(
        (role for role in ("department", "label", "person") if has_word(words, TOLD_BY[role])), None
    )


def tells_changes(profile: Profile) -> bool:
    """Whether a column holds names of changed fields: few values, the state among several."""
    names = [told(name) for name in profile.counts]
    return 2 <= len(names) <= 200 and "label" in names


def holds_new_values(column: str) -> bool:
    """Whether a column's name says that it holds what a field was changed to."""
    return NEW_VALUE.match(words_of(column)) is not None


def sampled_labels(found: dict[str, Profile], mapping: Mapping) -> Iterator[str]:
    """Distinct labels: states, with their finer states where there are any."""
    state, sub = mapping.column("state"), mapping.column("substate")
    if state is None:
        return
    rows = found[state].values
    field = mapping.column("field")
    if field:
        pairs = zip(rows, found[field].values, strict=True)
        rows = tuple(value if told(changed) == "label" else "" for value, changed in pairs)
    finer = found[sub].values if sub else ("",) * len(rows)
    for label, part in dict.fromkeys((a, b) for a, b in zip(rows, finer, strict=True) if a):
        yield f"{label}/{part}" if sub else label
