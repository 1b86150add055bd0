"""How the code of an indicator is written in an address: « M1-01 », « R52-01 »."""

from __future__ import annotations

from django.urls.converters import StringConverter


class IndicatorCode(StringConverter):
    """Capitals, a dash, figures: never taken for a word of an address, which is in small letters."""

    regex = "[A-Z][A-Z0-9]{1,4}-[0-9]{2}"
