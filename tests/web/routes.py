"""Who may open which address: one row an address name of the pages. A name without a row fails.

Each row: the people of the cast who get in, the methods, and what the address needs. Everybody else
who is signed in gets 404 (hidden and missing are the same) and who is not is led to the sign-in.
Addresses of a new page get a row here in the same commit.
"""

from dataclasses import dataclass, field

EVERYBODY = ("alice", "iris", "ian", "fiona", "frank", "max", "mara", "hana", "adam")
# Of a ticket that Mara (of Marketing) asked IT for; Max heads Marketing.
OF_TICKET = ("alice", "iris", "ian", "max", "mara")
SERVE = ("alice", "iris", "ian", "fiona", "frank", "max")
# Who leads IT or runs the installation; who leads any department (several or none: no redirect).
KEEPERS = ("alice", "iris", "adam")
DESKS = ("alice", "iris", "fiona", "max", "adam")
# Who serves keeps words and steps ready; administrators, what all share.
READY = (*SERVE, "adam")
# Who may say what a department offers; what IT offers: those who lead it, and administrators.
BUILD = ("alice", "iris", "fiona", "max", "adam")
OF_IT = ("alice", "iris", "adam")
# Who leads or oversees a department sees the figures of all.
SEE = ("alice", "iris", "fiona", "max", "adam")


@dataclass(frozen=True)
class Route:
    """A row: who gets in by GET (or POST, where there is no GET), with which arguments.

    ``args``: names of things the test makes (its fixture `things`). ``sent``: fields of a POST that
    would be fine for who may.
    """

    people: tuple[str, ...] = EVERYBODY
    methods: tuple[str, ...] = ("GET",)
    args: tuple[str, ...] = ()
    sent: dict[str, str] = field(default_factory=dict)
    status: int = 200


# Open to who is not signed in: allauth's own pages, and the look (demo and debug only).
OPEN = {
    "decide",  # whoever has the link of a mail: tests/web/test_decide.py
    "account_login", "account_logout", "account_inactive", "account_signup",
    "account_reauthenticate", "account_change_password", "account_set_password",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "look",
}  # fmt: skip

