"""Addresses of notices."""

from django.urls import path

from inward.web.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/unseen/", views.unseen, name="notices_unseen"),
    path("notices/<int:pk>/", views.follow, name="notice"),
]
