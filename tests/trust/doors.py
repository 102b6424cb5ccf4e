"""Every door of the application: addresses with the fields each takes, pages and API alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from inward.web.tickets.doing import VERBS
from tests.web.routes import ROUTES

_KEPT = (
    "view",
    "department",
    "q",
    "after",
    "saved",
    "order",
    "rows",
    "do",
    "is",
    "-is",
    "assignee",
    "customer",
    "service",
    "priority",
    "waiting",
    "kind",
    "tag",
    "since",
    "due_before",
)
_FORM = ("title", "text", "urgency", "for", "customer", "answer-model", "answer-delivery",
         "answer-note", "idempotency_key", "show")  # fmt: skip
_CUT = ("supplier", "customer", "month", "met", "state", "reopened", "after")
_STEP = ("verb", "version", "text", "person", "department", "reason", "until", "waiting_on",
         "hold_reason", "impact", "urgency", "priority", "priority_reason", "outcome",
         "reason_kind", "policy_reference", "repin_reason", "tag", "untag", "macro",
         "hold_code", "ask_code", "ask_until", "major_on", "major_reason", "escalate_on",
         "escalate_reason", "content", "refusal_kind", "refusal_policy", "approver", "quorum",
         "part_department", "part_title", "waits", "part", "withdraw_parts", "link_kind",
         "link_other", "merge_into", "confirmed", "message", "split_title", "problem_title",
         "change_title", "starts", "ends", "plan_starts", "plan_ends",
         "idempotency_key")  # fmt: skip
_RATING = ("outcome", "effort", "speed", "communication", "got_what_was_asked", "complete",
           "comment", "share_with_owner")  # fmt: skip

_READY = ("name", "whose", "text", "do", "assign", "prioritise", "tag_add", "tag_remove", "note",
          "reply", "hold", "hold_reason", "hold_days", "hand_off", "hand_off_reason", "resolve",
          "resolve_text")  # fmt: skip
# What each address reads of a query string, and of a form.
ASKED: Mapping[str, tuple[str, ...]] = {
    "pick_departments": ("answer-where", "q"), "catalogue-new": ("department",),
    "asked": ("show", "after"), "ask": ("q",), "pick_people": ("answer-about", "q"),
    "offering": _FORM, "offering_promise": ("urgency", "customer", "for"),
    "ticket": ("do", "tab", "why", "time", "here", "merged", "message", "since"),
    "ticket_people": ("q", "verb"),
    "ticket_canned": ("q",), "ticket_macro": ("macro",), "ticket_tags": ("tag",),
    "ticket_watchers": ("who", "person"), "serve": (*_KEPT, "ticket"), "serve-preview": _KEPT,
    "serve-counts": _KEPT, "serve-print": _KEPT, "serve-views": _KEPT,
    "serve-desk-part": ("offering",), "see": ("month",), "see-tickets": _CUT,
    "see-relation": ("month",),
}  # fmt: skip
_ROW = tuple(f"q-0-{name}" for name in ("key", "type", "label", "help", "required", "choices",
             "min", "max", "max_length", "pattern", "if-0-key", "if-0-op",
             "if-0-value"))  # fmt: skip
_SERVICE = ("name", "category", "description", "owner", "finally_serves", "calendar", "department")
_OFFERING = ("name", "description", "keywords", "kind", "default_impact", "confidentiality",
             "price", "price_unit", "delivery_hint", "is_rated")  # fmt: skip
SENT: Mapping[str, tuple[str, ...]] = {
    "offering_star": ("star",), "catalogue-new": _SERVICE, "catalogue-service": _SERVICE,
    "catalogue-audience": ("who-who", "who-departments", "who-positions", "who-people"),
    "catalogue-new-offering": _OFFERING, "catalogue-offering": _OFFERING,
    "catalogue-new-standard": ("name", "text", "steps"), "catalogue-standard": ("text", "steps"),
    "catalogue-steps": ("standard", "steps"),
    "ticket_amend": ("version", "title", "answer-model", "answer-doc"),
    "catalogue-approvals": ("s-0-name", "s-0-quorum", "s-0-count", "s-0-who", "s-0-department",
                            "s-0-role", "s-0-person", "s-0-when", "s-0-test", "s-0-value",
                            "s-0-place", "s-0-gone"),
    "catalogue-form": ("do", "row", "new-label", "new-type", *_ROW),
    "catalogue-preview": ("row", *_ROW, "answer-q"),
    "catalogue-plan": ("do", "row", "new-offering", "p-0-offering", "p-0-title", "p-0-if-key",
                       "p-0-if-op", "p-0-if-value", "p-0-from-model", "p-0-fixed-model"),
    "serve-desk-part": ("desk_version", "waiting-name", "waiting-customer"),
    "routing": ("do", "rule", "method", "most", "silent_hours"),
    "routing_rule": ("name", "match", "words_any", "customer", "person", "set_priority",
                     "tags",
                     "a0_key", "a0_op", "a0_value", "watcher", "team", "method", "skill"),
    "routing_skills": ("do", "name"), "ticket_suggestions": ("target", "version"),
    "canned_new": _READY, "canned_edit": _READY, "macro_new": _READY, "macro_edit": _READY,
    "ticket_presence": ("version", "writes"), "ticket_watchers": ("person", "do"),
    "offering": _FORM, "offering_draft": _FORM, "ticket": _STEP, "ticket_draft": ("text", "verb"),
    "rating": _RATING,
    "serve-act": (*_STEP, "ticket", "to", "tags", "into", "confirmed", "back"),
    "serve-preview": _STEP, "serve-export": ("back",), "serve-view-remove": ("name",),
    "serve-taste": ("columns", "with_columns", "beside", "opens", "back"),
    "serve-view-save": ("name", "base", "text", "order", "columns", "home", "number"),
}  # fmt: skip
# allauth's own pages: fields of their forms.
ACCOUNT: Mapping[str, tuple[str, ...]] = {
    "account_login": ("login", "password", "remember", "next"),
    "account_logout": ("next",),
    "account_signup": ("email", "password1"),
    "account_reset_password": ("email",),
    "account_change_password": ("oldpassword", "password1", "password2"),
    "account_reauthenticate": ("password", "next"),
}
# The API: method, address (of a ticket: with its key), keys of the body or of the query.
API: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("GET", "offerings", ("q",)),
    ("GET", "tickets", ("q", "state", "after")),
    ("POST", "tickets", ("offering", "title", "text", "answers", "urgency")),
    ("GET", "tickets/{key}", ()),
    ("POST", "tickets/{key}/take", ()),
    ("POST", "tickets/{key}/replies", ("text",)),
    ("POST", "tickets/{key}/notes", ("text",)),
    ("POST", "tickets/{key}/answers", ("text",)),
    ("POST", "tickets/{key}/questions", ("text", "reason", "until")),
    ("POST", "tickets/{key}/hand-off", ("department", "reason")),
    ("POST", "tickets/{key}/resolution", ("outcome", "text")),
    ("POST", "tickets/{key}/confirmation", ("text",)),
    ("POST", "tickets/{key}/reopening", ("text",)),
    ("POST", "tickets/{key}/refusal", ("reason_kind", "text", "policy_reference")),
    ("POST", "tickets/{key}/withdrawal", ("text",)),
    ("POST", "tickets/{key}/decisions", ("decision", "text", "reason_kind", "policy_reference")),
    ("POST", "tickets/{key}/approvals", ("people", "text", "quorum")),
    ("POST", "tickets/{key}/amendments", ("answers", "title")),
    ("POST", "approval-policies", ("offering", "stages")),
)


@dataclass(frozen=True)
class Door:
    """One address by one method, with the fields it reads."""

    name: str
    method: str
    address: str
    fields: tuple[str, ...]
    json: bool = False


def doors(things: Mapping[str, Any]) -> list[Door]:
    """All of them, for the things a test made."""
    return [*_pages(things), *_account(), *_api(things)]


def _pages(things: Mapping[str, Any]) -> list[Door]:
    found = []
    for name, route in ROUTES.items():
        address = reverse(name, args=[things[one] for one in route.args])
        for method in route.methods:
            fields = (ASKED if method == "GET" else SENT).get(name, ())
            found.append(Door(name, method, address, fields))
    return found


def _account() -> list[Door]:
    return [
        Door(name, method, reverse(name), fields)
        for name, fields in ACCOUNT.items()
        for method in ("GET", "POST")
    ]


def _api(things: Mapping[str, Any]) -> list[Door]:
    return [
        Door(f"api {path}", method, "/api/v1/" + path.format(key=things["ticket"]), keys,
             json=method == "POST")
        for method, path, keys in API
    ]  # fmt: skip


STEPS = tuple(VERBS)
