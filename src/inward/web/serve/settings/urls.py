"""Addresses of the settings of desks; pages of other topics stand below a desk's own address."""

from django.urls import path

from inward.web.serve.settings import views

urlpatterns = [
    path("serve/settings/", views.desks, name="serve-settings"),
    path("serve/settings/<slug:code>/", views.desk, name="serve-desk"),
    path("serve/settings/<slug:code>/desk/<slug:name>/", views.part, name="serve-desk-part"),
]
