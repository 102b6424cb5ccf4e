"""Telling how dates are written, from samples; where nothing tells, an assumption, said so."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from inward.logs.dates import MONTHS, ZONES

LOOK_AT = 400  # distinct values of a column
FORMATS_KEPT = 6

_MONTH = "(?:" + "|".join(f"{m}[a-z]*|{names}" for m, names in MONTHS.items()) + r")\.?"
_WEEKDAY = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|gio|ven|sab|dom|jeu|sam|dim"
    r"|ma|wo|vr|za|zo|mié|jue|sáb|seg|ter|qua|qui|sex)[a-zäöüéáíûì]*\.?,?\s+)"
)
_PLACE = r"(?:\[[\w/+-]+\])"  # Java's '+01:00[Europe/Berlin]'
_TIME = re.compile(
    r"(?P<join>[T ]|,\s*|\s+-\s+|\s+(?:at|um|om|à|às|as|alle|alle ore|ore|a las)\s+)"
    r"(?P<h>\d{1,2})(?P<s1>[:.h])(?P<m>\d{2})"
    r"(?:(?P<s2>[:.])(?P<s>\d{2})(?:(?P<s3>[.,:])(?P<f>\d{1,9}))?)?"
    r"(?:(?P<sp>\s?)(?P<p>[AaPp])(?P<dot>\.?)[Mm]\.?)?(?P<uhr>\s(?:Uhr|h))?"
    rf"(?P<z>\s?(?:(?:Z|[+-]\d{{2}}:?(?:\d{{2}})?){_PLACE}?|{'|'.join(ZONES)}|[A-Z][a-z]+/[A-Za-z_/]+))?$"
)
_ISO = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?"
    r"\s?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$"
)
_NUMBERS = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?=$|\D)")
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(\.?[- /]|\sde\s)({_MONTH})([- /,]\s?|\sde\s)(\d{{4}}|\d{{2}})(?=$|\D)", re.I
)
_MONTH_DAY = re.compile(rf"({_MONTH})([- ])(\d{{1,2}})(,?[- ]\s?)(\d{{4}})(?=$|\D)", re.I)
_COMPACT = re.compile(
    r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
    r"(?:[T ]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?Z?$"
)
_UNIX = re.compile(
    r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d ([A-Z]{1,4} )?(?:19|20)\d{2}$"
)
_SERIAL = re.compile(r"[2-7]\d{4}[.,]\d{3,}")  # days since 1899-12-30 with a time of day


@dataclass(frozen=True)
class DateGuess:
    """How a column writes dates. ``share``: of the values that were understood.

    ``ambiguous``: no value tells day from month; the order was assumed.
    """

    formats: tuple[str, ...]
    share: float
    ambiguous: bool = False


@dataclass(frozen=True)
class _Shape:
    """One way of writing; DAY and MON stand for whichever of both comes first and second."""

    pattern: str
    first: int = 0
    second: int = 0
    american: bool = False

    @property
    def numeric(self) -> bool:
        return "{a}" in self.pattern


def guess_dates(
    values: Iterable[str], day_first: bool | None = None, at_least: float = 0.8
) -> DateGuess | None:
    """How these values write dates; None if fewer than ``at_least`` of them are dates.

    ``day_first``: evidence from elsewhere, used where the values themselves have none.
    """
    seen = [value.strip() for value in dict.fromkeys(values)][:LOOK_AT]
    shapes = [shape for shape in map(_shape, seen) if shape is not None]
    if not seen or len(shapes) < at_least * len(seen):
        return _numbers(seen)
    order, ambiguous = _order(shapes, day_first)
    counted = Counter(_pattern(shape, order) for shape in shapes)
    formats = tuple(name for name, _ in counted.most_common(FORMATS_KEPT))
    return DateGuess(formats, len(shapes) / len(seen), ambiguous)


def order_evidence(values: Iterable[str]) -> bool | None:
    """True: day first, False: month first, None: cannot be told."""
    shapes = [s for s in map(_shape, (v.strip() for v in values)) if s is not None and s.numeric]
    order, ambiguous = _order(shapes, None)
    return None if ambiguous or not shapes else order


def _order(shapes: Sequence[_Shape], given: bool | None) -> tuple[bool, bool]:
    """Whether the day comes first, and whether that is only assumed."""
    numeric = [shape for shape in shapes if shape.numeric]
    days_first = sum(shape.first > 12 for shape in numeric)
    months_first = sum(shape.second > 12 for shape in numeric)
    if days_first != months_first:
        return days_first > months_first, False
    if not numeric:
        return True, False
    if given is not None:
        return given, False
    return not any(shape.american for shape in numeric), True


def _pattern(shape: _Shape, day_first: bool) -> str:
    if not shape.numeric:
        return shape.pattern
    a, b = ("%d", "%m") if day_first else ("%m", "%d")
    return shape.pattern.replace("{a}", a).replace("{b}", b)


def _shape(value: str) -> _Shape | None:
    if _ISO.match(value):
        return _Shape("iso")
    if _COMPACT.match(value):
        return _Shape(_compact(value))
    if clock := _UNIX.match(value):
        return _Shape(f"%a %b %d %H:%M:%S {'%Z ' if clock.group(1) else ''}%Y")
    weekday = re.match(_WEEKDAY, value, re.IGNORECASE)
    found = _worded(value)
    if found is not None or weekday is None:
        return found
    name = weekday.group().rstrip(" ,.")
    prefix = ("%a" if len(name) == 3 else "%A") + weekday.group()[len(name) :]
    found = _worded(value[weekday.end() :])
    return found and replace(found, pattern=prefix + found.pattern)


def _worded(value: str) -> _Shape | None:
    """A date in numbers or with a month's name, with or without a time of day."""
    for read in (_numeric_date, _day_month, _month_day):
        found = read(value)
        if found is not None:
            shape, rest = found
            time = _time(rest)
            if time is None:
                return None
            return replace(
                shape, pattern=shape.pattern + time, american=shape.american and "%p" in time
            )
    return None


