"""The relations to act on: ranked by tickets hurt beyond the usual, and only beyond chance."""

from inward.network import action
from tests.network.people import relation

IT, HR, LEGAL, SALES = 1, 2, 3, 4


def kinds(advice: list[action.Advice]) -> list[list[str]]:
    return [[reason.kind for reason in one.reasons] for one in advice]


def test_where_all_is_usual_there_is_nothing_to_act_on() -> None:
    assert action.to_act_on([relation(IT, HR, 100), relation(LEGAL, SALES, 100)]) == []


def test_missed_promises_in_excess_of_the_usual_are_a_reason() -> None:
    bad = relation(IT, HR, 100, kept=40, kept_recent=20)
    [advice] = action.to_act_on([bad, relation(LEGAL, SALES, 300)])
    assert advice.relation is bad
    reason = advice.reasons[0]
    assert (reason.kind, reason.n, reason.share) == ("missed", 100, 0.6)
    assert reason.excess == 60 - 100 * (1 - 340 / 400)


def test_a_few_tickets_are_no_ground_however_bad() -> None:
    assert action.to_act_on([relation(IT, HR, 4, kept=0), relation(LEGAL, SALES, 300)]) == []


def test_what_chance_explains_is_no_reason() -> None:
    slightly = relation(IT, HR, 20, kept=17, kept_recent=8)
    others = relation(LEGAL, SALES, 1000, kept=900, kept_recent=450)
    assert action.to_act_on([slightly, others]) == []


def test_more_tickets_hurt_come_first() -> None:
    small = relation(IT, HR, 20, kept=0, kept_n_recent=0, kept_recent=0)
    large = relation(IT, SALES, 200, kept=100, kept_n_recent=0, kept_recent=0)
    found = action.to_act_on([small, large, relation(LEGAL, SALES, 1000)])
    assert [one.relation for one in found] == [large, small]


def test_ping_pong_reopening_and_silence_are_reasons_of_their_own() -> None:
    bad = relation(IT, HR, 100, ping_pong=50, reopened=30, silent=9, backlog=12)
    [advice] = action.to_act_on([bad, relation(LEGAL, SALES, 900)])
    assert set(kinds([advice])[0]) == {"ping_pong", "reopened", "silent"}
    assert advice.impact == sum(r.excess * r.weight for r in advice.reasons)


def test_slower_than_the_suppliers_own_median_is_a_reason() -> None:
    [advice] = action.to_act_on([relation(IT, HR, 100, slow=80), relation(IT, SALES, 100)])
    assert kinds([advice]) == [["slow"]]
    assert advice.reasons[0].excess == 30


def test_a_fall_of_promises_kept_is_a_reason() -> None:
    falling = relation(IT, HR, 200, kept=150, kept_n_recent=100, kept_recent=55)
    peer = relation(LEGAL, SALES, 200, kept=150, kept_n_recent=100, kept_recent=75)
    assert kinds(action.to_act_on([falling, peer])) == [["worse"]]


def test_unknown_suppliers_are_never_ranked_and_unknown_customers_only_where_all_are() -> None:
    hidden = relation(None, HR, 100, kept=0)
    nobody = relation(IT, None, 100, kept=0)
    good = relation(LEGAL, SALES, 500)
    assert action.to_act_on([hidden, nobody, good]) == []
    unnamed = relation(LEGAL, None, 500)
    assert [a.relation for a in action.to_act_on([nobody, unnamed])] == [nobody]


def test_each_reason_is_a_clause_with_its_figures() -> None:
    bad = relation(IT, HR, 1000, kept=400, slow=700, ping_pong=300, reopened=200, silent=8,
                   kept_n_recent=500, kept_recent=100)  # fmt: skip
    [advice] = action.to_act_on([bad, relation(LEGAL, SALES, 3000)])
    told = [action.in_words(r, "IT", lambda m: f"{m:.0f} min", bad) for r in advice.reasons]
    text = "; ".join(told).replace("\u00a0", " ")
    assert "40 % of 1,000 promises kept where all keep 85 %" in text
    assert "70 % of 1,000 took longer than IT's median; here the median is 60 min" in text
    assert "the ball came straight back in 30 % of 1,000 tickets (4.0 times the usual)" in text
    assert "8 open tickets without a word for 30 days or more" in text
    assert "promises kept fell from 60 % to 20 % in the recent half" in text
