"""Addresses of the search."""

from django.urls import path

from inward.web.search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="search_suggest"),
    path("search/others/", views.others, name="search_others"),
]
