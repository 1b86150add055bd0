"""What a data set is made of: its fields, told once, read as a Table Schema and as a JSON Schema.

A Table Schema (specs.frictionlessdata.io) describes a CSV file; the same fields describe what the interface answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

PROFILE = "https://specs.frictionlessdata.io/schemas/table-schema.json"


class Type(StrEnum):
    """The types of a Table Schema that we use."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


_JSON = {
    Type.STRING: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.NUMBER: {"type": "number"},
    Type.BOOLEAN: {"type": "boolean"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.DATETIME: {"type": "string", "format": "date-time"},
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column: its name in files and answers, its type, and what it says, in French; blank when not required."""

    name: str
    type: Type
    title: str
    says: str = ""
    is_required: bool = False
    among: tuple[str, ...] = ()
    pattern: str = ""

    def table_schema(self) -> dict[str, Any]:
        """The field as a Table Schema tells it."""
        limits: dict[str, Any] = {"required": self.is_required}
        if self.among:
            limits["enum"] = list(self.among)
        if self.pattern:
            limits["pattern"] = self.pattern
        told = {"name": self.name, "type": self.type.value, "title": self.title, "constraints": limits}
        told |= {"description": self.says} if self.says else {}
        return told | ({"trueValues": ["true"], "falseValues": ["false"]} if self.type is Type.BOOLEAN else {})

    def json_schema(self) -> dict[str, Any]:
        """The field as the description of the interface tells it; null when the value is missing."""
        told = dict(_JSON[self.type]) | {"description": f"{self.title}. {self.says}".strip().rstrip(".") + "."}
        if self.among:
            told["enum"] = [*self.among, *([] if self.is_required else [None])]
        if self.pattern:
            told["pattern"] = f"^{self.pattern}$"
        if not self.is_required:
            told["type"] = [told["type"], "null"]
        return told


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """One sort of table: its name in addresses, its title, what it holds, its fields and its primary key."""

    name: str
    title: str
    says: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    def table_schema(self) -> dict[str, Any]:
        """The descriptor of a file of this sort (CSV: commas, decimal points, UTF-8)."""
        return {
            "$schema": PROFILE,
            "name": self.name,
            "title": self.title,
            "description": self.says,
            "fields": [field.table_schema() for field in self.fields],
            "primaryKey": list(self.key),
            "missingValues": [""],
        }

    def json_schema(self) -> dict[str, Any]:
        """One row as an object."""
        return {
            "type": "object",
            "description": self.says,
            "properties": {field.name: field.json_schema() for field in self.fields},
            "required": [field.name for field in self.fields],
            "additionalProperties": False,
        }
