"""URLs of the referential of indicators, and of the sources of a figure."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from evaluation.counting import views as sources
from evaluation.referential import edit_views as referential_writing
from evaluation.referential import views as referential


class IndicatorCode(StringConverter):
    """Code of an indicator: capitals, a dash, digits; no other part of a URL has capitals."""

    regex = "[A-Z][A-Z0-9]{1,4}-[0-9]{2}"


register_converter(IndicatorCode, "indicator")

ROOT = "indicateurs/referentiel/"
VERSION = f"{ROOT}<int:pk>/"
INDICATOR = f"{VERSION}<indicator:code>/"

urlpatterns = [
    path(ROOT, referential.versions, name="referentials"),
    path(VERSION, referential.version_page, name="referential"),
    path(f"{ROOT}<int:pk>.<slug:kind>", referential.version_file, name="referential_file"),
    path(f"{VERSION}changements/", referential.version_changes, name="referential_changes"),
    path(f"{VERSION}nouvelle-version/", referential_writing.new, name="referential_new"),
    path(f"{VERSION}publier/", referential_writing.publish_version, name="referential_publish"),
    path(f"{VERSION}abandonner/", referential_writing.discard_version, name="referential_discard"),
    path(f"{VERSION}ajouter/", referential_writing.new_indicator, name="indicator_new"),
    path(f"{VERSION}complements/ajouter/", referential_writing.new_complement, name="complement_new"),
    path(INDICATOR, referential.indicator_page, name="indicator"),
    path(f"{INDICATOR}modifier/", referential_writing.edit_indicator, name="indicator_edit"),
    path(f"{INDICATOR}retirer/", referential_writing.remove, name="indicator_remove"),
    path("indicateurs/<int:year>/<slug:slug>/<indicator:code>/", sources.sources_page, name="sources"),
]
