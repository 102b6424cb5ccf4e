"""The pages of routing: rules are written, tried, put in force; skills and limits are set."""

from django.urls import reverse

from inward.tickets import actions
from inward.tickets.actions.routed import route
from inward.tickets.models import PersonSkill, RoutingPlan, RoutingSet, Skill, WorkLimit
from inward.tickets.queries.routing import ruling_in_force
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, text_of

NEW = {"name": "Laptops", "match": "all", "on": "on", "words_any": "laptop, notebook"}


def of(name: str, *more: object) -> str:
    return reverse(name, args=["IT", *more])


def test_a_rule_goes_from_the_form_into_force(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(10))
    client = client_of(w.iris)
    sent = {**NEW, "person": str(w.ian.pk), "set_priority": "2", "priority": ["3", "4"],
            "tags": "hardware",
            "customer": [str(w.marketing.pk)], "a0_key": "model", "a0_op": "is",
            "a0_value": "Light"}  # fmt: skip
    assert client.post(of("routing_rule", 0), sent).status_code == 302
    page = text_of(client.get(of("routing")))
    assert "Your changes are not in force yet" in page
    assert "customer is Marketing" in page
    assert "text has “laptop” or “notebook”" in page
    assert "answer “model” is Light" in page
    assert all(said in page for said in ("to Ian Iversen", "priority high", "tag hardware"))
    assert not RoutingSet.objects.exists()
    client.post(of("routing"), {"do": "publish"})
    (rule,) = ruling_in_force(w.it.pk).rules
    assert (rule.effects.person, rule.effects.priority) == (w.ian.pk, 2)
    assert [c.value for c in rule.conditions if c.field == "priority"] == [(3, 4)]
    form = client.get(of("routing_rule", rule.id))
    assert 'value="laptop, notebook"' in form.content.decode()
    assert not RoutingPlan.objects.exists()


def test_a_rule_that_cannot_work_comes_back_with_what_was_typed(
    promises: Promises, at: SetClock
) -> None:
    at(later(10))
    response = client_of(promises.iris).post(of("routing_rule", 0), NEW)
    assert response.status_code == 422
    assert "Say what the rule does." in text_of(response)
    assert 'value="laptop, notebook"' in response.content.decode()


def test_the_trial_shows_counts_differences_and_rules_that_do_nothing(
    promises: Promises, at: SetClock
) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    actions.assign(actor=w.iris, ticket=ticket, person=w.iris, now=later(5))
    at(later(10))
    client = client_of(w.iris)
    for more in ({"person": str(w.ian.pk)}, {"words_any": "printer", "set_priority": "1"},
                 {"person": str(w.iris.pk)}):  # fmt: skip
        client.post(of("routing_rule", 0), {**NEW, **more})
    page = text_of(client.get(of("routing_trial")))
    assert "the last 1 tickets of IT" in page
    assert "Ian Iversen Iris Ingwer rule 1 “Laptops” matched because" in page
    assert "never matched" in page
    assert "shadowed by rule 1" in page


def test_rules_move_and_go_and_changes_can_be_thrown_away(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(10))
    client = client_of(w.iris)
    for name in ("A", "B"):
        client.post(of("routing_rule", 0), {**NEW, "name": name, "set_priority": "1"})
    plan = RoutingPlan.objects.get()
    first, second = (one["id"] for one in plan.rules)
    client.post(of("routing"), {"do": "down", "rule": str(first)})
    plan.refresh_from_db()
    assert [one["id"] for one in plan.rules] == [second, first]
    client.post(of("routing"), {"do": "drop", "rule": str(second)})
    plan.refresh_from_db()
    assert [one["id"] for one in plan.rules] == [first]
    client.post(of("routing"), {"do": "discard"})
    assert not RoutingPlan.objects.exists()
    assert client.post(of("routing"), {"do": "dance"}).status_code == 404


def test_settings_are_kept_and_wrong_ones_refused(promises: Promises, at: SetClock) -> None:
    at(later(10))
    client = client_of(promises.alice)
    sent = {"do": "settings", "method": "least_load", "most": "12", "silent_hours": "16"}
    assert client.post(of("routing"), sent).status_code == 302
    assert RoutingPlan.objects.get().settings == {
        "method": "least_load", "most": 12, "silent_hours": 16
    }  # fmt: skip
    assert client.post(of("routing"), {**sent, "most": "0"}).status_code == 422


def test_skills_and_limits_are_one_table(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(10))
    client = client_of(w.iris)
    client.post(of("routing_skills"), {"do": "add", "name": "Linux"})
    skill = Skill.objects.get()
    sent = {
        "do": "set", f"s{w.ian.pk}-{skill.pk}": "3", f"most-{w.ian.pk}": "5",
        f"share-{w.ian.pk}": "50",
    }  # fmt: skip
    assert client.post(of("routing_skills"), sent).status_code == 302
    assert PersonSkill.objects.get().level == 3
    assert (WorkLimit.objects.get().most, WorkLimit.objects.get().share) == (5, 50)
    page = client.get(of("routing_skills"))
    assert "Ian Iversen" in text_of(page)
    assert client.post(of("routing_skills"), {**sent, f"share-{w.ian.pk}": "x"}).status_code == 422
    client.post(of("routing_skills"), {"do": f"drop:{skill.pk}"})
    assert not Skill.objects.exists()


def test_on_the_ticket_the_supplier_reads_why_and_the_customer_does_not(
    promises: Promises, at: SetClock
) -> None:
    w = promises
    at(later(10))
    client = client_of(w.iris)
    client.post(of("routing_rule", 0), {**NEW, "person": str(w.ian.pk), "set_priority": "1"})
    client.post(of("routing"), {"do": "publish"})
    ticket = ask_for_laptop(w, now=later(11))
    route(ticket_id=ticket.pk, department_id=w.it.pk, now=later(12))
    at(later(13))
    address = reverse("ticket", args=[ticket.key])
    told = text_of(client_of(w.ian).get(address))
    assert "rule 1 “Laptops” matched because text has “laptop” or “notebook”" in told
    assert "The system gave it to Ian Iversen" in told
    for tab in ("", "?tab=log"):
        page = text_of(client_of(w.mara).get(address + tab))
        assert "gave it to Ian Iversen" in page
        assert "matched because" not in page
