"""Ways of writing dates: the SQL that reads each into a UTC instant.

A format is 'iso' (with or without offset), 'epoch' / 'epoch_ms' / 'epoch_us' (since 1970),
'excel' (days since 1899-12-30), or a strptime pattern of DuckDB (%d, %m, %Y, %H, %M, %S, %f, %p,
%z, %b …). Text that fits no format of its column gives NULL. Instants without offset are local to
the mapping's zone: an hour missing at the start of summer time is read as one hour later, the
double one at its end as its first pass.
"""

import re
from collections.abc import Sequence

import pyarrow as pa
from pyarrow import compute

NAMED = ("iso", "epoch", "epoch_ms", "epoch_us", "excel")
EPOCHS = {"epoch": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}

# English abbreviation ← beginnings of month names elsewhere (accents kept: they are in the data).
MONTHS = {
    "Jan": "janv|januari|januar|jänner|gennaio|gen|enero|ene|janeiro",
    "Feb": "février|fevrier|févr|fevr|fév|februari|februar|febbraio|febrero|fevereiro|fev",
    "Mar": "märz|maerz|mär|mrz|maart|mrt|mars|marzo|março|marco",
    "Apr": "avril|avr|april|aprile|abril|abr",
    "May": "mai|mei|maggio|mag|mayo|maio",
    "Jun": "juni|juin|giugno|giu|junio|junho",
    "Jul": "juli|juillet|juil|luglio|lug|julio|julho",
    "Aug": "augustus|august|août|aout|agosto|ago",
    "Sep": "september|septembre|settembre|set|septiembre|setembro|sept",
    "Oct": "oktober|okt|octobre|ottobre|ott|octubre|outubro|out",
    "Nov": "november|novembre|noviembre|novembro",
    "Dec": "dezember|dez|december|décembre|decembre|déc|dicembre|dic|diciembre|dezembro",
}


# Offsets of zones by their letters; where letters are used twice, as most desks write them.
ZONES = {
    "UTC": "+00:00", "GMT": "+00:00", "Z": "+00:00", "WET": "+00:00", "WEST": "+01:00",
    "BST": "+01:00", "CET": "+01:00", "MEZ": "+01:00", "CEST": "+02:00", "MESZ": "+02:00",
    "EET": "+02:00", "EEST": "+03:00", "MSK": "+03:00", "IST": "+05:30", "JST": "+09:00",
    "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00",
    "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00", "BRT": "-03:00", "AEST": "+10:00",
    "AEDT": "+11:00",
}  # fmt: skip


def sql_text(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def instant_sql(column: str, formats: Sequence[str], zone: str) -> str:
    """SQL for the UTC instant (TIMESTAMP) of a text column; NULL where no format fits.

    The session's TimeZone must be ``zone``: ISO text without an offset is read in it.
    """
    patterns = [f for f in formats if f not in NAMED]
    parts = [_named_sql(column, f, zone) for f in formats if f in NAMED]
    local = [p for p in patterns if not has_offset(p)]
    if local:
        parsed = f"try_strptime({column}, [{', '.join(map(sql_text, local))}])"
        parts.append(parsed if zone == "UTC" else _to_utc(parsed, zone))
    # `plain_zones` made offsets of letters; what it left is the name of a place.
    offset = [p for p in patterns if has_offset(p)]
    offset = list(dict.fromkeys(form for p in offset for form in (p.replace("%Z", "%z"), p)))
    parts += [f"timezone('UTC', try_strptime({column}, {sql_text(p)}))" for p in offset]
    return f"coalesce({', '.join(parts)})" if parts else "NULL::TIMESTAMP"


def has_offset(pattern: str) -> bool:
    """Whether a strptime pattern carries its own offset or zone."""
    return "%z" in pattern or "%Z" in pattern


def _to_utc(local: str, zone: str) -> str:
    return f"timezone('UTC', timezone({sql_text(zone)}, {local}))"


def _named_sql(column: str, name: str, zone: str) -> str:
    if name == "iso":
        # '2024-02-29 13:05:00' has no room for an offset: the quick way, which would ignore one.
        local = f"try_cast({column} AS TIMESTAMP)"
        local = local if zone == "UTC" else _to_utc(local, zone)
        plain = f"length({column}) = 19 AND {column}[17] = ':'"
        # Minutes with an offset, or a blank before it, are put into the one form the cast knows.
        closed = f"regexp_replace({column}, '\\s+([+-]\\d)', '\\1')"
        repaired = f"regexp_replace({closed}, '^([-0-9]+[T ]\\d+:\\d+)(Z|[+-]|$)', '\\1:00\\2')"
        casts = (f"timezone('UTC', try_cast({x} AS TIMESTAMPTZ))" for x in (column, repaired))
        full = f"coalesce({', '.join(casts)})"
        return f"CASE WHEN {plain} THEN {local} ELSE {full} END"
    number = f"try_cast({column} AS DOUBLE)"
    if name == "excel":
        number = f"try_cast(replace({column}, ',', '.') AS DOUBLE)"
        micros = f"({number} - 25569) * 86400000000"
    else:
        micros = f"{number} * {EPOCHS[name]}"
    # Outside 1970–2200 it is no instant of a log but some other number.
    plausible = f"{micros} BETWEEN 0 AND 7258118400000000"
    return f"CASE WHEN {plausible} THEN make_timestamp(({micros})::BIGINT) END"


def readable(column: pa.Array, formats: Sequence[str]) -> pa.Array:
    """A column of dates with months and zones in the words that the SQL knows."""
    if names_months(formats):
        column = english_months(column)
    return plain_zones(column) if any("%Z" in f for f in formats) else column


def plain_zones(column: pa.Array) -> pa.Array:
    """Letters of zones as offsets: '10:00 CEST' → '10:00 +02:00'; a place behind an offset goes."""
    column = compute.replace_substring_regex(column, r"(Z|[+-]\d\d:?\d\d)\[[\w/+-]+\]$", r"\1")
    for letters, offset in ZONES.items():
        pattern = rf"(\d ?(?:[AaPp]\.?[Mm]\.? ?)?){letters}\b"
        column = compute.replace_substring_regex(column, pattern, r"\1" + offset)
    return column


def english_months(column: pa.Array) -> pa.Array:
    """Month names of other languages as English abbreviations, for patterns with %b."""
    for month, names in MONTHS.items():
        pattern = rf"(?i)\b(?:{names})\b\.?"
        column = compute.replace_substring_regex(column, pattern, month)
    return compute.replace_substring_regex(column, rf"(?i)\b({'|'.join(MONTHS)})[a-z]*\.?", r"\1")


def names_months(formats: Sequence[str]) -> bool:
    """Whether a format writes months as words."""
    return any(re.search(r"%[bB]", f) for f in formats)
