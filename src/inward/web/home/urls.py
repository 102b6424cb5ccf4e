"""Addresses of Home."""

from django.urls import path

from inward.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("asked/", views.asked, name="asked"),
]
