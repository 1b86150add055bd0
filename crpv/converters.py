"""What a hole of an address may hold: a year of four figures, a version, an ending; anything else does not exist."""

from __future__ import annotations

from django.urls import register_converter


class Year:
    """« 2024 »; no calendar begins at « 0000 »."""

    regex = "[1-9][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class Version:
    """« 1 » to « 9999 »."""

    regex = "[0-9]{1,4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class DataEnding:
    """« csv » or « json »."""

    regex = "csv|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DocumentEnding(DataEnding):
    """« pdf », « xlsx » or « csv »."""

    regex = "pdf|xlsx|csv"


register_converter(Year, "year")
register_converter(Version, "version")
register_converter(DataEnding, "data")
register_converter(DocumentEnding, "document")
