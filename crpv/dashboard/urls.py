"""Addresses of the live dashboards; those of the published ones are in `crpv.publications.urls`."""

from django.urls import path

from crpv import converters  # noqa: F401 - registers the converters of the addresses
from crpv.dashboard import views

app_name = "dashboard"

urlpatterns = [
    path("<year:year>/provisoire/", views.live_page, name="live"),
    path("<year:year>/regions/<slug:code>/", views.region_page, name="region"),
    path("<year:year>/comparer/<slug:slug>/", views.comparison_page, name="compare"),
    path("<year:year>/<slug:code>/", views.figure_page, name="figure"),
]
