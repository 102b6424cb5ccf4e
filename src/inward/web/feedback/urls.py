"""Addresses of ratings."""

from django.urls import path

from inward.web.feedback import views

urlpatterns = [path("ratings/<int:pk>/", views.rating, name="rating")]
