"""A relation as its template draws it: lanes both ways, what differs, where the ball lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inward.measures.definitions import PARTY_NAMES
from inward.network.relations import Relation
from inward.overview.relation_page import Direction, RelationPage
from inward.tickets.rules import PRIORITY_NAMES
from inward.web.components import times
from inward.web.components.pieces import Tone, Trend
from inward.web.components.strip import StripSegment, StripView
from inward.web.see import figures, presenting
from inward.web.see.figures import FEW

LETTERS: Mapping[str, str | Promise] = {
    "A": gettext_lazy("among the closest of all"),
    "E": gettext_lazy("especially close"),
    "I": gettext_lazy("important to each other"),
    "O": gettext_lazy("ordinary"),
    "U": gettext_lazy("hardly connected"),
}
PARTIES = ("supplier", "department", "customer", "approver", "outside", "unknown")
# From here on two figures are told as an asymmetry.
POINTS_APART, TIMES_APART, SCORES_APART = 0.1, 2.0, 0.5


@dataclass(frozen=True)
class Side:
    """One cell of a lane: the figure, what belongs to it, its change, where it opens."""

    figure: str = ""
    words: str = ""
    sub: str = ""
    tone: Tone = Tone.PLAIN
    trend: Trend | None = None
    href: str = ""


@dataclass(frozen=True)
class Lane:
    """What both sides need, promise, deliver; ``differs``: the two are far apart."""

    name: str
    left: Side
    right: Side
    differs: bool = False


@dataclass(frozen=True)
class Ball:
    """Where the ball lies in the tickets of one direction."""

    title: str
    strip: StripView
    note: str


def lanes(page: RelationPage) -> list[Lane]:
    """The lanes, from what is needed to how close both are."""
    here, back = page.here, page.back
    apart = differences(page)
    return [
        Lane(_("needs"), _needs(back), _needs(here)),
        Lane(_("promises"), _promises(here), _promises(back), _one_sided(here, back)),
        Lane(_("delivery"), _delivery(here), _delivery(back), "kept" in apart),
        Lane(_("pace"), _pace(here), _pace(back), "pace" in apart),
        Lane(_("rating"), _rating(here), _rating(back), "rating" in apart),
        Lane(_("ping-pong"), _returns(here), _returns(back)),
        Lane(_("closeness"), _closeness(here), _closeness(back)),
    ]


def _needs(way: Direction) -> Side:
    """What the customer of this way asks most."""
    if way.relation is None and not way.needs:
        return Side(words=_("asks nothing of %s") % way.supplier.name)
    asked = ", ".join(f"{need.service} ({need.tickets})" for need in way.needs)
    sub = ngettext("of the newest %d ticket", "of the newest %d tickets", way.sampled)
    href = figures.tickets_href(supplier=way.supplier.code, customer=way.customer.code)
    n = way.relation.tickets if way.relation else way.sampled
    words = ngettext("ticket: %s", "tickets: %s", n) % (asked or _("no service named"))
    return Side(figures.number(n), words, sub % way.sampled, href=href)


def _promises(way: Direction) -> Side:
    if way.wording is None:
        missing = _("nothing agreed") if way.relation else ""
        return Side(words=missing, tone=Tone.RISK if way.relation else Tone.PLAIN)
    targets = way.wording.targets
    told = [
        _("%(priority)s in %(time)s")
        % {
            "priority": _(PRIORITY_NAMES[priority]).lower(),
            "time": times.business(targets["resolve", priority]),
        }
        for priority in (1, 3)
        if ("resolve", priority) in targets
    ]
    first = targets.get(("first_reply", 3))
    sub = _("%(name)s, version %(n)d") % {
        "name": way.wording.agreement.name, "n": way.wording.version.number
    }  # fmt: skip
    if first is not None:
        sub = _("first reply in %s") % times.business(first) + " · " + sub
    return Side(words=_("resolves %s") % ", ".join(told) if told else _("no time"), sub=sub)


def _delivery(way: Direction) -> Side:
    relation = way.relation
    if relation is None:
        return Side()
    href = figures.tickets_href(supplier=way.supplier.code, customer=way.customer.code, met="no")
    kept = relation.compliance
    if kept is None or relation.kept_n < FEW:
        return Side(words=figures.few(relation.kept_n))
    low, high = figures.interval(kept, relation.kept_n)
    sub = _("n = %(n)s · 95 %%: %(low)s–%(high)s") % {
        "n": figures.number(relation.kept_n),
        "low": figures.percent(low), "high": figures.percent(high),
    }  # fmt: skip
    return Side(
        f"{figures.percent(kept)} %", _("of promises kept"), sub, figures.tone(kept),
        _change(relation.compliance_change), href,
    )  # fmt: skip


def _change(change: float | None) -> Trend | None:
    """The recent half against the half before, in points."""
    if change is None or abs(change) < 0.005:
        return None
    return Trend(f"{abs(change) * 100:.0f}", change > 0, change > 0)


def _pace(way: Direction) -> Side:
    relation = way.relation
    if relation is None or relation.resolve_median is None or relation.resolve_n < FEW:
        return Side()
    sub = ""
    if relation.resolve_p85 is not None:
        sub = _("85 of 100 within %s") % times.duration(relation.resolve_p85)
    waits = presenting.stage_words(
        relation.stage, {way.supplier.pk: way.supplier, way.customer.pk: way.customer}
    )
    told = " · ".join(part for part in (sub, waits) if part)
    words = _("median to resolve, calendar time")
    return Side(times.duration(relation.resolve_median), words, told)


def _rating(way: Direction) -> Side:
    relation = way.relation
    if relation is None:
        return Side()
    if relation.score_mean is None or relation.score_n < FEW:
        return Side(words=_("not released: fewer than five answers may be told"))
    words = _("of 5 as received by %s") % way.customer.name
    return Side(f"{relation.score_mean:.1f}", words, _("n = %s") % figures.number(relation.score_n))


def _returns(way: Direction) -> Side:
    relation = way.relation
    if relation is None or relation.tickets < FEW:
        return Side()
    share = relation.ping_pong / relation.tickets
    sub = _("%(reopened)d reopened · %(moved).1f hand-offs a ticket") % {
        "reopened": relation.reopened, "moved": relation.handoffs / relation.tickets
    }  # fmt: skip
    words = _("of tickets went to and fro between departments")
    return Side(f"{figures.percent(share)} %", words, sub)


def _closeness(way: Direction) -> Side:
    relation = way.relation
    if relation is None or relation.closeness is None:
        return Side()
    close = relation.closeness
    said = {
        "share": figures.percent(close.of_supplier), "supplier": way.supplier.name,
        "back": figures.percent(close.of_customer), "customer": way.customer.name,
    }  # fmt: skip
    words = _("%(share)s %% of what %(supplier)s does is for %(customer)s") % said
    sub = _("%(back)s %% of what %(customer)s asks goes to %(supplier)s") % said
    return Side(words=words, sub=sub)


def lede(page: RelationPage) -> str:
    """'Observed: especially close, 18 tickets a month, one way 12 times as many as the other'."""
    ways = [w.relation for w in (page.here, page.back) if w.relation and w.relation.closeness]
    if not ways:
        return _("Nothing flowed between them yet.")
    closest = max(ways, key=lambda r: r.closeness.score if r.closeness else 0)
    letter = closest.closeness.letter if closest.closeness else "U"
    a_month = sum(r.closeness.per_month for r in ways if r.closeness)
    said = _("Observed: %(close)s; %(n)s tickets a month both ways") % {
        "close": LETTERS[letter], "n": f"{a_month:.0f}" if a_month >= 1 else _("less than 1")
    }  # fmt: skip
    return f"{said} · {_mutual(page)}"


def _mutual(page: RelationPage) -> str:
    here, back = (way.relation.tickets if way.relation else 0 for way in (page.here, page.back))
    if not here or not back:
        return _("one way only")
    more, less = max(here, back), min(here, back)
    if more < less * TIMES_APART:
        return _("about even")
    who = page.here.supplier.name if here > back else page.back.supplier.name
    return _("%(who)s serves %(times).0f times as often") % {"who": who, "times": more / less}


def differences(page: RelationPage) -> dict[str, str]:
    """What is far apart between both ways, each in a sentence."""
    here, back = page.here.relation, page.back.relation
    if here is None or back is None:
        return {}
    names = page.here.supplier.name, page.back.supplier.name
    told = {
        "kept": _kept_apart(names, here, back),
        "pace": _pace_apart(names, here, back),
        "rating": _rated_apart(names, here, back),
    }
    return {name: words for name, words in told.items() if words}


def _kept_apart(names: tuple[str, str], here: Relation, back: Relation) -> str:
    a, b = here.compliance, back.compliance
    few = min(here.kept_n, back.kept_n) < FEW
    if few or a is None or b is None or abs(a - b) < POINTS_APART:
        return ""
    said = {"one": names[0], "other": names[1], "a": figures.percent(a), "b": figures.percent(b)}
    return _("%(one)s keeps %(a)s %% of its promises, %(other)s %(b)s %%.") % said


def _pace_apart(names: tuple[str, str], here: Relation, back: Relation) -> str:
    a, b = here.resolve_median, back.resolve_median
    if min(here.resolve_n, back.resolve_n) < FEW or not a or not b:
        return ""
    if max(a, b) < min(a, b) * TIMES_APART:
        return ""
    said = {"who": names[0] if a > b else names[1], "times": max(a, b) / min(a, b)}
    return _("%(who)s takes %(times).1f times as long.") % said


def _rated_apart(names: tuple[str, str], here: Relation, back: Relation) -> str:
    a, b = here.score_mean, back.score_mean
    if a is None or b is None or abs(a - b) < SCORES_APART:
        return ""
    said = {"one": names[0], "other": names[1], "a": a, "b": b}
    return _("%(one)s is rated %(a).1f, %(other)s %(b).1f.") % said


def _one_sided(here: Direction, back: Direction) -> bool:
    """Flow both ways, a promise only one way."""
    both = here.relation is not None and back.relation is not None
    return both and (here.wording is None) != (back.wording is None)


def balls(page: RelationPage) -> list[Ball]:
    """Where the ball lies, for each way in which something flowed."""
    return [
        Ball(
            _("%(supplier)s for %(customer)s")
            % {"supplier": way.supplier.name, "customer": way.customer.name},
            ball_strip(way.ball, way.supplier.name, way.customer.name),
            _("of the time until the work was done; newest %d tickets") % way.held,
        )
        for way in (page.here, page.back)
        if sum(way.ball.values()) > 0
    ]


def ball_strip(ball: Mapping[str, float], supplier: str, customer: str) -> StripView:
    """Shares of time by kind of party as one bar."""
    whole = sum(ball.values())
    names = {"supplier": supplier, "customer": customer}
    segments: list[StripSegment] = []
    at = 0.0
    for party in PARTIES:
        share = 100 * ball.get(party, 0.0) / whole
        if share <= 0:
            continue
        label = names.get(party) or str(_(PARTY_NAMES[party])).removeprefix("the ")
        told = f"{share:.0f} %"
        segments.append(StripSegment(party, label, told, at, share, f"{label}: {told}"))
        at += share
    words = ", ".join(segment.title for segment in segments)
    return StripView(_("Where the ball lies: %s") % words, tuple(segments))


def to_act(page: RelationPage) -> Sequence[tuple[str, Sequence[str]]]:
    """Why to act, by way."""
    return [
        (
            f"{way.supplier.name} → {way.customer.name}",
            presenting.reasons(way.act, way.supplier.name),
        )
        for way in (page.here, page.back)
        if way.act is not None
    ]
