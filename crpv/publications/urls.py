"""Addresses of the published dashboards; the live ones have theirs in `crpv.dashboard.urls`."""

from django.urls import path

from crpv import converters  # noqa: F401 - teaches the addresses what their holes may hold
from crpv.publications import staff_views as workshop
from crpv.publications import views

app_name = "publications"

urlpatterns = [
    path("", views.index, name="index"),
    path("preparer/", workshop.prepare, name="prepare"),
    path("<year:year>/", views.published, name="published"),
    path("<year:year>.<document:ending>", views.published_file, name="published_file"),
    path("<year:year>/versions/", views.version_list, name="versions"),
    path("<year:year>/regions/<slug:code>.<document:ending>", views.regional_file, name="regional_file"),
    path("<year:year>/preparation/", workshop.preparation, name="preparation"),
    path("<year:year>/preparation/perspectives/", workshop.perspectives, name="perspectives"),
    path("<year:year>/preparation/geler/", workshop.freeze, name="freeze"),
    path("<year:year>/preparation/degeler/", workshop.unfreeze, name="unfreeze"),
    path("<year:year>/preparation/publier/", workshop.publish, name="publish"),
    path("<year:year>/preparation/abandonner/", workshop.abandon, name="abandon"),
    path("<year:year>/preparation/corriger/", workshop.correct, name="correct"),
    path("<year:year>/transmission/", workshop.transmissions, name="transmissions"),
    path("<year:year>/transmission/<slug:code>/", workshop.pass_on, name="pass_on"),
]
