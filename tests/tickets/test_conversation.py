"""Tags, presence, mentions, canned replies and macros, as actions."""

from datetime import timedelta
from typing import Any

import pytest

from inward.directory import actions as directory
from inward.directory.models import Membership, Person
from inward.kernel.errors import Invalid, NotAllowed, NotFound, RuleBroken
from inward.kernel.models import AuditEntry
from inward.notify.models import Notice
from inward.tickets import (
    actions,
    canned,
    events,
    log,
    meanwhile,
    mentions,
    policies,
    queries,
    readers,
    sharing,
    tags,
)
from inward.tickets.models import (
    CannedReply,
    Macro,
    Tag,
    Ticket,
    TicketEvent,
    TicketPresence,
    TicketTag,
    Watcher,
)
from inward.tickets.visibility import visible_to
from tests.support.heard import listening
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to, taken

CAST = ("alice", "iris", "ian", "fiona", "frank", "max", "mara", "hana", "adam")


def last_event(ticket: Ticket) -> TicketEvent:
    return TicketEvent.objects.filter(ticket=ticket).latest("ordinal")


# Tags


def test_tags_come_and_go_as_events_and_grow_the_vocabulary(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with listening(monkeypatch) as heard:
        ticket = actions.tag(actor=w.ian, ticket=ticket, add=["#VPN", "Wi Fi"], now=later(20))
    assert heard.events == [events.TicketTagged(ticket.pk, w.ian.pk, later(20))]
    ticket = actions.tag(actor=w.iris, ticket=ticket, add=["vpn"], remove=["wi fi"], now=later(21))
    assert last_event(ticket).data == {"added": [], "removed": ["Wi Fi"]}
    assert tags.fold(log.entries_of(ticket)) == {"vpn": "VPN"}
    assert list(TicketTag.objects.values_list("name", "key")) == [("VPN", "vpn")]
    assert actions.suggested_tags(w.it.pk, "W") == ["Wi Fi"]
    assert actions.suggested_tags(w.finance.pk, "") == []


def test_what_changes_no_tag_is_no_event(promises: Promises) -> None:
    w = promises
    ticket = actions.tag(actor=w.ian, ticket=brought_to(w, "in_progress"), add=["a"], now=later(20))
    for add, remove in ((["A", "á"], []), ([], ["b"]), (["a"], ["a"]), ([" "], [])):
        same = actions.tag(actor=w.ian, ticket=ticket, add=add, remove=remove, now=later(21))
        assert same.version == ticket.version


@pytest.mark.parametrize("add", [["x" * 41], ["a,b"], [f"t{n}" for n in range(21)], ["a\x00"]])
def test_a_tag_is_a_short_word_and_a_ticket_has_few(promises: Promises, add: list[str]) -> None:
    w = promises
    with pytest.raises(Invalid) as refused:
        actions.tag(actor=w.ian, ticket=ask_for_laptop(w), add=add, now=later(20))
    assert set(refused.value.fields) == {"tag"}
    assert not Tag.objects.exists()


def test_the_customers_side_learns_nothing_of_tags(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w, by=w.ian)
    actions.tag(actor=w.iris, ticket=ticket, add=["canary"], now=later(5))
    with pytest.raises(NotAllowed):
        actions.tag(actor=w.ian, ticket=ticket, add=["mine"], now=later(6))
    for who, reads in ((w.iris, True), (w.ian, False)):
        seen = queries.detail(who, ticket.key, later(7)).events
        assert any("canary" in str(event.data) for event in seen) is reads


def test_words_of_a_confidential_case_are_no_suggestions(promises: Promises) -> None:
    w = promises
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=later(1)
    )
    actions.tag(actor=w.hana, ticket=case, add=["canary"], now=later(2))
    assert list(case.tags.values_list("name", flat=True)) == ["canary"]
    assert not Tag.objects.exists()


def test_rebuilding_gives_the_tags_of_the_log(promises: Promises) -> None:
    w = promises
    ticket = actions.tag(actor=w.ian, ticket=ask_for_laptop(w), add=["a", "b"], now=later(20))
    TicketTag.objects.filter(key="a").delete()
    TicketTag.objects.create(ticket=ticket, key="z", name="z")
    log.rebuild(ticket)
    assert set(TicketTag.objects.values_list("key", flat=True)) == {"a", "b"}


# Presence


