"""The look in one page: every component with invented figures, in demo and debug only."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Final

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from inward.kernel.clock import now
from inward.kernel.markdown import render as render_markdown
from inward.web.components.chart import ChartSeries, ChartView
from inward.web.components.company_map import CompanyMapView, MapEdge, MapNode
from inward.web.components.matrix import MatrixCell, MatrixHead, MatrixRow, MatrixView, size_of
from inward.web.components.pieces import Clock, Crumb, Kpi, Message, Slack, Tab, Tone, Trend
from inward.web.components.strip import StripMark, StripSegment, StripToggle, StripView

DEPARTMENTS: Final = (
    ("it", "IT", 1840),
    ("finance", "Finance", 960),
    ("hr", "HR", 1120),
    ("legal", "Legal", 310),
    ("facilities", "Facilities", 640),
    ("payroll", "Payroll", 870),
    ("packing", "Packing", 420),
    ("dispatch", "Dispatch", 380),
    ("marketing", "Marketing", 700),
    ("sales", "Sales & customer success", 1510),
)
KEPT: Final = (97, 88, 92, 63, 95, 71, 90, 84, 79, 94, 66)


class SampleForm(forms.Form):
    """One field of each kind."""

    who = forms.CharField(label="For whom", help_text="Name and first day.", max_length=80)
    model = forms.ChoiceField(
        label="Model",
        choices=[("14", "Standard 14″, in stock"), ("16", "Developer 16″, needs approval")],
        widget=forms.RadioSelect,
    )
    urgency = forms.ChoiceField(
        label="How bad is it if this is late?",
        choices=[("", "Choose"), ("team", "My team stops"), ("wait", "It can wait")],
    )
    more = forms.CharField(label="Anything else", widget=forms.Textarea, required=False)
    copy = forms.BooleanField(label="Tell me when it is on its way", required=False)


def page(request: HttpRequest) -> HttpResponse:
    """All components. `?errors` shows the form as it comes back."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    form = SampleForm({"who": ""} if "errors" in request.GET else None)
    instant = now()
    context = {
        "form": form,
        "strip": strip(),
        "short": short_strip(),
        "kpis": KPIS,
        "clocks": CLOCKS,
        "slacks": SLACKS,
        "tabs": TABS,
        "matrix": matrix(),
        "map": company_map(),
        "chart": CHART,
        "talk": talk(instant),
        "crumbs": [Crumb("Serve", "#"), Crumb("Workplace", "#"), Crumb("IT-1042")],
        "tones": list(Tone),
        "instant": instant,
    }
    return render(request, "look.html", context)


def strip() -> StripView:
    """A ticket on its way, in business time."""
    parts = (
        ("supplier", "IT", "2 h 10", 24.0, "Mara Lindt, in progress"),
        ("approver", "K. Sato", "50 min", 8.0, "approval of the archive's owner"),
        ("customer", "you", "2 h", 21.0, "asked: until when?"),
        ("department", "Finance", "50 min", 12.0, "handed off: owner of payroll data"),
        ("supplier", "IT", "15 min", 1.2, "Sam, accepted"),
        ("supplier", "IT", "35 min", 9.8, "Mara Lindt, in progress"),
    )
    segments, at = [], 0.0
    for party, label, length, width, why in parts:
        title = f"{label} held the ball {length}: {why}"
        segments.append(StripSegment(party, label, length, at, width, title, "#log"))
        at += width
    marks = (StripMark(94, "due Fri 12:00"), StripMark(28, "first reply, kept", Tone.ONTIME))
    toggle = StripToggle("?time=business", "?time=calendar", business=True)
    summary = "IT has the ball for 35 min; due Fri 12:00"
    return StripView(summary, tuple(segments), at, marks, toggle)


def short_strip() -> StripView:
    """A ticket in a list."""
    segments = (
        StripSegment("supplier", "Legal", "4 h", 0, 46, "Legal, 4 h"),
        StripSegment("customer", "you", "1 h", 46, 8, "you, 1 h"),
        StripSegment("outside", "Vendor", "2 h", 54, 16, "Vendor, 2 h"),
    )
    return StripView("Legal has the ball, due Thu", segments, 70, (StripMark(92, "due Thu"),))


