"""What people do with tickets: the only writers. Web, API, mail, command line and tasks call these.

All are keyword-only, atomic, take ``actor`` and ``now`` and return the fresh `Ticket`. In this
order: lock, may, rule, write, record (the log), publish. ``version`` is the ticket's version the
actor saw (a hidden form field, ETag); None: do not compare. ``ticket`` may be stale: it is read
again under the lock.

    from inward.tickets import actions
    ticket = actions.submit(actor=mara, offering=laptop, answers={"model": "Light"}, now=now)

Asking (`submission`)
    submit(actor, offering, title="", text="", answers={}, urgency=3, customer=None,
           beneficiary=None, channel="portal", idempotency_key=None, now)
Working (`work`; supplier's side unless said)
    accept(actor, ticket, version=None, now)
    assign(actor, ticket, person, version=None, now)            person=actor: take it
    ask_customer(actor, ticket, text, reason="", reason_code="", until=None, version=None, now)
    hold(actor, ticket, waiting_on="", reason="", reason_code="", until=None, version=None, now)
                                       waiting_on: outside, department, date; or a code
    resume(actor, ticket, version=None, now)                    end any wait
    answer(actor, ticket, text, channel="portal", …)            the customer speaks, at any time
    hand_off(actor, ticket, department, reason, version=None, now)
    reply(actor, ticket, text, idempotency_key=None, version=None, now)   public
    note(actor, ticket, text, idempotency_key=None, version=None, now)    supplier sides only
    prioritise(actor, ticket, impact, urgency, priority=None, reason="", version=None, now)
    repin(actor, ticket, reason, version=None, now)             under the agreement of today
Ending (`closing`)
    resolve(actor, ticket, outcome, text="", version=None, now)
    confirm(actor, ticket, text="", version=None, now)          customer
    reopen(actor, ticket, text, version=None, now)              customer or supplier
    decline(actor, ticket, reason_kind, text, policy_reference="", version=None, now)
    withdraw(actor, ticket, text="", version=None, now)         customer
    close(ticket, now)                                          time alone (the periodic task)
    follow_up(actor, ticket, text, …)      customer; a *new* ticket about one that is over
Parts (`parting`): ask_part(actor, ticket, department, title, text="", offering=None, waits=True,
    …) -> the part, a ticket of its own; call_off_part(actor, ticket, part, text="", …).
    resolve(…, withdraw_parts=True) ends open parts too; without it they hold it back
Links (`linking`): link / unlink(actor, ticket, kind, other, …). Merging (`merging`):
    merge(actor, ticket, into, confirmed=False, …), unmerge(actor, ticket, …). Splitting
    (`splitting`): split(actor, ticket, message, title, …) -> the new ticket
Problems, changes (`changing`): open_problem(actor, ticket, title, text="", others=[], …),
    open_change(actor, ticket, title, text="", starts, ends, …), plan(actor, ticket, starts, ends,…)
Beside its state (`flags`, `chasing`; lasting words on how a department works: `settings`)
    mark_major / escalate(actor, ticket, on=True, reason, version=None, now)
    sweep_overdue(now), chase(ticket, now)                      time alone
    change_desk(actor, department, part, value, offering=None, version=None, now)
Time (`effort`): book_time(actor, ticket, minutes, activity="work", on=None, note=""),
    correct_time(actor, ticket, ordinal, minutes, reason), start_timer(actor, ticket, activity),
    stop_timer(actor), drop_timer(actor)
Custom fields (`fields`): set_fields(actor, ticket, values, version=None, now)
Recurring (`recurring`): repeat(actor, offering, rule, first_on, ends_on, …),
    stop_repeating(actor, recurring), submit_due(recurring, now)
Drafts (`drafts`): save_draft(person, place, content, now), draft_of(person, place),
    clear_draft(person, place), clear_drafts(person, places); places: reply_place(ticket),
    note_place(ticket),
    answer_place(ticket), offering_place(offering)
    move_drafts(source, target): for what merges
Views of the queue (`views`): save_view(actor, name, base, text, order, columns, owner|department,
    view=None, now), remove_view(actor, view, now), like_queue(actor, columns, beside, opens, now)
Watchers (`watching`): add_watcher / remove_watcher(actor, ticket, person, now)
Tags (`tags`): tag(actor, ticket, add=[], remove=[], version=None, now); suggested_tags(…)
Macros (`macros`): run_macro(actor, ticket, macro, version=None, idempotency_key=None, now): all
    steps or none; save_macro / remove_macro. Canned replies (`canned`): save_canned, remove_canned
Presence (`presence`): be_present(actor, key, writes="", version=None, now) -> Company
Approvals (`approving`): ask_approval(actor, ticket, people, text, quorum="all", …),
    approve(actor, ticket, text="", content=None, …), refuse(actor, ticket, text, reason_kind, …);
    by the link of a mail: look_at_link(token, now), decide_by_link(token, approved, …); the
    customer changes what was asked: amend(actor, ticket, answers, title="", …); time: remind,
    stand_in

Raised, by all: NotFound (missing or hidden), NotAllowed, RuleBroken (not in this state), Conflict
(stale version: says in words what happened meanwhile; keep what was typed on the page), Invalid
(``fields``: text, title, urgency, outcome, reason, reason_kind, policy_reference, until, …).
"""

