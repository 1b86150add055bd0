"""URL converters: year (1000–9999), version, data (csv, json), document (pdf, xlsx, csv); anything else is a 404."""

from __future__ import annotations

from django.urls import register_converter


class YearConverter:
    """« 2024 »; no calendar begins at « 0000 »."""

    regex = "[1-9][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class VersionConverter:
    """« 1 » to « 9999 »."""

    regex = "[0-9]{1,4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class DataConverter:
    """« csv » or « json »."""

    regex = "csv|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DocumentConverter(DataConverter):
    """« pdf », « xlsx » or « csv »."""

    regex = "pdf|xlsx|csv"


register_converter(YearConverter, "year")
register_converter(VersionConverter, "version")
register_converter(DataConverter, "data")
register_converter(DocumentConverter, "document")
