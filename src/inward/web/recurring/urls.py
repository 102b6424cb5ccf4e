"""Addresses of recurring requests."""

from django.urls import path

from inward.web.recurring import views

urlpatterns = [
    path("asked/recurring/", views.listed, name="recurring"),
    path("asked/recurring/<int:pk>/stop/", views.stop, name="recurring_stop"),
    path("asked/recurring/new/<path:key>/", views.new, name="recurring_new"),
]
