"""Addresses of the pages. Names `home`, `ask`, `serve`, `see` are the places of `shell.PLACES`."""

from django.urls import include, path

from inward.web import look

urlpatterns = [
    path("", include("inward.web.home.urls")),
    path("", include("inward.web.recurring.urls")),
    path("", include("inward.web.fields.urls")),
    path("", include("inward.web.retention.urls")),
    path("", include("inward.web.notices.urls")),
    path("", include("inward.web.ask.urls")),
    path("", include("inward.web.search.urls")),
    path("", include("inward.web.catalogue.urls")),
    path("", include("inward.web.serve.settings.urls")),
    path("", include("inward.web.serve.urls")),
    path("", include("inward.web.routing.urls")),
    path("", include("inward.web.see.urls")),
    path("", include("inward.web.tickets.urls")),
    path("", include("inward.web.feedback.urls")),
    path("look/", look.page, name="look"),
]
