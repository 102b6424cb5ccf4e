"""Drafting, wording, signing, putting in force and ending an agreement."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inward.agreements import actions, events, queries
from inward.agreements.models import Agreement, AgreementVersion
from inward.directory import actions as directory
from inward.kernel.errors import Invalid, NotAllowed, RuleBroken
from tests.support.heard import listening
from tests.support.world_promises import TARGETS, Promises, later


def drafted(w: Promises, **said: Any) -> AgreementVersion:
    """Finance promises Marketing something (Fiona heads the one, Max the other)."""
    said = {
        "name": "Budgets", "supplier": w.finance, "customer": w.marketing, "targets": TARGETS,
        "calendar": w.office.calendar, **said,
    }  # fmt: skip
    agreement = actions.create_agreement(actor=w.fiona, now=later(0), **said)
    return agreement.versions.get()


def in_force(w: Promises, version: AgreementVersion) -> AgreementVersion:
    actions.sign(actor=w.fiona, version=version, now=later(1))
    actions.sign(actor=w.max, version=version, now=later(2))
    return actions.put_in_force(actor=w.fiona, version=version, now=later(3))


def test_both_heads_sign_and_it_is_in_force(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    with listening(monkeypatch) as heard:
        version = in_force(w, drafted(w))
    agreement = version.agreement
    assert (agreement.state, version.in_force_since) == ("in_force", later(3))
    assert (version.signed_supplier, version.signed_customer) == (w.fiona, w.max)
    assert heard.events == [
        events.AgreementProposed(agreement.pk, version.pk, w.fiona.pk),
        events.AgreementPutInForce(agreement.pk, version.pk, w.finance.pk, w.marketing.pk),
    ]
    assert heard.recorded == [
        "agreement.created", "agreement.signed", "agreement.signed", "agreement.in_force",
    ]  # fmt: skip


def test_only_the_heads_and_administrators_write_one(promises: Promises) -> None:
    w = promises
    said = {
        "name": "X", "supplier": w.finance, "customer": w.marketing,
        "calendar": w.office.calendar, "now": later(0),
    }  # fmt: skip
    for actor in (w.frank, w.mara, w.ian, w.alice, w.hana):
        with pytest.raises(NotAllowed):
            actions.create_agreement(actor=actor, **said)
    for actor in (w.fiona, w.max, w.adam):
        actions.create_agreement(actor=actor, **said)


def test_an_agreement_has_a_name_two_sides_and_services_of_its_supplier(
    promises: Promises,
) -> None:
    w = promises
    for wrong in ({"name": " "}, {"customer": w.finance}, {"services": [w.workplace]}):
        with pytest.raises(Invalid):
            drafted(w, **wrong)
    assert Agreement.objects.filter(supplier=w.finance).count() == 0


def test_targets_that_contradict_each_other_are_refused(promises: Promises) -> None:
    w = promises
    version = drafted(w)
    with pytest.raises(Invalid) as refused:
        actions.set_targets(
            actor=w.fiona, version=version, now=later(1),
            targets={("own", 1): 90, ("resolve", 1): 60},
        )  # fmt: skip
    assert "own.1" in refused.value.fields
    assert queries.targets_of(version.pk) == TARGETS


def test_nobody_signs_for_a_side_they_do_not_head(promises: Promises) -> None:
    w = promises
    version = drafted(w)
    for actor in (w.frank, w.mara, w.adam, w.alice):
        with pytest.raises(NotAllowed):
            actions.sign(actor=actor, version=version, now=later(1))


def test_nothing_is_signed_that_promises_nothing(promises: Promises) -> None:
    w = promises
    with pytest.raises(RuleBroken, match="nothing to sign"):
        actions.sign(actor=w.fiona, version=drafted(w, targets={}), now=later(1))


def test_one_signature_is_not_enough(promises: Promises) -> None:
    w = promises
    version = actions.sign(actor=w.fiona, version=drafted(w), now=later(1))
    assert version.agreement.state == "proposed"
    with pytest.raises(RuleBroken, match="Both sides"):
        actions.put_in_force(actor=w.fiona, version=version, now=later(2))


def test_other_figures_need_other_signatures(promises: Promises) -> None:
    w = promises
    version = drafted(w)
    actions.sign(actor=w.fiona, version=version, now=later(1))
    version = actions.set_targets(
        actor=w.max, version=version, targets={("resolve", 1): 60}, now=later(2)
    )
    assert (version.signed_supplier, version.agreement.state) == (None, "draft")


def test_what_was_put_in_force_is_never_changed(promises: Promises) -> None:
    w = promises
    changes: tuple[Callable[[], object], ...] = (
        lambda: actions.set_targets(
            actor=w.alice, version=w.version, targets={("own", 1): 1}, now=later(1)
        ),
        lambda: actions.set_scope(
            actor=w.alice, version=w.version, services=[], calendar=w.office.calendar, now=later(1)
        ),
        lambda: actions.sign(actor=w.alice, version=w.version, now=later(1)),
        lambda: actions.put_in_force(actor=w.alice, version=w.version, now=later(1)),
    )
    for change in changes:
        with pytest.raises(RuleBroken, match="never changed"):
            change()


def test_a_new_wording_replaces_the_one_in_force_at_one_instant(promises: Promises) -> None:
    w = promises
    fresh = actions.new_version(actor=w.alice, agreement=w.agreement, now=later(5))
    assert (fresh.number, queries.targets_of(fresh.pk)) == (2, TARGETS)
    with pytest.raises(RuleBroken, match="still a draft"):
        actions.new_version(actor=w.alice, agreement=w.agreement, now=later(6))
    actions.set_targets(actor=w.alice, version=fresh, targets={("own", 1): 5}, now=later(6))
    actions.sign(actor=w.alice, version=fresh, now=later(7))
    actions.sign(actor=w.adam, version=fresh, now=later(7))
    assert queries.match(w.it, w.marketing, w.workplace, later(7)) == w.version
    actions.put_in_force(actor=w.alice, version=fresh, now=later(8))
    w.version.refresh_from_db()
    assert w.version.in_force_until == later(8)
    assert queries.match(w.it, w.marketing, w.workplace, later(7.9)) == w.version
    assert queries.match(w.it, w.marketing, w.workplace, later(8)) == fresh


def test_a_tie_is_refused_when_put_in_force(promises: Promises) -> None:
    w = promises
    in_force(w, drafted(w))
    twin = drafted(w, name="Budgets again")
    with pytest.raises(RuleBroken, match="which of both applies"):
        in_force(w, twin)


def test_an_ended_agreement_applies_no_more_and_is_not_changed(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    with listening(monkeypatch) as heard:
        actions.end(actor=w.alice, agreement=w.agreement, now=later(9))
    assert heard.events == [events.AgreementEnded(w.agreement.pk, w.it.pk, None)]
    assert queries.match(w.it, w.marketing, w.workplace, later(9)) is None
    assert queries.match(w.it, w.marketing, w.workplace, later(8)) == w.version
    for change in (actions.end, actions.new_version):
        with pytest.raises(RuleBroken, match="ended"):
            change(actor=w.alice, agreement=w.agreement, now=later(10))


def test_the_nearest_department_above_the_customer_wins(promises: Promises) -> None:
    w = promises
    team = directory.create_department(
        actor=w.adam, name="Campaigns", code="CAMP", parent=w.marketing, now=later(0)
    )
    version = in_force(w, drafted(w))
    assert queries.match(w.finance, team, None, later(4)) == version
    assert queries.match(w.finance, w.it, None, later(4)) is None


def test_matching_takes_two_statements(promises: Promises) -> None:
    w = promises
    with CaptureQueriesContext(connection) as asked:
        queries.match(w.it, w.marketing, w.workplace, later(1))
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("fiona", {"Budgets", "Open draft", "IT for everybody"}),
        ("max", {"Budgets", "Open draft", "IT for everybody"}),
        ("adam", {"Budgets", "Open draft", "IT for everybody"}),
        ("frank", {"Budgets", "IT for everybody"}),
        ("mara", {"Budgets", "IT for everybody"}),
        ("hana", {"IT for everybody"}),
        ("ian", {"IT for everybody"}),
    ],
)
def test_what_is_in_force_is_read_by_both_sides_and_drafts_by_heads(
    promises: Promises, who: str, sees: set[str]
) -> None:
    w = promises
    in_force(w, drafted(w))
    drafted(w, name="Open draft", targets={})
    found = queries.visible_to(getattr(w, who), later(4))
    assert {agreement.name for agreement in queries.with_versions(found)} == sees


def test_who_has_left_reads_none(promises: Promises) -> None:
    w = promises
    gone = directory.deactivate_person(actor=w.adam, person=w.mara, now=later(1))
    assert not queries.visible_to(gone, later(2)).exists()
