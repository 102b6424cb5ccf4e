"""Addresses of tickets. Keys of foreign logs may hold a slash, so a key stands last."""

from django.urls import path

from inward.web.tickets import (
    amend_views,
    conversation_views,
    decide_views,
    ready_views,
    suggestion_views,
    views,
)

urlpatterns = [
    path("tickets/<path:key>/", views.ticket, name="ticket"),
    path("ticket-drafts/<path:key>/", views.draft, name="ticket_draft"),
    path("ticket-choices/<slug:verb>/<path:key>/", views.choices, name="ticket_choices"),
    path("ticket-amend/<path:key>/", amend_views.amend, name="ticket_amend"),
    path("decide/<slug:token>/", decide_views.decide, name="decide"),
    path("files/<slug:token>/<path:key>/", views.file, name="file"),
    path("ticket-presence/<path:key>/", conversation_views.presence, name="ticket_presence"),
    path("ticket-people/<path:key>/", conversation_views.people, name="ticket_people"),
    path("ticket-canned/<path:key>/", conversation_views.canned, name="ticket_canned"),
    path("ticket-macro/<path:key>/", conversation_views.macro, name="ticket_macro"),
    path("ticket-tags/<path:key>/", conversation_views.tags, name="ticket_tags"),
    path("ticket-watchers/<path:key>/", conversation_views.watchers, name="ticket_watchers"),
    path("ticket-suggestions/<path:key>/", suggestion_views.suggestions, name="ticket_suggestions"),
    path("serve/canned/", ready_views.listed, name="canned"),
    path("serve/canned/new/", ready_views.canned_new, name="canned_new"),
    path("serve/canned/<int:pk>/", ready_views.canned_edit, name="canned_edit"),
    path("serve/macros/new/", ready_views.macro_new, name="macro_new"),
    path("serve/macros/<int:pk>/", ready_views.macro_edit, name="macro_edit"),
]
