"""Addresses of Serve."""

from django.urls import path

from inward.web.serve import views
from inward.web.serve.settings import views as settings

urlpatterns = [
    path("serve/settings/", settings.desks, name="serve-settings"),
    path("serve/settings/<slug:code>/", settings.desk, name="serve-desk"),
    path("serve/settings/<slug:code>/desk/<slug:name>/", settings.part, name="serve-desk-part"),
    path("serve/", views.queue, name="serve"),
    path("serve/act/", views.act, name="serve-act"),
    path("serve/preview/<path:key>/", views.preview, name="serve-preview"),
]
