"""The workbook of a form: taken away, completed without a connection, sent back with a preview."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def workbook_file(request: HttpRequest, year: int, slug: str) -> HttpResponse: ...


def workbook_import(request: HttpRequest, year: int, slug: str) -> HttpResponse: ...
