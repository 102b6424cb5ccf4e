"""Addresses of See. Codes of departments name them, so that an address can be read."""

from django.urls import path

from inward.web.see import lists, views

urlpatterns = [
    path("see/", views.company, name="see"),
    path("see/measures/", views.measures, name="see-measures"),
    path("see/relations/<str:supplier>/<str:customer>/", views.relation, name="see-relation"),
    path("see/departments/<str:code>/", views.department, name="see-department"),
    path(
        "see/departments/<str:code>/<slug:what>.csv", views.download, name="see-department-figures"
    ),
    path("see/matrix.csv", views.matrix_file, name="see-matrix-figures"),
    path("tickets/", lists.tickets, name="see-tickets"),
]