def _numeric_date(value: str) -> tuple[_Shape, str] | None:
    match = _NUMBERS.match(value)
    if match is None:
        return None
    a, sep, b, c = match.groups()
    rest = value[match.end() :]
    if len(a) == 4:
        return (_Shape(f"%Y{sep}%m{sep}%d"), rest) if 1 <= int(b) <= 12 else None
    if len(a) > 2 or len(c) not in (2, 4) or not _possible(int(a), int(b)):
        return None
    year = "%Y" if len(c) == 4 else "%y"
    return _Shape(f"{{a}}{sep}{{b}}{sep}{year}", int(a), int(b), sep == "/"), rest


def _possible(a: int, b: int) -> bool:
    return 1 <= a <= 31 and 1 <= b <= 31 and min(a, b) <= 12


def _day_month(value: str) -> tuple[_Shape, str] | None:
    match = _DAY_MONTH.match(value)
    if match is None:
        return None
    _, sep, _, sep2, year = match.groups()
    return _Shape(f"%d{sep}%b{sep2}{'%Y' if len(year) == 4 else '%y'}"), value[match.end() :]


def _month_day(value: str) -> tuple[_Shape, str] | None:
    match = _MONTH_DAY.match(value)
    if match is None:
        return None
    _, sep, _, sep2, _ = match.groups()
    return _Shape(f"%b{sep}%d{sep2}%Y"), value[match.end() :]


def _time(rest: str) -> str | None:
    """The pattern of the time of day; '' if there is none, None if it is not understood."""
    if not rest.strip():
        return ""
    match = _TIME.match(rest)
    if match is None:
        return None
    part = match.groupdict()
    text = f"{part['join']}{'%I' if part['p'] else '%H'}{part['s1']}%M"
    if part["s"]:
        text += f"{part['s2']}%S"
    if part["f"]:
        text += (
            f"{part['s3']}{'%g' if len(part['f']) <= 3 else '%f' if len(part['f']) <= 6 else '%n'}"
        )
    if part["p"]:
        text += f"{part['sp']}%p"
    if part["uhr"]:
        text += part["uhr"]
    return text + _zone(part["z"])


def _zone(written: str | None) -> str:
    if not written:
        return ""
    blank = " " if written.startswith(" ") else ""
    return f"{blank}%z" if re.fullmatch(r"Z|[+-][\d:]+", written.strip()) else f"{blank}%Z"


def _compact(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    join = "T" if "T" in value else " " if " " in value else ""
    time = {8: "", 12: f"{join}%H%M", 14: f"{join}%H%M%S"}[len(digits)]
    return f"%Y%m%d{time}{'Z' if value.endswith('Z') else ''}"


def _numbers(seen: Sequence[str]) -> DateGuess | None:
    """Numbers that can only be instants: since 1970, or a spreadsheet's days with fractions."""
    serial = [value for value in seen if re.fullmatch(r"[2-7]\d{4}(?:[.,]\d+)?", value)]
    timed = sum(_SERIAL.fullmatch(value) is not None for value in serial)
    if serial and len(serial) >= 0.95 * len(seen) and timed >= 0.5 * len(seen):
        return DateGuess(("excel",), len(serial) / len(seen))
    digits = [value for value in seen if re.fullmatch(r"\d{9,16}(?:\.\d+)?", value)]
    if not seen or len(digits) < 0.95 * len(seen):
        return None
    lengths = Counter(len(value.partition(".")[0]) for value in digits)
    length = lengths.most_common(1)[0][0]
    name = {10: "epoch", 13: "epoch_ms", 16: "epoch_us"}.get(length)
    start = {10: (9, 17), 13: (9, 17), 16: (9, 17)}.get(length)
    if name is None or start is None:
        return None
    plausible = [value for value in digits if start[0] <= int(value[:2]) <= start[1] + 10]
    return (
        DateGuess((name,), len(plausible) / len(seen))
        if len(plausible) >= 0.95 * len(seen)
        else None
    )
