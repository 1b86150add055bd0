"""Addresses of the live dashboards; the published ones have their own, beside."""

from django.urls import path

from crpv.dashboard import views

app_name = "dashboard"

urlpatterns = [
    path("<int:year>/provisoire/", views.live_page, name="live"),
    path("<int:year>/regions/<slug:code>/", views.region_page, name="region"),
    path("<int:year>/comparer/<slug:slug>/", views.comparison_page, name="compare"),
    path("<int:year>/<slug:code>/", views.figure_page, name="figure"),
]
