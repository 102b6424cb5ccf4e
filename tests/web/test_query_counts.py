"""How many SQL statements a page takes, held to the reviewed file query_counts.toml."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inward.catalogue import actions as catalogue
from inward.feedback import actions as feedback
from inward.tickets import actions
from tests.support.ground import ON_POSTGRES
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.approving import MANAGER, named, token_of
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of

PINNED: Mapping[str, Mapping[str, int]] = tomllib.loads(
    Path(__file__).with_name("query_counts.toml").read_text(encoding="utf-8")
)


@pytest.fixture
def addresses(promises: Promises, at: SetClock) -> Mapping[str, str]:
    """Pages with something on each; more of it must not take more statements."""
    w = promises
    tickets = [ask_for_laptop(w, title=f"Laptop {n}", now=later(n)) for n in range(12)]
    for ticket in tickets[:3]:
        actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=later(20))
        actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", now=later(30))
    done = ask_for_laptop(w, now=later(31))
    actions.resolve(actor=w.ian, ticket=done, outcome="fulfilled", now=later(32))
    actions.confirm(actor=w.mara, ticket=done, now=later(33))
    rating = feedback.ask_for_ratings(ticket_id=done.pk, now=later(34))[0]
    parent = tickets[4]
    for other in (w.finance, w.hr):
        actions.ask_part(
            actor=w.ian, ticket=parent, department=other, title="Book it", now=later(35)
        )
    actions.link(actor=w.ian, ticket=parent, kind="relates", other=tickets[6], now=later(36))
    policy = [dict(MANAGER), named("Budget", 2, w.fiona, w.frank, w.hana)]
    catalogue.set_approval_policy(
        actor=w.alice, offering=w.report_fault, stages=policy, now=later(37)
    )
    waiting = actions.submit(
        actor=w.mara, offering=w.report_fault, answers={"what": "All"}, now=later(38)
    )
    actions.approve(actor=w.max, ticket=waiting, now=later(39))
    at(later(60))
    ask, page = reverse("ask"), page_of(tickets[5])
    return {
        "home": reverse("home"),
        "asked": reverse("asked"),
        "ask": ask,
        "ask_found": f"{ask}?q=lap",
        "ask_nothing_found": f"{ask}?q=qqqqq",
        "offering": reverse("offering", args=[w.new_laptop.pk]),
        "catalogue": reverse("catalogue"),
        "catalogue_service": reverse("catalogue-service", args=[w.workplace.pk]),
        "catalogue_offering": reverse("catalogue-offering", args=[w.new_laptop.pk]),
        "catalogue_form": reverse("catalogue-form", args=[w.new_laptop.pk]),
        "catalogue_plan": reverse("catalogue-plan", args=[w.new_laptop.pk]),
        "catalogue_steps": reverse("catalogue-steps", args=[w.new_laptop.pk]),
        "ticket": page,
        "ticket_to_approve": page_of(waiting),
        "ticket_amend": reverse("ticket_amend", args=[waiting.key]),
        "decide": reverse("decide", args=[token_of(w.fiona)]),
        "catalogue_approvals": reverse("catalogue-approvals", args=[w.report_fault.pk]),
        "ticket_log": f"{page}?tab=log",
        "ticket_parts": f"{page_of(parent)}?tab=parts",
        "ticket_hand_off": f"{page}?do=hand_off",
        "ticket_to_rate": page_of(done),
        "rating": reverse("rating", args=[rating.pk]),
        "search": f"{reverse('search')}?q=laptop",
        "search_fields": f"{reverse('search')}?q=laptop+supplier:IT+requester:Mara",
        "search_nothing": f"{reverse('search')}?q=qqqqq+wwwww",
        "search_suggest": f"{reverse('search_suggest')}?q=lap",
        "search_others": f"{reverse('search_others')}?q=lap",
        "ticket_time": f"{page}?tab=time",
        "notices": reverse("notices"),
        "notices_unseen": reverse("notices_unseen"),
        "routing": reverse("routing", args=["IT"]),
        "routing_rule": reverse("routing_rule", args=["IT", 0]),
        "routing_trial": reverse("routing_trial", args=["IT"]),
        "routing_skills": reverse("routing_skills", args=["IT"]),
        "ticket_suggestions": reverse("ticket_suggestions", args=[tickets[5].key]),
        "recurring": reverse("recurring"),
        "recurring_new": reverse("recurring_new", args=[tickets[5].key]),
    }


PAGES = ("ticket_to_approve", "ticket_amend", "decide", "catalogue_approvals",
         "catalogue", "catalogue_service", "catalogue_offering", "catalogue_form",
         "catalogue_plan", "catalogue_steps", "routing", "routing_rule", "routing_trial",
         "routing_skills", "ticket_suggestions",
         "home", "asked", "ask", "ask_found", "ask_nothing_found", "offering", "ticket",
         "ticket_log", "ticket_parts", "ticket_hand_off", "ticket_to_rate", "rating", "ticket_time",
         "notices", "notices_unseen", "recurring", "recurring_new", "search", "search_fields",
         "search_nothing", "search_suggest", "search_others")  # fmt: skip


WINDOWED = {"ask_found", "search", "search_fields", "search_suggest"}


@pytest.mark.parametrize("page", PAGES)
def test_statements_of_a_page(promises: Promises, addresses: Mapping[str, str], page: str) -> None:
    for name, pinned in PINNED[page].items():
        client = client_of(getattr(promises, name))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(addresses[page]).status_code == 200
        told = "\n".join(query["sql"][:160] for query in asked.captured_queries)
        # There the windows of the index begin at the newest document, which is asked for first.
        pinned += ON_POSTGRES and page in WINDOWED
        assert len(asked) == pinned, f"{page} for {name}: {len(asked)}, pinned {pinned}\n{told}"
