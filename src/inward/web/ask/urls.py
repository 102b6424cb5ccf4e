"""Addresses of Ask."""

from django.urls import path

from inward.web.ask import views

urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("ask/people/", views.people, name="pick_people"),
    path("ask/departments/", views.departments, name="pick_departments"),
    path("ask/<int:pk>/star/", views.star, name="offering_star"),
    path("ask/<int:pk>/", views.offering, name="offering"),
    path("ask/<int:pk>/promise/", views.promise, name="offering_promise"),
    path("ask/<int:pk>/draft/", views.draft, name="offering_draft"),
]
