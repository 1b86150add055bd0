"""The prints of the opinions."""

from django.urls import URLPattern, path

from evaluation.views import opinion_prints as views

urlpatterns: list[URLPattern] = [
    path("avis/<int:year>/<slug:slug>.pdf", views.opinion_file, name="opinion_file"),
    path("avis/<int:year>/<slug:slug>/documents/", views.opinion_prints, name="opinion_prints"),
    path("avis/<int:year>/<slug:slug>/documents/<slug:reference>.pdf", views.opinion_print, name="opinion_print"),
]
