"""Requests that nobody's browser sends: every door, with values that databases disagree on.

Drawn by a seeded generator, so that what is found once is found again.
"""

import base64
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from tests.trust.doors import STEPS, Door

_PLACES = (
    "1|1", "0001-01-01T00:00:00+23:59|1", "9999-12-31T23:59:59-23:59|1", "2025-01-01T00:00:00|x",
    "999999999999999999999", "2025-03-03T08:00:00+00:00|99999999999999999999", "\x00",
)  # fmt: skip
VALUES: tuple[str, ...] = (
    "", " ", "\x00", "a\x00b", "\ud800", "x\udfff", "\u202egnp", "\u200b", "\uffff", "\U0010ffff",
    "x" * 300, "y" * 5_000, "z" * 70_000, "é" * 25_000, "9" * 40, "9" * 5_000, "-1", "0", "1",
    "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "٣",
    "²", "1e400", "NaN", "Infinity", "0x10", "1_000", "null", "[]", "{}", "true", "'\";--",
    "%00", "%", "_", "\\", "{{ 7*7 }}", "${7}", "../../../etc/passwd", "[", "http://[", "//[",
    "javascript:alert(1)", "=?utf-8?q?x?=", "0001-01-01", "9999-12-31", "9999-12", "0001-01",
    "10000-01", "2025-02-30", "2025-13", "24:00", "a@b", "@", "<>", "Ian <ian@example.org>",
    "next", "closed", "yes", "IT", "MKT", "it\x00", "fulfilled", "policy", "customer", "date",
    "\r\nX-Bad: 1", "\u202e", "😀" * 200, "İ", "ß", "ǅ",
    *(base64.urlsafe_b64encode(place.encode()).decode().rstrip("=") for place in _PLACES),
)  # fmt: skip
_JSON: tuple[Any, ...] = (
    *VALUES, None, True, 0, 1, -1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**30, 1.5, 1e308, [], {},
    [[[]]], {"model": None}, {"model": "\x00"}, {"model": "\ud800"}, {"model": 2**70},
    {"model": {"a": []}}, {"\x00": 1}, {"\ud800": 1}, {"model": ["Light"] * 1000},
    {"model": "Light", "delivery": "0001-01-01"}, {"model": "Light", "note": "\ud800"},
    {"model": "Light", "note": "z" * 70_000}, {"model": "Light", "delivery": "9999-12-31"},
)  # fmt: skip
_BODIES = (
    b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"text": "\\ud800"}', b'{"text": "\\u0000"}',
    b'{"text": NaN}', b'{"text": 1e999}', b"[" * 20_000, b'{"a":' * 5_000, b'{"text": "x"}' * 3,
    b'{"offering": ' + b"9" * 5_000 + b"}",
)  # fmt: skip
_HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("HX-Request", ("true", "yes", "")),
    ("HX-Target", ("found", "x" * 5_000, "\xff")),
    ("HX-Current-URL", ("http://[", "//[", "https://testserver/\xff", "", "x" * 9_000, ":::")),
    ("If-Match", ('"1"', "W/\"9\"", "9" * 5_000, "\xb2", "*", '"' + "9" * 30 + '"')),
    ("Idempotency-Key", ("k", "", " ", "x" * 300, "\xff", "a\tb")),
    ("Accept-Language", ("xx-" * 500, "en;q=2", "\xff", "de-DE-1996,*;q=0")),
    ("Accept", ("application/xml", "\xff")),
    ("X-Forwarded-For", ("1" * 1_000, "::::", "\xff")),
    ("X-Forwarded-Proto", ("javascript", "https, http")),
    ("Referer", ("http://[", "\xff")),
    ("Range", ("bytes=9-1", "bytes=-" + "9" * 50, "x")),
    ("If-Modified-Since", ("yesterday", "\xff", "Mon, 99 Foo 99999 99:99:99 GMT")),
    ("If-None-Match", ("*", '"' * 50, "\xff")),
    ("Cookie", ("a=\xff", '__Host-csrf="a\\000b"', "__Host-csrf=" + "x" * 9_000, ";;;=;=", "=",
                "__Host-session=\"abcdefgh\\000ijklmnop\"", "__Host-session=" + "x" * 9_000)),
)  # fmt: skip
_TYPES = (
    "text/plain", "multipart/form-data", "multipart/form-data; boundary=\xff", "", "x",
    "application/x-www-form-urlencoded; charset=utf-7", "application/json; charset=utf-16",
    "multipart/form-data; boundary=b",
)  # fmt: skip


