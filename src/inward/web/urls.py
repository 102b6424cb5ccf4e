"""Addresses of the pages. Names `home`, `ask`, `serve`, `see` are the places of `shell.PLACES`."""

from django.urls import path

from inward.web import look

urlpatterns = [
    path("look/", look.page, name="look"),
]