ROUTES: dict[str, Route] = {
    "home": Route(),
    "asked": Route(),
    "ask": Route(),
    "search": Route(),
    "search_suggest": Route(),
    "search_others": Route(),
    "notices": Route(methods=("GET", "POST")),
    "notices_unseen": Route(),
    "notice": Route(("mara",), methods=("POST",), args=("notice",), status=302),
    "recurring": Route(),
    "retention": Route(
        ("adam",), methods=("GET", "POST"), sent={"service": "", "personal_months": "24"}
    ),
    "fields_define": Route(("alice", "iris", "adam"), methods=("GET", "POST"), args=("offering",)),
    "ticket_fields": Route(
        ("alice", "iris", "ian", "mara"), methods=("GET", "POST"), args=("ticket_filled",)
    ),
    "recurring_new": Route(("mara",), methods=("GET", "POST"), args=("ticket",)),
    "recurring_stop": Route(("mara",), methods=("POST",), args=("recurring",), status=302),
    "pick_people": Route(),
    "offering": Route(args=("offering",), methods=("GET", "POST")),
    "offering_promise": Route(args=("offering",)),
    "offering_draft": Route(args=("offering",), methods=("POST",), sent={"text": "x"}),
    "ticket": Route(OF_TICKET, methods=("GET", "POST"), args=("ticket",)),
    "ticket_draft": Route(OF_TICKET, methods=("POST",), args=("ticket",), sent={"text": "x"}),
    "ticket_amend": Route(("mara",), methods=("GET", "POST"), args=("ticket",)),
    "ticket_presence": Route(OF_TICKET, methods=("POST",), args=("ticket",)),
    "ticket_people": Route(OF_TICKET, args=("ticket",)),
    "ticket_canned": Route(("alice", "iris", "ian"), args=("ticket",)),
    "ticket_macro": Route(("alice", "iris", "ian"), args=("ticket",)),
    "ticket_tags": Route(("alice", "iris", "ian"), args=("ticket",)),
    "ticket_watchers": Route(
        ("alice", "iris", "ian", "mara"), methods=("GET", "POST"), args=("ticket",)
    ),
    "canned": Route(READY),
    "canned_new": Route(READY, methods=("GET", "POST")),
    "canned_edit": Route(("ian",), methods=("GET", "POST"), args=("canned",)),
    "macro_new": Route(READY, methods=("GET", "POST")),
    "macro_edit": Route(("ian",), methods=("GET", "POST"), args=("macro",)),
    "ticket_choices": Route(("alice", "iris", "ian"), args=("verb", "ticket")),
    "file": Route(OF_TICKET, args=("file", "ticket")),
    "serve": Route(SERVE),
    "serve-settings": Route(DESKS),
    "serve-desk": Route(KEEPERS, args=("supplier_code",)),
    "serve-desk-part": Route(KEEPERS, methods=("GET", "POST"), args=("supplier_code", "desk_part")),
    "routing": Route(("alice", "iris"), methods=("GET", "POST"), args=("supplier_code",)),
    "routing_rule": Route(
        ("alice", "iris"), methods=("GET", "POST"), args=("supplier_code", "new_rule")
    ),
    "routing_trial": Route(("alice", "iris"), args=("supplier_code",)),
    "routing_skills": Route(("alice", "iris"), methods=("GET", "POST"), args=("supplier_code",)),
    "ticket_suggestions": Route(
        ("alice", "iris", "ian"), methods=("GET", "POST"), args=("ticket",)
    ),
    "serve-act": Route(
        SERVE, methods=("POST",), sent={"verb": "take", "ticket": "NONE-1:1"}, status=409
    ),
    "serve-preview": Route(OF_TICKET, methods=("GET", "POST"), args=("ticket",), status=302),
    "serve-counts": Route(SERVE),
    "serve-choices": Route(SERVE, args=("bulk_verb",)),
    "serve-names": Route(SERVE),
    "serve-print": Route(SERVE),
    "serve-export": Route(SERVE, methods=("POST",), args=("file_kind",)),
    "serve-taste": Route(SERVE, methods=("POST",), sent={"beside": "yes"}, status=302),
    "serve-views": Route(SERVE),
    "serve-view-save": Route(
        SERVE, methods=("POST",), sent={"name": "Late ones", "base": "open"}, status=302
    ),
    "serve-view-remove": Route(("ian",), methods=("POST",), args=("saved_view",), status=302),
    "offering_star": Route(args=("offering",), methods=("POST",), sent={"star": "1"}, status=302),
    "pick_departments": Route(),
    "catalogue": Route((*BUILD, "hana")),  # who owns the service for concerns
    "catalogue-new": Route(BUILD, methods=("GET", "POST")),
    "catalogue-service": Route(OF_IT, methods=("GET", "POST"), args=("service",)),
    "catalogue-audience": Route(
        OF_IT, methods=("POST",), args=("service",), sent={"who-who": "all"}, status=302
    ),
    "catalogue-retire": Route(OF_IT, methods=("POST",), args=("old_service",), status=302),
    "catalogue-new-offering": Route(OF_IT, methods=("GET", "POST"), args=("service",)),
    "catalogue-new-standard": Route(OF_IT, methods=("GET", "POST"), args=("service",)),
    "catalogue-standard": Route(OF_IT, methods=("GET", "POST"), args=("standard",)),
    "catalogue-offering": Route(OF_IT, methods=("GET", "POST"), args=("offering",)),
    "catalogue-retire-offering": Route(
        OF_IT, methods=("POST",), args=("old_offering",), status=302
    ),
    "catalogue-form": Route(OF_IT, methods=("GET", "POST"), args=("offering",)),
    "catalogue-preview": Route(OF_IT, methods=("POST",), args=("offering",)),
    "catalogue-versions": Route(OF_IT, args=("offering",)),
    "catalogue-plan": Route(OF_IT, methods=("GET", "POST"), args=("offering",)),
    "catalogue-approvals": Route(OF_IT, methods=("GET", "POST"), args=("offering",)),
    "catalogue-steps": Route(OF_IT, methods=("GET", "POST"), args=("offering",)),
    "see": Route(SEE),
    "see-measures": Route(SEE),
    "see-matrix-figures": Route(SEE),
    "see-relation": Route(SEE, args=("supplier_code", "customer_code")),
    "see-department": Route(SEE, args=("supplier_code",)),
    "see-department-figures": Route(SEE, args=("supplier_code", "figures")),
    "see-tickets": Route(),
    "rating": Route(("mara",), methods=("GET", "POST"), args=("rating",)),
}
