"""Routing as it happens: prepared, put in force, applied once an arrival, said in the log."""

from datetime import timedelta
from typing import Any

import pytest

from inward.directory import actions as directory
from inward.directory.models import Department, Membership, Person
from inward.kernel.errors import Conflict, Invalid, NotFound, RuleBroken
from inward.kernel.models import AuditEntry
from inward.tickets import actions, checks
from inward.tickets.actions import routing
from inward.tickets.actions.routed import route
from inward.tickets.log import entries_of
from inward.tickets.models import RoutingPlan, RoutingSet, Ticket, TicketEvent, Watcher
from inward.tickets.queries.routing import past_tickets, ruling_for, ruling_in_force
from inward.tickets.routing.rules import Condition, Effects, Rule, Settings
from inward.tickets.routing.trial import try_out
from inward.tickets.tags import fold
from tests.support.world_promises import Promises, ask_for_laptop, later

NOW = later(1)


def words(*wanted: str) -> Condition:
    return Condition("words", "any", wanted, wanted)


def ruled(
    w: Promises,
    *rules: Rule,
    settings: Settings | None = None,
    department: Department | None = None,
    by: Person | None = None,
) -> RoutingSet:
    """These rules in force."""
    here, lead = department or w.it, by or w.iris
    for rule in rules:
        routing.keep_rule(actor=lead, department=here, rule=rule, now=NOW)
    if settings is not None:
        routing.keep_settings(actor=lead, department=here, settings=settings, now=NOW)
    return routing.publish_routing(actor=lead, department=here, now=NOW)


def rule(*conditions: Condition, **effects: Any) -> Rule:
    return Rule(0, "Test", conditions, effects=Effects(**effects))


def routed(ticket: Ticket, department: Department, now: Any = None) -> Ticket:
    route(ticket_id=ticket.pk, department_id=department.pk, now=now or later(2))
    ticket.refresh_from_db()
    return ticket


def last(ticket: Ticket) -> TicketEvent:
    found = ticket.events.order_by("-ordinal").first()
    assert found is not None
    return found


def team_of(w: Promises, name: str = "Hardware", *people: Person) -> Department:
    team = directory.create_department(
        actor=w.adam, name=name, code=name[:3].upper(), parent=w.it, now=later(-1)
    )
    for person in people:
        directory.add_membership(
            actor=w.adam, person=person, department=team, role=Membership.Role.AGENT, now=later(-1)
        )
    return team


def test_a_rule_does_all_it_says_and_the_log_says_why(promises: Promises) -> None:
    w = promises
    made = ruled(w, rule(words("laptop"), person=w.ian.pk, priority=1, tags=("Hardware",),
                         watcher=w.frank.pk))  # fmt: skip
    ticket = routed(ask_for_laptop(w), w.it)
    assert (ticket.assignee, ticket.category, ticket.priority) == (w.ian, "in_progress", 1)
    assert list(fold(entries_of(ticket)).values()) == ["Hardware"]
    assert Watcher.objects.filter(ticket=ticket, person=w.frank).exists()
    data = [event.data for event in ticket.events.order_by("ordinal")[1:]]
    assert {one["rule"] for one in data} == {made.rules[0]["id"]}
    assert {one["why"] for one in data} == {"rule 1 “Test” matched because text has “laptop”"}
    assert {event.side for event in ticket.events.all()} == {"customer", "system"}
    assert checks.state_against_log().level == 0


def test_it_is_applied_once_an_arrival(promises: Promises) -> None:
    w = promises
    ruled(w, rule(priority=1, person=w.ian.pk))
    ticket = routed(ask_for_laptop(w), w.it)
    version = ticket.version
    assert route(ticket_id=ticket.pk, department_id=w.it.pk, now=later(3)) is False
    ticket.refresh_from_db()
    assert ticket.version == version


def test_a_ticket_that_matches_nothing_is_left_alone(promises: Promises) -> None:
    w = promises
    ruled(w, rule(words("printer"), person=w.ian.pk))
    assert routed(ask_for_laptop(w), w.it).version == 1


@pytest.mark.parametrize("left", ["taken", "withdrawn", "elsewhere"])
def test_what_has_gone_on_is_left_alone(promises: Promises, left: str) -> None:
    w = promises
    ruled(w, rule(person=w.ian.pk))
    ticket = ask_for_laptop(w)
    if left == "taken":
        actions.assign(actor=w.iris, ticket=ticket, person=w.iris, now=later(2))
    elif left == "withdrawn":
        actions.withdraw(actor=w.mara, ticket=ticket, now=later(2))
    else:
        actions.hand_off(actor=w.ian, ticket=ticket, department=w.finance, reason="x", now=later(2))
    before = Ticket.objects.get().version
    assert routed(ticket, w.it).version == before


