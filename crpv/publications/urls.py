"""Addresses of the published dashboards; those of the live ones are in `crpv.dashboard.urls`."""

from django.urls import path

from crpv import converters  # noqa: F401 - registers the converters of the addresses
from crpv.publications import staff_views, views

app_name = "publications"

urlpatterns = [
    path("", views.index, name="index"),
    path("preparer/", staff_views.prepare, name="prepare"),
    path("<year:year>/", views.published, name="published"),
    path("<year:year>.<document:ending>", views.published_file, name="published_file"),
    path("<year:year>/versions/", views.version_list, name="versions"),
    path("<year:year>/regions/<slug:code>.<document:ending>", views.regional_file, name="regional_file"),
    path("<year:year>/preparation/", staff_views.preparation, name="preparation"),
    path("<year:year>/preparation/perspectives/", staff_views.perspectives, name="perspectives"),
    path("<year:year>/preparation/geler/", staff_views.freeze, name="freeze"),
    path("<year:year>/preparation/degeler/", staff_views.unfreeze, name="unfreeze"),
    path("<year:year>/preparation/publier/", staff_views.publish, name="publish"),
    path("<year:year>/preparation/abandonner/", staff_views.abandon, name="abandon"),
    path("<year:year>/preparation/corriger/", staff_views.correct, name="correct"),
    path("<year:year>/transmission/", staff_views.transmissions, name="transmissions"),
    path("<year:year>/transmission/<slug:code>/", staff_views.pass_on, name="pass_on"),
]
