"""The summary of a report in words: who serves whom, how well, where it breaks."""

from collections.abc import Iterator

from inward.exchange import report_words as words
from inward.exchange.report_figures import Report
from inward.exchange.report_markup import Child, Markup, el, join
from inward.network.action import Advice, in_words

Sentence = Markup
AFTER_WORK = frozenset({"confirmation", "closed"})


def strong(text: str) -> Markup:
    """A figure or a name that carries the sentence."""
    return el("b", text)


def sentences(report: Report) -> list[Sentence]:
    """The paragraphs of the summary; what the log does not tell is left out."""
    return [el("p", paragraph) for paragraph in _paragraphs(report)]


def _paragraphs(report: Report) -> Iterator[Child]:
    yield join(_who(report), " ", _largest(report))
    yield join(_promises(report), " ", _times(report))
    yield join(_ball(report), " ", _passing(report))
    if report.advice:
        yield join(_breaks(report.advice[0], report), " ", closed(report))


def _who(report: Report) -> Markup:
    suppliers = words.plural(report.suppliers, "department")
    served = f" served {words.plural(report.customers, 'customer')}" if report.customers else ""
    span = f"from {words.date(report.began)} to {words.date(report.until)}"
    if not report.suppliers:
        return join(
            strong(words.plural(report.tickets, "ticket")),
            f" {span}; the log names no departments that served.",
        )
    return join(
        strong(suppliers),
        strong(served),
        " with " if served else " handled ",
        strong(words.plural(report.tickets, "ticket")),
        f" {span}.",
    )


def _largest(report: Report) -> Markup | None:
    known = [r for r in report.relations if r.supplier_id is not None and r.customer_id is not None]
    if len(known) < 2:
        return None
    first = known[0]
    ten = sum(r.tickets for r in known[:10])
    return join(
        f"The largest of {words.count(len(known))} relations is ",
        strong(f"{report.name(first.supplier_id)} for {report.name(first.customer_id)}"),
        f" ({words.percent(first.tickets / report.tickets)} of all tickets); "
        f"the ten largest make {words.percent(ten / report.tickets)}.",
    )


def _promises(report: Report) -> Markup | None:
    if report.usual.kept is None:
        return join("The log does not say whether promises were kept.")
    kept = sum(r.kept for r in report.relations)
    decided = sum(r.kept_n for r in report.relations)
    tone = "ok" if kept / decided >= 0.92 else "risk" if kept / decided >= 0.75 else "late"
    return join(
        el("b", words.percent(kept / decided), class_=tone),
        f" of {words.count(decided)} promises were kept, {words.count(decided - kept)} were not.",
    )


def _times(report: Report) -> Markup | None:
    median, n = report.kpis["resolve_median"]
    if not n:
        return join("No ticket is recorded as resolved.")
    return join(
        "Half of the tickets were resolved within ",
        strong(words.duration(median)),
        ", 85 % within ",
        strong(words.duration(report.value("resolve_p85"))),
        ".",
    )


def _ball(report: Report) -> Markup | None:
    working = [s for s in report.stages if s.reason not in AFTER_WORK]
    whole = sum(s.minutes for s in working)
    if not whole:
        return None
    shares = {
        party: sum(s.minutes for s in working if s.party_kind == party) / whole
        for party in report.ball_minutes()
    }
    named = {
        "supplier": "the department that resolved it",
        "department": "departments before it",
        "customer": "the customer",
        "approver": "approvers",
        "outside": "third parties outside",
        "unknown": "nobody named",
    }
    largest = sorted(shares, key=lambda p: -shares[p])[:3]
    told = [f"{named[p]} ({words.percent(shares[p])})" for p in largest if shares[p] > 0]
    return join("Until the work was done, the ball lay with ", strong(words.listed(told)), ".")


def _passing(report: Report) -> Markup | None:
    per_ticket, ping = report.value("handoffs_per_ticket"), report.value("ping_pong_rate")
    if not per_ticket:
        return None
    said = join("A ticket changed departments ", strong(words.decimal(per_ticket)), " times")
    if not report.ping_pong:
        return join(said, ".")
    worst = report.ping_pong[0]
    pair = f"{report.name(worst.one_id)} and {report.name(worst.other_id)}"
    return join(
        said,
        "; in ",
        strong(words.percent(ping)),
        " of them it came straight back, most between ",
        strong(pair),
        f" ({words.count(worst.returned)} times).",
    )


def _breaks(advice: Advice, report: Report) -> Markup:
    relation = advice.relation
    return join(
        "It breaks most in ",
        strong(_pair(advice, report)),
        ": ",
        in_words(advice.reasons[0], report.name(relation.supplier_id), words.duration, relation),
        ".",
    )


def closed(report: Report) -> Markup | None:
    """The departments that keep to themselves, if any."""
    if not report.closed_groups:
        return None
    told = [
        join(
            strong(words.listed([report.name(d) for d in group.members])),
            f" ask {words.percent(group.share)} of all they ask among themselves "
            f"(by chance {words.percent(group.by_chance)})",
        )
        for group in report.closed_groups[:3]
    ]
    return join("A closed group: ", [(piece, "; ") for piece in told[:-1]], told[-1], ".")


def _pair(advice: Advice, report: Report) -> str:
    relation = advice.relation
    if relation.customer_id is None:
        return report.name(relation.supplier_id)
    return f"{report.name(relation.supplier_id)} → {report.name(relation.customer_id)}"


def advice_item(advice: Advice, report: Report) -> Markup:
    """One relation to act on: the pair, its reasons with their figures, where the ball lay."""
    relation = advice.relation
    supplier = report.name(relation.supplier_id)
    reasons = [in_words(r, supplier, words.duration, relation) for r in advice.reasons]
    stage = relation.stage
    lay = None
    if stage is not None:
        who = words.holder(
            stage.party_kind,
            None if stage.department_id is None else report.name(stage.department_id),
            stage.reason,
        )
        share = words.percent(stage.share)
        lay = f" Until the work was done, the ball lay longest with {who} ({share})."
    closeness = relation.closeness
    return el(
        "li",
        el("span", _pair(advice, report), class_="t"),
        el("span", words.plural(relation.tickets, "ticket"), class_="chip"),
        el("span", f"closeness {closeness.letter}", class_="chip")
        if closeness and relation.customer_id is not None
        else None,
        el(
            "p",
            "; ".join(_capital(r) if i == 0 else r for i, r in enumerate(reasons)),
            ".",
            lay,
            class_="r",
        ),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
