"""Addresses of custom fields."""

from django.urls import path

from inward.web.fields import views

urlpatterns = [
    path("serve/fields/<int:pk>/", views.define, name="fields_define"),
    path("ticket-fields/<path:key>/", views.fill, name="ticket_fields"),
]
