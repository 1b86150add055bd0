"""Opinions, their reply, their print, and the page that verifies a print."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
