"""XES: the XML of process mining, read event by event in bounded memory.

Any DOCTYPE is refused by its bytes before the parser sees it, and the parser runs with libxml2's
own limits, without entities or network. Columns are the event's attributes, the trace's as
``case:...``, and two that every XES log has: ``case_id`` (the trace's name) and ``event_no``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
from lxml import etree

from inward.logs.batches import Batch
from inward.logs.bytestream import ByteStream
from inward.logs.errors import LogUnreadable

BATCH = 10_000
SAMPLE_EVENTS = 5_000
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
CASE, NUMBER = "case_id", "event_no"

Event = dict[str, str]


class _Feed:
    """A file-like view of a stream's blocks that refuses document type declarations."""

    def __init__(self, stream: ByteStream) -> None:
        self._blocks = stream.blocks()
        self._name = stream.path.name
        self._buffer = b""
        self._tail = b""

    def read(self, size: int) -> bytes:
        """The next bytes; raises LogUnreadable at a DOCTYPE."""
        if not self._buffer:
            self._buffer = next(self._blocks, b"")
            seen = self._tail + self._buffer
            if any(word in seen for word in FORBIDDEN):
                raise LogUnreadable(f"{self._name}: a document type (DOCTYPE) is refused in XES.")
            self._tail = self._buffer[-16:]
        piece, self._buffer = self._buffer[:size], self._buffer[size:]
        return piece


@dataclass
class XesLog:
    """An XES file as a log."""

    stream: ByteStream
    name: str
    columns: tuple[str, ...] = ()
    format: str = "xes"
    notes: tuple[str, ...] = field(default=())

    def events(self) -> Iterator[Event]:
        """Each event's attributes with those of its trace. Raises LogUnreadable on broken XML."""
        try:
            yield from _events(_Feed(self.stream))
        except etree.XMLSyntaxError as error:
            where = "breaks off" if self.stream.cut_short else "is not well-formed XML"
            raise LogUnreadable(f"{self.name} {where}: {error}.") from error

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """All events in the order of the file, some 60,000 a second."""
        rows: list[Event] = []
        first = 1
        for event in self.events():
            rows.append(event)
            if len(rows) == BATCH:
                yield self._batch(rows, first, columns)
                rows, first = [], first + BATCH
        yield self._batch(rows, first, columns)

    def _batch(self, rows: list[Event], first: int, columns: Sequence[str]) -> Batch:
        lines = pa.array(range(first, first + len(rows)), pa.int64())
        found = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns}
        return Batch(lines, found, (), self.stream.done)


def _events(feed: _Feed) -> Iterator[Event]:
    trace: etree._Element | None = None
    shared: Event = {}
    traces = number = 0
    parsing = etree.iterparse(
        feed,
        events=("end",),
        tag=("{*}event", "{*}trace"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in parsing:
        parent = element.getparent()
        if etree.QName(element).localname == "trace":
            element.clear()
            _drop_before(element)
            trace = None
            continue
        if parent is not trace or trace is None:
            traces, number, trace = traces + 1, 0, parent
            shared = _trace_attributes(parent, traces)
        number += 1
        yield {**shared, NUMBER: str(number), **_attributes(element)}
        element.clear()
        _drop_before(element)


def _drop_before(element: etree._Element) -> None:
    """Free the siblings already read, so that memory does not grow with the file."""
    parent = element.getparent()
    if parent is None:
        return
    while element.getprevious() is not None:
        del parent[0]


def _trace_attributes(trace: etree._Element | None, number: int) -> Event:
    found = {} if trace is None else {f"case:{k}": v for k, v in _attributes(trace).items()}
    return {CASE: found.get("case:concept:name") or f"trace {number}", **found}


def _attributes(element: etree._Element) -> Event:
    """The direct attributes of an event or a trace; nested ones and lists are left out."""
    found: Event = {}
    for child in element:
        key, value = child.get("key"), child.get("value")
        if key is not None and value is not None:
            found[key] = value
    return found


def open_xes(stream: ByteStream, name: str) -> XesLog:
    """An XES log; its columns are told from the first 5,000 events.

    Raises LogUnreadable if it is not XES, holds a DOCTYPE or has no event.
    """
    log = XesLog(stream, name)
    columns: dict[str, None] = {}
    for number, event in enumerate(log.events()):
        columns.update(dict.fromkeys(event))
        if number >= SAMPLE_EVENTS:
            break
    if not columns:
        raise LogUnreadable(f"{name}: no event found; is this XES?")
    log.columns = tuple(columns)
    return log