def test_a_confidential_case_is_routed_by_no_rule(promises: Promises) -> None:
    w = promises
    directory.set_head(actor=w.adam, department=w.hr, head=w.hana, now=NOW)
    ruled(w, rule(watcher=w.hana.pk, priority=1), department=w.hr, by=w.hana)
    ticket = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "Something"}, now=later(2)
    )
    assert routed(ticket, w.hr, later(3)).version == 1


def test_a_team_below_gets_it_and_its_own_rules_go_on(promises: Promises) -> None:
    w = promises
    team = team_of(w, "Hardware", w.ian)
    ruled(w, rule(words("laptop"), team=team.pk))
    ruled(w, rule(method="round_robin"), department=team, by=w.alice)
    ticket = routed(ask_for_laptop(w), w.it)
    assert (ticket.supplier, ticket.category, ticket.assignee) == (team, "submitted", None)
    assert routed(ticket, team, later(3)).assignee == w.ian


def test_a_person_of_the_team_is_chosen_at_once(promises: Promises) -> None:
    w = promises
    team = team_of(w, "Hardware", w.ian)
    ruled(w, rule(team=team.pk, method="least_load"))
    ticket = routed(ask_for_laptop(w), w.it)
    assert (ticket.supplier, ticket.assignee) == (team, w.ian)
    assert route(ticket_id=ticket.pk, department_id=team.pk, now=later(4)) is False


def test_after_a_hand_off_the_rules_of_the_receiver_hold(promises: Promises) -> None:
    w = promises
    ruled(w, rule(person=w.frank.pk), department=w.finance, by=w.fiona)
    ticket = ask_for_laptop(w)
    actions.hand_off(actor=w.ian, ticket=ticket, department=w.finance, reason="x", now=later(5))
    assert routed(ticket, w.finance, later(6)).assignee == w.frank


def test_in_turn_who_is_away_is_passed_over(promises: Promises) -> None:
    w = promises
    ruled(w, settings=Settings(method="round_robin"))
    given = [routed(ask_for_laptop(w), w.it).assignee for _ in range(4)]
    assert given == [w.iris, w.ian, w.iris, w.ian]
    directory.record_absence(
        actor=w.ian, person=w.ian, since=later(0), until=later(600), now=later(0)
    )
    assert [routed(ask_for_laptop(w), w.it).assignee for _ in range(2)] == [w.iris, w.iris]


def test_nobody_there_leaves_it_in_the_queue_and_says_so(promises: Promises) -> None:
    w = promises
    ruled(w, rule(method="least_load"), settings=Settings(most=1))
    for _ in range(2):
        assert routed(ask_for_laptop(w), w.it).assignee is not None
    ticket = routed(ask_for_laptop(w), w.it)
    assert (ticket.assignee, ticket.category) == (None, "submitted")
    event = last(ticket)
    assert event.data["unassigned"] == "Nobody is available: 2 have enough to do."
    assert event.is_note  # nothing for the customer


def test_a_named_person_who_is_away_is_not_given_it(promises: Promises) -> None:
    w = promises
    ruled(w, rule(person=w.ian.pk))
    directory.record_absence(
        actor=w.ian, person=w.ian, since=later(0), until=later(600), now=later(0)
    )
    ticket = routed(ask_for_laptop(w), w.it)
    assert ticket.assignee is None
    assert last(ticket).data["unassigned"] == "The person of the rule is away."


def test_who_asked_is_never_given_it(promises: Promises) -> None:
    w = promises
    ruled(w, settings=Settings(method="round_robin"))
    given = {routed(ask_for_laptop(w, by=w.ian), w.it).assignee for _ in range(3)}
    assert given == {w.iris}


def test_by_skill_and_by_half_a_post(promises: Promises) -> None:
    w = promises
    skill = routing.add_skill(actor=w.iris, department=w.it, name="Linux", now=NOW)
    abilities = {
        w.ian.pk: routing.Ability({skill.pk: 3}, most=2, share=50),
        w.iris.pk: routing.Ability({skill.pk: 1}),
    }
    routing.set_abilities(actor=w.iris, department=w.it, abilities=abilities, now=NOW)
    ruled(w, rule(method="skill", skill=skill.pk))
    given = [routed(ask_for_laptop(w), w.it).assignee for _ in range(3)]
    assert given == [w.ian, w.iris, w.iris]
    with pytest.raises(RuleBroken, match="Linux"):
        routing.drop_skill(actor=w.iris, department=w.it, skill=skill.pk, now=NOW)


@pytest.mark.parametrize("person", ["ian", "fiona", "mara", "adam", "max"])
def test_only_who_leads_the_department_prepares_its_routing(
    promises: Promises, person: str
) -> None:
    w = promises
    with pytest.raises(NotFound):
        routing.keep_rule(actor=getattr(w, person), department=w.it, rule=rule(priority=1), now=NOW)
    with pytest.raises(NotFound):
        routing.publish_routing(actor=getattr(w, person), department=w.it, now=NOW)