@dataclass(frozen=True)
class Malformed:
    """One request as a test client sends it."""

    door: Door
    address: str
    body: bytes = b""
    content_type: str = "application/octet-stream"
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = self.body[:200] + (b"..." if len(self.body) > 200 else b"")
        return f"{self.door.method} {self.address[:200]} {dict(self.headers)!r:.300} {shown!r}"


def draw(rng: random.Random, door: Door, version: int) -> Malformed:
    """A malformed request for a door. `version`: of its ticket now, so that some get further."""
    address = _address(rng, door)
    headers = {
        name: rng.choice(values) for name, values in rng.sample(_HEADERS, rng.choice((0, 0, 1, 2)))
    }
    if door.method == "GET":
        query = _encoded({name: rng.choice(VALUES) for name in _some(rng, door.fields)})
        return Malformed(door, f"{address}?{query}" if query else address, headers=headers)
    if rng.random() < 0.08:
        kind = rng.choice(_TYPES)
        body = rng.choice((*_BODIES, b"--b\r\nContent-Disposition: form-data; name=\xff\r\n\r\nx"))
        return Malformed(door, address, body, kind, headers)
    if door.json:
        return Malformed(door, address, _json(rng, door), "application/json", headers)
    said = _form(rng, door, version)
    return Malformed(
        door, address, _encoded(said).encode(), "application/x-www-form-urlencoded", headers
    )


def _address(rng: random.Random, door: Door) -> str:
    """The address, sometimes with one part of it replaced."""
    if rng.random() > 0.15:
        return door.address
    parts = door.address.split("/")
    parts[rng.randrange(1, len(parts))] = _quoted(rng.choice(VALUES)[:2_000])
    return "/".join(parts)


def _form(rng: random.Random, door: Door, version: int) -> dict[str, str]:
    said = {name: rng.choice(VALUES) for name in _some(rng, door.fields)}
    if door.name == "ticket" and rng.random() < 0.9:
        said["verb"] = rng.choice(STEPS)
        said["version"] = str(version)
    if door.name == "serve-act" and rng.random() < 0.9:
        said["verb"] = rng.choice(("take", "give", "resolve", "reply", "tag", "hold", "merge"))
        said["ticket"] = f"{said.get('ticket', 'IT-1')}:{rng.choice(('1', '٣', '9' * 12))}"
    return said


def _json(rng: random.Random, door: Door) -> bytes:
    if rng.random() < 0.15:
        return rng.choice(_BODIES)
    said = {name: rng.choice(_JSON) for name in _some(rng, door.fields)}
    if door.name == "api tickets" and rng.random() < 0.7:
        said |= {"offering": 1, "answers": rng.choice([v for v in _JSON if isinstance(v, dict)])}
    return json.dumps(said).encode()


def _some(rng: random.Random, fields: tuple[str, ...]) -> list[str]:
    names = rng.sample(fields, rng.randint(min(1, len(fields)), len(fields)))
    return [*names, rng.choice(VALUES)[:200]] if rng.random() < 0.05 else names


def _encoded(said: Mapping[str, str]) -> str:
    return urlencode(said, errors="surrogatepass")


def _quoted(value: str) -> str:
    return quote(value, safe="", errors="surrogatepass")