def test_those_of_ones_own_side_are_company_for_a_minute(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")

    def company(who: Person, minute: float, writes: str = "") -> dict[str, str]:
        found = actions.be_present(actor=who, key=ticket.key, writes=writes, now=later(minute))
        return {one.person.name: one.writes for one in found.others}

    assert company(w.ian, 50, "reply") == {}
    assert company(w.mara, 50, "answer") == {}
    assert company(w.iris, 50.5) == {"Ian Iversen": "reply"}
    assert company(w.max, 50.5) == {"Mara Mai": "answer"}
    assert company(w.ian, 50.6, "<b>") == {"Iris Ingwer": ""}
    assert company(w.iris, 51.7) == {}
    assert TicketPresence.objects.count() == 4
    assert actions.forget_gone(now=later(61.5)) == 4 - 1


def test_presence_of_who_may_not_see_is_none(promises: Promises) -> None:
    ticket = brought_to(promises, "in_progress")
    for who in (promises.hana, promises.adam, promises.fiona):
        with pytest.raises(NotFound):
            actions.be_present(actor=who, key=ticket.key, now=later(50))
    assert not TicketPresence.objects.exists()


def test_presence_tells_what_came_meanwhile_and_may_be_read(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    seen = ticket.version
    actions.note(actor=w.iris, ticket=ticket, text="Hm.", now=later(50))
    news = {
        who.name: actions.be_present(actor=who, key=ticket.key, version=seen, now=later(51)).news
        for who in (w.ian, w.mara)
    }
    assert news == {"Ian Iversen": "Iris Ingwer left a note", "Mara Mai": ""}


def test_tagging_is_no_news_that_holds_up_a_reply(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    actions.tag(actor=w.iris, ticket=ticket, add=["vpn"], now=later(50))
    actions.reply(actor=w.ian, ticket=ticket, text="Hi", version=ticket.version, now=later(51))
    with pytest.raises(meanwhile.Stale):
        actions.reply(actor=w.iris, ticket=ticket, text="x", version=ticket.version, now=later(52))


# What others would see


def test_what_others_would_see_is_what_they_do_see(promises: Promises) -> None:
    w = promises
    people = [getattr(w, name) for name in CAST]
    w.hana.refresh_from_db()
    open_one = brought_to(w, "in_progress")
    watched = actions.add_watcher(actor=w.mara, ticket=ask_for_laptop(w), person=w.frank,
                                  now=later(5))  # fmt: skip
    handed = actions.hand_off(actor=w.ian, ticket=ask_for_laptop(w), department=w.finance,
                              reason="x", now=later(6))  # fmt: skip
    secret = actions.submit(actor=w.mara, offering=w.report_misconduct, answers={"what": "…"},
                            now=later(7))  # fmt: skip
    own = ask_for_laptop(w, by=w.ian)
    for ticket in (open_one, watched, handed, secret, own):
        fresh = Ticket.objects.select_related("service").get(pk=ticket.pk)
        sights = readers.sights(people, fresh, later(60))
        for person in people:
            sees = visible_to(person, later(60)).filter(pk=ticket.pk).exists()
            part = policies.read_part(person, fresh, later(60))
            notes = sees and policies.can_read_notes(part)
            assert sights[person.pk] == readers.Sight(sees, notes), (person.name, ticket.key)


# Mentions


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Please, @Ian Iversen, look", ["Ian Iversen"]),
        ("@ian and @IRIS INGWER.", ["ian", "IRIS INGWER"]),
        ("Ask @Frank Fuchs today, @frank", ["Frank Fuchs"]),
        ("mail ian@example.org or @@ian, a/@ian", []),
        ("@Nobody Known, @ian.iversen", []),
    ],
)
def test_people_are_called_by_name_or_address(
    promises: Promises, text: str, said: list[str]
) -> None:
    assert [one.said for one in mentions.named(promises.iris, text)] == said


def test_of_two_with_one_name_neither_is_meant(promises: Promises) -> None:
    w = promises
    twin = directory.create_person(
        actor=w.adam, name="Ian Iversen", email="ian2@example.org", time_zone="UTC", now=later(1)
    )
    assert mentions.named(w.iris, "@Ian Iversen") == []
    assert [one.person for one in mentions.named(w.iris, "@ian2")] == [twin]
    assert mentions.handle(twin, [w.ian, twin]) == "ian2"
    assert mentions.handle(w.ian, [w.ian]) == "Ian Iversen"


def test_who_is_named_and_may_read_it_is_told_and_follows(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    ticket = actions.note(
        actor=w.ian, ticket=ticket, text="@Iris Ingwer @frank @Mara Mai?", now=later(50)
    )
    assert last_event(ticket).data["mentions"] == [
        {"id": w.iris.pk, "said": "Iris Ingwer", "sees": True, "told": True},
        {"id": w.frank.pk, "said": "frank", "sees": False, "told": False},
        {"id": w.mara.pk, "said": "Mara Mai", "sees": True, "told": False},
    ]
    assert [watch.person for watch in Watcher.objects.all()] == [w.iris]
    (notice,) = Notice.objects.all()
    assert (notice.person, notice.kind) == (w.iris, "mention")
    assert notice.path == f"/tickets/{ticket.key}/#e{ticket.version}"
    entry = AuditEntry.objects.latest("ordinal")
    assert entry.action == "ticket.watcher_added"


def test_a_reply_tells_whoever_sees_the_ticket_and_nobody_else(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    actions.reply(actor=w.ian, ticket=ticket, text="@max @frank @ian", now=later(50))
    assert [one.person for one in Notice.objects.filter(kind="mention")] == [w.max]
    assert list(Watcher.objects.values_list("person", flat=True)) == [w.max.pk]


def test_the_customer_names_people_too(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    actions.answer(actor=w.mara, ticket=ticket, text="Thanks @Ian Iversen", now=later(50))
    assert [one.person for one in Notice.objects.filter(kind="mention")] == [w.ian]
    assert not Watcher.objects.exists()  # he works on it: he sees it anyway


def test_notices_of_confidential_cases_hold_no_words(promises: Promises) -> None:
    w = promises
    ticket = actions.submit(
        actor=w.mara, offering=w.report_misconduct, title="The canary", answers={"what": "…"},
        now=later(1),
    )  # fmt: skip
    actions.answer(actor=w.mara, ticket=ticket, text="@Hana Holm: the canary", now=later(2))
    notice = Notice.objects.get(kind="mention")
    assert "canary" not in notice.subject + notice.text


def test_references_are_keys_and_numbers_of_the_same_department() -> None:
    text = "See #12, IT-7 and #FIN-3; not x#5, #12a, a-IT-8 or COVID-19-x"
    assert mentions.references(text, "IT-1") == {"12", "IT-12", "IT-7", "FIN-3"}


def test_whoever_is_made_a_watcher_is_told_what_they_read(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    for person in (w.frank, w.iris):
        actions.add_watcher(actor=w.ian, ticket=ticket, person=person, now=later(50))
    told = dict(Notice.objects.values_list("person", "text"))
    assert "not the department's notes" in told[w.frank.pk]
    assert "and the notes" in told[w.iris.pk]
    actions.add_watcher(actor=w.max, ticket=ticket, person=w.max, now=later(51))
    assert Notice.objects.count() == 2


# Drafts of merged tickets


def test_drafts_move_with_a_merge_and_none_is_lost(promises: Promises) -> None:
    w = promises
    source, target = ask_for_laptop(w), ask_for_laptop(w)
    for person, ticket, text in ((w.ian, source, "S"), (w.ian, target, "T"), (w.iris, source, "I")):
        actions.save_draft(
            person=person, place=actions.reply_place(ticket), content={"text": text}, now=later(1)
        )
    actions.move_drafts(source=source, target=target)
    place = actions.reply_place(target)
    assert actions.draft_of(person=w.ian, place=place)["text"] == "T\n\nS"
    assert actions.draft_of(person=w.iris, place=place)["text"] == "I"
    assert not actions.draft_of(person=w.ian, place=actions.reply_place(source))


# Canned replies


def test_variables_are_filled_as_the_reader_may_read_them(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    actions.tag(actor=w.ian, ticket=ticket, add=["vpn"], now=later(20))
    text = (
        "Hi {{ requester.first_name }}, {{ticket.key}} by {{ due }}: {{ ticket.tags }}"
        "{{ beneficiary.name }}"
    )
    given = canned.given_for(ticket, w.ian, text)
    for_customer = canned.fill(text, given, for_customer=True)
    assert for_customer.text == f"Hi Mara, {ticket.key} by Monday 10 March, 09:00: "
    assert (for_customer.hidden, for_customer.unknown) == (("ticket.tags",), ("beneficiary.name",))
    assert canned.fill(text, given, for_customer=False).text.endswith(": vpn")


def test_only_variables_are_looked_at(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w, title="{{ agent.name }}{% now %}")
    text = "{{ ticket.title }} {% load x %} {{ ticket.requester.password }} {{ agent|upper }}"
    filled = canned.fill(text, canned.given_for(ticket, w.ian, text), for_customer=True)
    assert filled.text == "{{ agent.name }}{% now %} {% load x %}  {{ agent|upper }}"
    with pytest.raises(Invalid) as refused:
        actions.save_canned(actor=w.ian, name="x", text=text, owner=w.ian, now=later(1))
    assert set(refused.value.fields) == {"text"}


def keep(w: Promises, actor: Person, name: str, **whose: Any) -> CannedReply:
    return actions.save_canned(actor=actor, name=name, text="Hello", now=later(1), **whose)


def test_whose_canned_replies_one_may_use(promises: Promises) -> None:
    w = promises
    keep(w, w.ian, "mine", owner=w.ian)
    keep(w, w.iris, "it", department=w.it)
    keep(w, w.adam, "all")
    expected = {
        "ian": {"mine", "it", "all"}, "iris": {"it", "all"}, "alice": {"it", "all"},
        "frank": {"all"}, "mara": set(), "adam": set(),
    }  # fmt: skip
    for who, names in expected.items():
        found = sharing.usable(CannedReply.objects.all(), getattr(w, who), later(2))
        assert {one.name for one in found} == names, who


def test_a_departments_are_used_below_it(promises: Promises) -> None:
    w = promises
    team = directory.create_department(
        actor=w.adam, name="Help desk", code="HD", parent=w.it, now=later(1)
    )
    directory.add_membership(
        actor=w.adam, person=w.hana, department=team, role=Membership.Role.AGENT, now=later(1)
    )
    keep(w, w.iris, "it", department=w.it)
    found = sharing.usable(CannedReply.objects.all(), w.hana, later(2))
    assert [one.name for one in found] == ["it"]


def test_who_keeps_what_others_use(promises: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    w = promises
    with listening(monkeypatch) as heard:
        shared = keep(w, w.iris, "it", department=w.it)
        actions.save_canned(
            actor=w.alice, name="it", text="Hi", department=w.it, canned_reply=shared, now=later(2)
        )
    assert heard.recorded == ["canned_reply.added", "canned_reply.changed"]
    for actor, whose in (
        (w.ian, {"department": w.it}),
        (w.iris, {}),
        (w.frank, {"department": w.it}),
    ):
        with pytest.raises(NotAllowed):
            keep(w, actor, "no", **whose)
    with pytest.raises(NotFound):
        keep(w, w.ian, "no", owner=w.iris)
    with pytest.raises(NotAllowed):
        actions.remove_canned(actor=w.ian, canned_reply=shared, now=later(3))
    mine = keep(w, w.ian, "mine", owner=w.ian)
    with pytest.raises(NotFound):
        actions.remove_canned(actor=w.iris, canned_reply=mine, now=later(3))
    actions.remove_canned(actor=w.iris, canned_reply=shared, now=later(3))
    assert CannedReply.objects.get() == mine


# Macros


def macro_of(w: Promises, *steps: dict[str, Any], actor: Person | None = None) -> Macro:
    actor = actor or w.ian
    return actions.save_macro(actor=actor, name="VPN fixed", steps=steps, owner=actor, now=later(1))


def test_a_macro_does_all_its_steps_as_one(promises: Promises, monkeypatch: Any) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    macro = macro_of(
        w,
        {"do": "assign", "to": "me"},
        {"do": "prioritise", "priority": 2},
        {"do": "tag", "add": ["vpn"], "remove": []},
        {"do": "note", "text": "tags: {{ ticket.tags }}"},
        {"do": "reply", "text": "Dear {{ requester.first_name }}"},
        {"do": "resolve", "outcome": "fulfilled", "text": "Done by {{ agent.first_name }}"},
    )
    before = ticket.version
    with listening(monkeypatch) as heard:
        ticket = actions.run_macro(
            actor=w.ian, ticket=ticket, macro=macro, version=before, now=later(20)
        )
    assert [type(one).__name__ for one in heard.events] == [
        "TicketAssigned", "TicketPrioritised", "TicketTagged", "TicketNoted", "TicketReplied",
        "TicketResolved",
    ]  # fmt: skip
    done = list(TicketEvent.objects.filter(ticket=ticket, ordinal__gt=before).order_by("ordinal"))
    mark = {"id": macro.pk, "name": "VPN fixed", "run": before + 1}
    assert [event.data["macro"] for event in done] == [mark] * 6
    assert [event.text for event in done[3:]] == ["tags: vpn", "Dear Mara", "Done by Ian"]
    assert (ticket.category, ticket.assignee, ticket.priority) == ("resolved", w.ian, 2)
    later_one = actions.answer(actor=w.mara, ticket=ticket, text="Thanks", now=later(30))
    assert "macro" not in last_event(later_one).data


def test_a_step_that_fails_undoes_all_and_names_itself(promises: Promises) -> None:
    w = promises
    ticket = taken(w, ask_for_laptop(w))
    macro = macro_of(
        w,
        {"do": "reply", "text": "Bye"},
        {"do": "hand_off", "department": w.finance.pk, "reason": "budget"},
        {"do": "resolve", "outcome": "fulfilled", "text": ""},
    )
    with pytest.raises(NotAllowed, match=r"Step 3 \(Resolve\): Only the department"):
        actions.run_macro(actor=w.ian, ticket=ticket, macro=macro, now=later(20))
    assert TicketEvent.objects.filter(ticket=ticket).count() == ticket.version
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert (fresh.version, fresh.supplier) == (ticket.version, w.it)


def test_a_macro_is_refused_where_nothing_changes_where_stale_and_to_strangers(
    promises: Promises,
) -> None:
    w = promises
    macro = macro_of(w, {"do": "assign", "to": "me"})
    ticket = taken(w, ask_for_laptop(w))
    with pytest.raises(RuleBroken, match="so already"):
        actions.run_macro(actor=w.ian, ticket=ticket, macro=macro, now=later(20))
    with pytest.raises(NotFound):
        actions.run_macro(actor=w.iris, ticket=ticket, macro=macro, now=later(20))
    with pytest.raises(NotFound):
        actions.run_macro(actor=w.hana, ticket=ticket, macro=macro, now=later(20))
    actions.answer(actor=w.mara, ticket=ticket, text="Wait", now=later(21))
    with pytest.raises(meanwhile.Stale):
        actions.run_macro(
            actor=w.ian, ticket=ticket, macro=macro, version=ticket.version, now=later(22)
        )
    done = actions.withdraw(actor=w.mara, ticket=ask_for_laptop(w), now=later(23))
    with pytest.raises(RuleBroken, match="Step 1"):
        actions.run_macro(actor=w.ian, ticket=done, macro=macro, now=later(24))


def test_sent_twice_a_macro_runs_once(promises: Promises) -> None:
    w = promises
    ticket = taken(w, ask_for_laptop(w))
    macro = macro_of(w, {"do": "note", "text": "Once"})
    for minute in (20, 21):
        after = actions.run_macro(
            actor=w.ian, ticket=ticket, macro=macro, idempotency_key="k", now=later(minute)
        )
    assert after.version == ticket.version + 1


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"do": "explode"}, "steps"),
        ({"do": "reply", "text": " "}, "reply"),
        ({"do": "note", "text": "{{ nonsense }}"}, "note"),
        ({"do": "assign", "to": "you"}, "assign"),
        ({"do": "prioritise", "priority": 9}, "prioritise"),
        ({"do": "tag", "add": [], "remove": []}, "tag"),
        ({"do": "hold", "waiting_on": "customer", "reason": "x"}, "hold"),
        ({"do": "hold", "waiting_on": "date", "reason": "x"}, "hold"),
        ({"do": "hold", "waiting_on": "date", "reason": "x", "days": 900}, "hold"),
        ({"do": "hand_off", "department": 1, "reason": ""}, "hand_off"),
        ({"do": "resolve", "outcome": "great"}, "resolve"),
    ],
)
def test_steps_are_checked_when_saved(promises: Promises, step: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        macro_of(promises, step)
    assert set(refused.value.fields) == {field}
    assert not Macro.objects.exists()


def test_a_macro_has_some_steps_and_waits_for_days(promises: Promises) -> None:
    w = promises
    for steps in ([], [{"do": "note", "text": "x"}] * 11):
        with pytest.raises(Invalid):
            macro_of(w, *steps)
    hold = macro_of(w, {"do": "hold", "waiting_on": "outside", "reason": "parts", "days": 3})
    ticket = taken(w, ask_for_laptop(w))
    ticket = actions.run_macro(actor=w.ian, ticket=ticket, macro=hold, now=later(20))
    assert ticket.waiting_until == later(20) + timedelta(days=3)
    actions.remove_macro(actor=w.ian, macro=hold, now=later(21))
    with pytest.raises(NotFound):
        actions.run_macro(actor=w.ian, ticket=ticket, macro=hold, now=later(22))
