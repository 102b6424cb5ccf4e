"""Addresses: pages, the API, health."""

from django.urls import include, path

from inward.api.app import api
from inward.config import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/v1/", api.urls),
    path("account/", include("inward.web.account_urls")),
    path("", include("inward.web.urls")),
]

handler400 = "inward.web.errors.bad_request"
handler403 = "inward.web.errors.not_allowed"
handler404 = "inward.web.errors.not_found"
handler500 = "inward.web.errors.server_error"
