"""Addresses of routing."""

from django.urls import path

from inward.web.routing import views

urlpatterns = [
    path("serve/routing/<slug:code>/", views.ruling, name="routing"),
    path("serve/routing/<slug:code>/rule/<int:pk>/", views.rule, name="routing_rule"),
    path("serve/routing/<slug:code>/trial/", views.trial, name="routing_trial"),
    path("serve/routing/<slug:code>/skills/", views.skills, name="routing_skills"),
]
