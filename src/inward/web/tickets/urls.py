"""Addresses of tickets. Keys of foreign logs may hold a slash, so a key stands last."""

from django.urls import path

from inward.web.tickets import views

urlpatterns = [
    path("tickets/<path:key>/", views.ticket, name="ticket"),
    path("ticket-drafts/<path:key>/", views.draft, name="ticket_draft"),
    path("ticket-choices/<slug:verb>/<path:key>/", views.choices, name="ticket_choices"),
    path("files/<slug:token>/<path:key>/", views.file, name="file"),
]