from inward.tickets.actions.amending import amend
from inward.tickets.actions.approval_timers import remind, stand_in
from inward.tickets.actions.approving import approve, ask_approval, refuse
from inward.tickets.actions.canned import remove_canned, save_canned
from inward.tickets.actions.changing import open_change, open_problem, plan
from inward.tickets.actions.chasing import chase
from inward.tickets.actions.checklist import tick
from inward.tickets.actions.closing import close, confirm, decline, reopen, resolve, withdraw
from inward.tickets.actions.deciding_by_link import decide as decide_by_link
from inward.tickets.actions.deciding_by_link import look as look_at_link
from inward.tickets.actions.drafts import (
    answer_place,
    clear_draft,
    clear_drafts,
    draft_of,
    move_drafts,
    note_place,
    offering_place,
    reply_place,
    save_draft,
)
from inward.tickets.actions.effort import (
    book_time,
    correct_time,
    drop_timer,
    start_timer,
    stop_timer,
)
from inward.tickets.actions.fields import set_fields
from inward.tickets.actions.flags import escalate, mark_major, sweep_overdue
from inward.tickets.actions.follow_up import follow_up
from inward.tickets.actions.linking import link, unlink
from inward.tickets.actions.macros import remove_macro, run_macro, save_macro
from inward.tickets.actions.merging import merge, unmerge
from inward.tickets.actions.parting import ask_part, call_off_part
from inward.tickets.actions.presence import be_present, forget_gone
from inward.tickets.actions.recurring import repeat, stop_repeating, submit_due
from inward.tickets.actions.settings import change_desk
from inward.tickets.actions.splitting import split
from inward.tickets.actions.submission import submit
from inward.tickets.actions.tags import suggested_tags, tag
from inward.tickets.actions.views import like_queue, remove_view, save_view
from inward.tickets.actions.waiting import ask_customer, hold, resume
from inward.tickets.actions.watching import add_watcher, remove_watcher
from inward.tickets.actions.work import (
    accept,
    answer,
    assign,
    hand_off,
    note,
    prioritise,
    repin,
    reply,
)

__all__ = [
    "accept",
    "add_watcher",
    "amend",
    "answer",
    "answer_place",
    "approve",
    "ask_approval",
    "ask_customer",
    "ask_part",
    "assign",
    "be_present",
    "book_time",
    "call_off_part",
    "change_desk",
    "chase",
    "clear_draft",
    "clear_drafts",
    "close",
    "confirm",
    "correct_time",
    "decide_by_link",
    "decline",
    "draft_of",
    "drop_timer",
    "escalate",
    "follow_up",
    "forget_gone",
    "hand_off",
    "hold",
    "like_queue",
    "link",
    "look_at_link",
    "mark_major",
    "merge",
    "move_drafts",
    "note",
    "note_place",
    "offering_place",
    "open_change",
    "open_problem",
    "plan",
    "prioritise",
    "refuse",
    "remind",
    "remove_canned",
    "remove_macro",
    "remove_view",
    "remove_watcher",
    "reopen",
    "repeat",
    "repin",
    "reply",
    "reply_place",
    "resolve",
    "resume",
    "run_macro",
    "save_canned",
    "save_draft",
    "save_macro",
    "save_view",
    "set_fields",
    "split",
    "stand_in",
    "start_timer",
    "stop_repeating",
    "stop_timer",
    "submit",
    "submit_due",
    "suggested_tags",
    "sweep_overdue",
    "tag",
    "tick",
    "unlink",
    "unmerge",
    "withdraw",
]
