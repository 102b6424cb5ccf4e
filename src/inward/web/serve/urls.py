"""Addresses of Serve."""

from django.urls import path

from inward.web.serve import exporting, keeping, views

urlpatterns = [
    path("serve/", views.queue, name="serve"),
    path("serve/counts/", views.counts, name="serve-counts"),
    path("serve/act/", views.act, name="serve-act"),
    path("serve/with/<str:verb>/", views.choices, name="serve-choices"),
    path("serve/names/", views.names, name="serve-names"),
    path("serve/print/", exporting.printed, name="serve-print"),
    path("serve/export/<str:kind>/", exporting.export, name="serve-export"),
    path("serve/taste/", keeping.taste, name="serve-taste"),
    path("serve/views/", keeping.views, name="serve-views"),
    path("serve/views/save/", keeping.save, name="serve-view-save"),
    path("serve/views/<int:number>/remove/", keeping.remove, name="serve-view-remove"),
    path("serve/preview/<path:key>/", views.preview, name="serve-preview"),
]
