"""Who is asked for a rating, who answers, and who reads it."""

from datetime import timedelta
from typing import Any

import pytest

from inward.feedback import actions, queries, rules
from inward.feedback.models import Rating
from inward.kernel.errors import Invalid, NotFound, RuleBroken
from inward.kernel.models import Job
from inward.tickets import actions as tickets
from inward.tickets.models import Ticket
from tests.support.world_promises import Promises, ask_for_laptop, later

GOOD = {"outcome": 5, "speed": 4}


def finished(world: Promises, **said: Any) -> Ticket:
    """Mara's laptop, worked on by Ian, confirmed by her."""
    ticket = ask_for_laptop(world, **said)
    ticket = tickets.assign(actor=world.ian, ticket=ticket, person=world.ian, now=later(10))
    ticket = tickets.resolve(actor=world.ian, ticket=ticket, outcome="fulfilled", now=later(60))
    return tickets.confirm(actor=world.mara, ticket=ticket, now=later(90))


def asked(world: Promises) -> dict[str, Rating]:
    """Both ratings of a finished ticket, by side."""
    ticket = finished(world)
    made = actions.ask_for_ratings(ticket_id=ticket.pk, now=later(91))
    return {rating.side: rating for rating in made}


def test_closing_a_ticket_enqueues_the_question(promises: Promises) -> None:
    finished(promises)
    assert Job.objects.filter(task__contains="ask_after_end").count() == 1


def test_both_sides_are_asked_and_nothing_is_preselected(promises: Promises) -> None:
    ratings = asked(promises)
    assert ratings["customer"].author == promises.mara
    assert ratings["supplier"].author == promises.ian
    for rating in ratings.values():
        assert all(getattr(rating, name) is None for name in rules.items(rating.side))
        assert rating.got_what_was_asked is None


def test_asking_twice_about_a_ticket_asks_once(promises: Promises) -> None:
    ticket = finished(promises)
    actions.ask_for_ratings(ticket_id=ticket.pk, now=later(91))
    assert actions.ask_for_ratings(ticket_id=ticket.pk, now=later(92)) == []


def test_a_person_is_asked_about_a_service_once_in_fourteen_days(promises: Promises) -> None:
    asked(promises)
    again = finished(promises)
    assert actions.ask_for_ratings(ticket_id=again.pk, now=later(91)) == []


def test_restricted_and_unrated_tickets_are_not_asked_about(promises: Promises) -> None:
    ticket = finished(promises)
    Ticket.objects.filter(pk=ticket.pk).update(confidentiality="restricted")
    assert actions.ask_for_ratings(ticket_id=ticket.pk, now=later(91)) == []


def test_nobody_rates_as_customer_what_they_worked_on(promises: Promises) -> None:
    ticket = ask_for_laptop(promises, by=promises.ian)
    ticket = tickets.assign(actor=promises.ian, ticket=ticket, person=promises.ian, now=later(5))
    ticket = tickets.resolve(actor=promises.ian, ticket=ticket, outcome="fulfilled", now=later(6))
    ticket = tickets.confirm(actor=promises.ian, ticket=ticket, now=later(7))
    assert actions.ask_for_ratings(ticket_id=ticket.pk, now=later(8)) == []


def test_a_refusal_on_policy_is_marked_as_one(promises: Promises) -> None:
    ticket = ask_for_laptop(promises)
    ticket = tickets.assign(actor=promises.ian, ticket=ticket, person=promises.ian, now=later(5))
    ticket = tickets.decline(
        actor=promises.ian, ticket=ticket, reason_kind="policy", text="Two signatures.",
        policy_reference="IT-7", now=later(6),
    )  # fmt: skip
    made = actions.ask_for_ratings(ticket_id=ticket.pk, now=later(7))
    assert {rating.policy_refusal for rating in made} == {True}


def test_a_rating_is_given_once_by_its_author(promises: Promises) -> None:
    rating = asked(promises)["customer"]
    given = actions.give_rating(
        actor=promises.mara, rating_id=rating.pk, answers=GOOD, comment="Quick!", now=later(100)
    )
    assert (given.outcome, given.speed, given.effort) == (5, 4, None)
    with pytest.raises(RuleBroken):
        actions.give_rating(actor=promises.mara, rating_id=rating.pk, answers=GOOD, now=later(101))


def test_others_do_not_even_find_it(promises: Promises) -> None:
    rating = asked(promises)["customer"]
    for other in (promises.ian, promises.alice, promises.adam):
        with pytest.raises(NotFound):
            actions.give_rating(actor=other, rating_id=rating.pk, answers=GOOD, now=later(100))


def test_after_the_window_it_is_too_late(promises: Promises) -> None:
    rating = asked(promises)["customer"]
    late = rating.window_ends + timedelta(seconds=1)
    with pytest.raises(RuleBroken):
        actions.give_rating(actor=promises.mara, rating_id=rating.pk, answers=GOOD, now=late)


def test_answers_off_the_scale_are_refused_by_field(promises: Promises) -> None:
    rating = asked(promises)["customer"]
    with pytest.raises(Invalid) as refused:
        actions.give_rating(
            actor=promises.mara, rating_id=rating.pk, answers={"speed": 7}, now=later(100)
        )
    assert set(refused.value.fields) == {"speed"}


def test_ratings_to_give_stand_on_the_authors_list_alone(promises: Promises) -> None:
    rating = asked(promises)["customer"]
    assert [*queries.to_give(promises.mara, later(100))] == [rating]
    assert not queries.to_give(promises.max, later(100)).exists()


def test_a_comment_reaches_the_owner_only_if_ticked_and_unsealed(promises: Promises) -> None:
    rating = asked(promises)["customer"]
    actions.give_rating(
        actor=promises.mara, rating_id=rating.pk, answers=GOOD, comment="Quick!",
        share_with_owner=True, now=later(100),
    )  # fmt: skip
    assert not queries.shared_comments(promises.alice, later(101)).exists()
    after = rating.window_ends
    assert [*queries.shared_comments(promises.alice, after)] == [rating]
    assert not queries.shared_comments(promises.ian, after).exists()