KPIS: Final = (
    Kpi("Promises kept", "91.2", "%", "#", Trend("1.8", True, True), "95 %: 90.6–91.8"),
    Kpi("Median to resolve", "6 h 40", "", "#", Trend("35 min", False, True), "business time"),
    Kpi("Time the ball lay with the customer", "31", "%", "#", Trend("4", True, False)),
    Kpi("Satisfied (4 or 5), raw / adjusted", "78 / 82", "%", note="n = 1,204", why="#"),
)
CLOCKS: Final = (
    Clock("First reply", Tone.ONTIME, "kept, 1 h 28 of 2 h"),
    Clock("Resolve", Tone.RISK, "3 h 10 left, due Fri 12:00", "likely Fri 10:30", "#"),
    Clock("Finance’s part", Tone.LATE, "1 h 05 over", "", "#"),
    Clock("Own", Tone.REST, "stands still: 40 min left"),
)
SLACKS: Final = (
    Slack(82, Tone.RISK, "resolve 3 h 10"),
    Slack(100, Tone.LATE, "first reply 1 h 05 over"),
    Slack(22, Tone.ONTIME, "own 1 d 4 h"),
    Slack(55, Tone.YOU, "waits on you"),
    Slack(40, Tone.REST, "stands still"),
)
TABS: Final = (
    Tab("Next best", "#", current=True, count=14),
    Tab("Unassigned", "#", count=3),
    Tab("Mine", "#", count=6),
    Tab("Waiting on customer", "#", count=4),
)
CHART: Final = ChartView(
    "flow",
    "Tickets opened and closed a week, and backlog",
    "tickets",
    tuple(f"W{week}" for week in range(36, 48)),
    (
        ChartSeries("opened", (41, 44, 39, 52, 61, 58, 49, 47, 55, 60, 43, 40), "bar", "supplier"),
        ChartSeries("closed", (40, 41, 43, 45, 51, 60, 55, 50, 49, 58, 52, 44), "bar", "rest"),
        ChartSeries("backlog", (30, 33, 29, 36, 46, 44, 38, 35, 41, 43, 34, 30), "line", "risk"),
    ),
    "n = 589 tickets, 1 Sep – 21 Nov; weeks from Monday.",
)


def matrix() -> MatrixView:
    """Ten departments."""
    heads = tuple(MatrixHead(name, "#") for _key, name, _volume in DEPARTMENTS)
    rows = []
    for row, head in enumerate(heads):
        cells = tuple(_cell(row, column) for column in range(len(heads)))
        rows.append(MatrixRow(head, cells, str(640 - row * 31)))
    totals = tuple(str(volume) for _key, _name, volume in DEPARTMENTS)
    return MatrixView(
        "Customer (row) × supplier (column), promises kept in %",
        heads,
        tuple(rows),
        totals,
        "8,750",
        "tickets",
    )


def _cell(row: int, column: int) -> MatrixCell:
    if row == column:
        return MatrixCell(own=True)
    if (row * 7 + column * 3) % 9 == 0:
        return MatrixCell()
    if (row + column) % 13 == 4:
        return MatrixCell(suppressed=True, title="fewer than 5 tickets")
    kept = KEPT[(row * 3 + column * 5) % len(KEPT)]
    volume = (row * 37 + column * 53) % 190 + 6
    tone = Tone.LATE if kept < 75 else Tone.RISK if kept < 90 else Tone.ONTIME
    title = f"{DEPARTMENTS[column][1]} for {DEPARTMENTS[row][1]}: {kept} % of {volume} kept"
    return MatrixCell(str(kept), tone, size_of(volume, 196), "#", title, act=kept < 66)


def company_map() -> CompanyMapView:
    """Some of the relations of these ten."""
    nodes = tuple(MapNode(key, name, volume, "#") for key, name, volume in DEPARTMENTS)
    edges = []
    for row, column in product(range(len(nodes)), repeat=2):
        if row == column or (row * 5 + column * 2) % 6:
            continue
        kept = KEPT[(row * 3 + column * 5) % len(KEPT)]
        tone = Tone.LATE if kept < 75 else Tone.RISK if kept < 90 else Tone.ONTIME
        supplier, customer = nodes[column], nodes[row]
        title = f"{supplier.name} serves {customer.name}: {kept} % kept"
        volume = (row * 37 + column * 53) % 190 + 6
        agreed = (row + column) % 5 > 0
        edges.append(MapEdge(supplier.id, customer.id, volume, tone, title, "#", agreed))
    return CompanyMapView("Who serves whom", nodes, tuple(edges))


def talk(instant: datetime) -> list[Message]:
    """A short conversation."""
    start = instant.astimezone(UTC) - timedelta(hours=26)
    said = [
        ("reply", "Lena Vogt", "Jonas needs last year’s **payouts** for the audit.", "Marketing"),
        ("event", "", "", "Mara Lindt took it"),
        ("reply", "Mara Lindt", "Sure. Until when does he need it?", "IT · first reply, 1 h 28"),
        ("note", "Sam", "The archive role is still too wide: use the *time-boxed* group.", ""),
        ("event", "", "", "handed to Finance: owner of payroll data"),
        ("reply", "Lena Vogt", "Until 12 December.", "the ball was with her for 2 h"),
    ]
    return [
        Message(
            kind,
            by,
            start + timedelta(hours=at * 3),
            render_markdown(text),
            meta,
            "Only IT sees this",
        )
        for at, (kind, by, text, meta) in enumerate(said)
    ]
