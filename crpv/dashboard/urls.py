"""Addresses of the live dashboards; the published ones have their own, beside."""

from django.urls import path

from crpv import converters  # noqa: F401 - teaches the addresses what their holes may hold
from crpv.dashboard import views

app_name = "dashboard"

urlpatterns = [
    path("<year:year>/provisoire/", views.live_page, name="live"),
    path("<year:year>/regions/<slug:code>/", views.region_page, name="region"),
    path("<year:year>/comparer/<slug:slug>/", views.comparison_page, name="compare"),
    path("<year:year>/<slug:code>/", views.figure_page, name="figure"),
]
