"""Addresses of the catalogue's builder, beneath Serve."""

from django.urls import path

from inward.web.catalogue import (
    approval_views,
    form_views,
    offering_views,
    plan_views,
    standard_views,
    views,
)

urlpatterns = [
    path("serve/catalogue/", views.services, name="catalogue"),
    path("serve/catalogue/new/", views.new, name="catalogue-new"),
    path("serve/catalogue/services/<int:pk>/", views.service, name="catalogue-service"),
    path("serve/catalogue/services/<int:pk>/who/", views.audience, name="catalogue-audience"),
    path("serve/catalogue/services/<int:pk>/retire/", views.retire, name="catalogue-retire"),
    path(
        "serve/catalogue/services/<int:pk>/new/", offering_views.new, name="catalogue-new-offering"
    ),
    path(
        "serve/catalogue/services/<int:pk>/standards/new/", standard_views.new,
        name="catalogue-new-standard",
    ),
    path(
        "serve/catalogue/standards/<int:pk>/", standard_views.standard, name="catalogue-standard"
    ),
    path("serve/catalogue/offerings/<int:pk>/", offering_views.offering, name="catalogue-offering"),
    path(
        "serve/catalogue/offerings/<int:pk>/retire/", offering_views.retire,
        name="catalogue-retire-offering",
    ),
    path("serve/catalogue/offerings/<int:pk>/form/", form_views.form, name="catalogue-form"),
    path(
        "serve/catalogue/offerings/<int:pk>/form/preview/", form_views.preview,
        name="catalogue-preview",
    ),
    path(
        "serve/catalogue/offerings/<int:pk>/form/versions/", form_views.versions,
        name="catalogue-versions",
    ),
    path("serve/catalogue/offerings/<int:pk>/plan/", plan_views.plan, name="catalogue-plan"),
    path(
        "serve/catalogue/offerings/<int:pk>/approvals/", approval_views.approvals,
        name="catalogue-approvals",
    ),
    path("serve/catalogue/offerings/<int:pk>/steps/", standard_views.steps, name="catalogue-steps"),
]  # fmt: skip
