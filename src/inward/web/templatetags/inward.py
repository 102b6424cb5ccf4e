"""Tags of the look: `{% load inward %}`. Usage of each stands in docs/guide/look.md."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, Form, RadioSelect, Select
from django.forms.widgets import CheckboxSelectMultiple, HiddenInput, Widget
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inward.web import assets
from inward.web.components import company_map as company_maps
from inward.web.components import strip as strips
from inward.web.components import times
from inward.web.components.chart import ChartView
from inward.web.components.matrix import MatrixView
from inward.web.components.pieces import (
    TONE_ICONS,
    TONE_WORDS,
    Clock,
    Crumb,
    Kpi,
    Message,
    Slack,
    Tab,
    Text,
)

register = template.Library()
Context = dict[str, Any]


@register.simple_tag
def asset(name: str) -> str:
    """Address of a built asset."""
    return assets.asset_url(name)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon beside words, hidden from screen readers. `size`: small, large or nothing."""
    filled = name.endswith("-filled")
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" fill="{}" stroke="{}" stroke-linecap="round" '
        'stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        f" icon-{size}" if size else "",
        "currentColor" if filled else "none",
        "none" if filled else "currentColor",
        SafeString(assets.icon_paths(name)),  # From the icon package: no user's text is in it.
    )


@register.simple_tag
def idempotency() -> SafeString:
    """Hidden field for forms that create: the same form sent twice creates once."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())


@register.filter
def duration(minutes: float) -> str:
    """Calendar minutes as '3 d 4 h'."""
    return times.duration(minutes)


@register.filter
def business(minutes: float) -> str:
    """Business minutes as '41 h 20'."""
    return times.business(minutes)


@register.simple_tag
def when(instant: datetime | None, prefix: str = "") -> SafeString | str:
    """A `<time>` in the reader's zone, short, with all of it as title."""
    if instant is None:
        return "–"
    return format_html(
        '<time datetime="{}" title="{}">{}{}</time>',
        instant.isoformat(),
        times.full(instant),
        f"{prefix} " if prefix else "",
        times.short(instant),
    )


@register.simple_tag
def state(tone: str, words: Text = "") -> SafeString:
    """A pill: icon and words in one of the five meanings."""
    return format_html(
        '<span class="badge-state tone-{}">{}{}</span>',
        tone,
        icon(TONE_ICONS[tone]),
        words or TONE_WORDS[tone],
    )


@register.simple_tag
def dot(tone: str) -> SafeString:
    """A dot before a line whose words do not name the meaning; says it to screen readers."""
    return format_html(
        '<span class="dot tone-{}"></span><span class="visually-hidden">{}</span>',
        tone,
        TONE_WORDS[tone],
    )


@register.simple_tag
def party(name: str, words: Text = "") -> SafeString:
    """Who has the ball: a swatch in the party's colour and words."""
    return format_html(
        '<span class="nowrap"><svg class="legend-swatch party-{}" aria-hidden="true">'
        '<rect width="11" height="11" rx="3"/></svg> {}</span>',
        name,
        words or strips.PARTIES[name],
    )


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Initials of a person; decoration beside the name."""
    words = name.split()
    initials = "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()
    return format_html(
        '<span class="avatar{}" aria-hidden="true">{}</span>',
        f" avatar-{size}" if size else "",
        initials or "?",
    )


@register.inclusion_tag("components/clock.html")
def clock(view: Clock) -> Context:
    """A promise's line: name, state, what is left, why."""
    return {"clock": view, "icon_name": TONE_ICONS[view.tone], "tone": TONE_WORDS[view.tone]}


@register.inclusion_tag("components/slack.html")
def slack(view: Slack) -> Context:
    """A small bar of used budget with its words, for lists."""
    return {"slack": view}


@register.inclusion_tag("components/kpi.html")
def kpi(view: Kpi) -> Context:
    """A figure as a card."""
    return {"kpi": view}


@register.inclusion_tag("components/strip.html")
def strip(view: strips.StripView, slim: bool = False) -> Context:
    """The ball strip; `slim=True` for lists: no labels, no legend."""
    drawn = strips.draw(view)
    labelled = not slim
    return {
        "view": view,
        "drawn": drawn,
        "slim": slim,
        "above": labelled and any(mark.label_class is not None for mark in drawn.marks),
        "below": labelled and drawn.now is not None,
        "bar_height": 12 if slim else 30,
    }


@register.inclusion_tag("components/matrix.html")
def matrix(view: MatrixView) -> Context:
    """Customer × supplier."""
    return {"matrix": view}


@register.inclusion_tag("components/company_map.html")
def company_map(view: company_maps.CompanyMapView) -> Context:
    """Who serves whom, drawn."""
    return {"view": view, "drawn": company_maps.draw(view)}


@register.inclusion_tag("components/chart.html")
def chart(view: ChartView) -> Context:
    """A chart with its table and download."""
    return {"chart": view}


@register.inclusion_tag("components/empty.html")
def empty(
    title: Text, text: Text = "", href: str = "", action: Text = "", icon_name: str = "inbox"
) -> Context:
    """A place with nothing in it yet: says what to do first."""
    return {"title": title, "text": text, "href": href, "action": action, "icon_name": icon_name}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Tab], label: Text) -> Context:
    """Tabs or saved views; each is a link."""
    return {"tabs": items, "label": label}


@register.inclusion_tag("components/crumbs.html")
def crumbs(items: Sequence[Crumb]) -> Context:
    """The way here."""
    return {"crumbs": items}


@register.inclusion_tag("components/pager.html")
def pager(previous: str = "", following: str = "") -> Context:
    """Keyset paging: addresses of the page before and after, either may be empty."""
    return {"previous": previous, "following": following}


@register.inclusion_tag("components/talk.html")
def talk(messages: Iterable[Message]) -> Context:
    """A conversation: replies, notes that only the supplier sees, what happened between."""
    return {"messages": messages}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Form) -> Context:
    """What does not fit, on top of the form, each line leading to its field."""
    return {"form": form}


@register.inclusion_tag("components/fields.html")
def fields(form: Form) -> Context:
    """All fields of a form, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, layout: str = "") -> Context:
    """One field: label, control, help, errors, tied together for screen readers.

    `layout`: 'cards' frames each choice, 'scale' sets five choices side by side.
    """
    kind = _kind(bound.field.widget)
    return {
        "field": bound,
        "kind": kind,
        "layout": layout or "choices",
        "control": bound.as_widget(attrs=_attributes(bound, kind)),
        "help_id": f"{bound.id_for_label or bound.auto_id}-help",
        "error_id": f"{bound.id_for_label or bound.auto_id}-error",
    }


def _kind(widget: Widget) -> str:
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "hidden" if isinstance(widget, HiddenInput) else "line"


def _attributes(bound: BoundField, kind: str) -> dict[str, str | bool]:
    """Classes and the ties to help and errors; what the widget set itself stays beside them."""
    widget = bound.field.widget
    attributes: dict[str, str | bool] = {}
    if kind == "line":
        usual = "form-select" if isinstance(widget, Select) else "form-control"
        attributes["class"] = f"{usual} {widget.attrs.get('class', '')}".strip()
    base = bound.id_for_label or bound.auto_id
    described = [f"{base}-error"] if bound.errors else []
    described += [f"{base}-help"] if bound.help_text else []
    if described and kind != "group":
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors and kind != "group":
        attributes["aria-invalid"] = "true"
    return attributes
