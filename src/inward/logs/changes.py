"""Change logs: one row a changed field ('field, from, to'), as Jira, sys_audit or OTRS write them.

The state column then holds the new value of whatever field changed; a row tells of the state, the
group or the assignee only if its field is that one.
"""

import pyarrow as pa
from pyarrow import compute

from inward.logs.profiles import Profile
from inward.logs.words import has_word, plain

STATE = "incident state|state|status|stato|statut|estado|situacao|zustand|ticketstatus|workflow"
DEPARTMENT = "assignment group|group|team|queue|department|gruppe|gruppo|groupe|grupo|equipe|coda"
PERSON = "assign|owner|bearbeiter|agent|technician|asignad|atribu|zugewies|responsible"
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