def test_a_plan_holds_nothing_until_it_is_put_in_force(promises: Promises) -> None:
    w = promises
    routing.keep_rule(actor=w.iris, department=w.it, rule=rule(priority=1), now=NOW)
    assert ruling_in_force(w.it.pk).rules == ()
    assert ruling_for(w.iris, w.it).planned
    assert not ruling_for(w.alice, w.it).planned
    routing.publish_routing(actor=w.iris, department=w.it, now=NOW)
    assert [one.effects.priority for one in ruling_in_force(w.it.pk).rules] == [1]
    assert not RoutingPlan.objects.exists()
    assert AuditEntry.objects.filter(action="routing.published").count() == 1


def test_of_two_who_prepare_the_slower_one_is_told(promises: Promises) -> None:
    w = promises
    routing.keep_rule(actor=w.iris, department=w.it, rule=rule(priority=1), now=NOW)
    ruled(w, rule(priority=2), by=w.alice)
    with pytest.raises(Conflict, match="Somebody else"):
        routing.publish_routing(actor=w.iris, department=w.it, now=NOW)
    routing.discard_routing(actor=w.iris, department=w.it, now=NOW)
    with pytest.raises(RuleBroken):
        routing.publish_routing(actor=w.iris, department=w.it, now=NOW)


def test_rules_are_ordered_changed_and_dropped_and_no_id_comes_twice(promises: Promises) -> None:
    w = promises
    say = {"actor": w.iris, "department": w.it, "now": NOW}
    ids = [routing.keep_rule(**say, rule=rule(priority=n)).id for n in (1, 2, 3)]
    routing.move_rule(**say, rule=ids[2], by=-1)
    routing.drop_rule(**say, rule=ids[0])
    routing.publish_routing(**say)
    assert [one.id for one in ruling_in_force(w.it.pk).rules] == [ids[2], ids[1]]
    routing.drop_rule(**say, rule=ids[2])
    routing.publish_routing(**say)
    assert routing.keep_rule(**say, rule=rule(priority=1)).id == 4


@pytest.mark.parametrize(
    ("effects", "field"),
    [
        ({}, "effects"),
        ({"team": 1}, "team"),
        ({"method": "dice"}, "method"),
        ({"method": "skill"}, "skill"),
        ({"priority": 9}, "priority"),
        ({"person": 1}, "person"),
        ({"watcher": 10**9}, "watcher"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(
    promises: Promises, effects: dict[str, Any], field: str
) -> None:
    w = promises
    with pytest.raises(Invalid) as refused:
        routing.keep_rule(actor=w.iris, department=w.it, rule=rule(**effects), now=NOW)
    assert set(refused.value.fields) == {field}


def test_the_trial_says_what_the_rules_then_do(promises: Promises) -> None:
    """What a dry run over tickets says is what happens to the same tickets asked once more."""
    w = promises
    team = team_of(w, "Hardware", w.ian)
    asked = [f"{word} {n}" for n, word in enumerate(["laptop", "mouse", "screen", "laptop screen"])]
    before = [ask_for_laptop(w, title=title, now=later(-5)) for title in asked]
    for one in (rule(words("laptop"), team=team.pk), rule(words("screen"), person=w.iris.pk),
                rule(words("mouse", "screen"), priority=1)):  # fmt: skip
        routing.keep_rule(actor=w.iris, department=w.it, rule=one, now=NOW)
    plan = ruling_for(w.iris, w.it)
    past = past_tickets(w.iris, w.it, later(1))
    trial = try_out(plan.rules, plan.settings, past, department=w.it.pk)
    routing.publish_routing(actor=w.iris, department=w.it, now=NOW)
    after = [routed(ask_for_laptop(w, title=title), w.it) for title in asked]
    changed = [
        (new.title, new.supplier_id != old.supplier_id, new.assignee_id != old.assignee_id,
         new.priority != old.priority)
        for old, new in zip(before, after, strict=True)
    ]  # fmt: skip
    told = {(d.past.title, d.team, d.person, d.priority) for d in trial.differences}
    assert told == {one for one in changed if any(one[1:])}
    assert trial.tickets == 4


def test_the_trial_reads_only_what_one_may_see_and_nothing_confidential(
    promises: Promises,
) -> None:
    w = promises
    ask_for_laptop(w)
    assert len(past_tickets(w.iris, w.it, later(1))) == 1
    assert past_tickets(w.frank, w.it, later(1)) == []
    actions.submit(actor=w.mara, offering=w.report_misconduct, answers={"what": "x"}, now=later(2))
    assert past_tickets(w.hana, w.hr, later(3)) == []


def test_the_usual_time_between_two_rulings(promises: Promises) -> None:
    w = promises
    ruled(w, rule(priority=1))
    ruled(w, rule(priority=2))
    assert ruling_in_force(w.it.pk).number == 2
    assert RoutingSet.objects.filter(department=w.it).count() == 2
    assert timedelta(0) == RoutingSet.objects.latest("number").published_at - NOW
