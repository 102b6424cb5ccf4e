"""Addresses of Serve."""

from django.urls import path

from inward.web.serve import views

urlpatterns = [
    path("serve/", views.queue, name="serve"),
    path("serve/act/", views.act, name="serve-act"),
    path("serve/preview/<path:key>/", views.preview, name="serve-preview"),
]
