"""Fields of a data set, described once: as a Table Schema for its CSV file, as a JSON Schema for the API.

Table Schema: specs.frictionlessdata.io.
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
    """One column of the files and answers; `title` and `says` are in French; may be blank unless `is_required`."""

    name: str
    type: Type
    title: str
    says: str = ""
    is_required: bool = False
    among: tuple[str, ...] = ()
    pattern: str = ""

    def table_schema(self) -> dict[str, Any]:
        """The field in a Table Schema."""
        limits: dict[str, Any] = {"required": self.is_required}
        if self.among:
            limits["enum"] = list(self.among)
        if self.pattern:
            limits["pattern"] = self.pattern
        descriptor = {"name": self.name, "type": self.type.value, "title": self.title, "constraints": limits}
        descriptor |= {"description": self.says} if self.says else {}
        return descriptor | ({"trueValues": ["true"], "falseValues": ["false"]} if self.type is Type.BOOLEAN else {})

    def json_schema(self) -> dict[str, Any]:
        """The field in a JSON Schema; a missing value is null."""
        schema = dict(_JSON[self.type]) | {"description": f"{self.title}. {self.says}".strip().rstrip(".") + "."}
        if self.among:
            schema["enum"] = [*self.among, *([] if self.is_required else [None])]
        if self.pattern:
            schema["pattern"] = f"^{self.pattern}$"
        if not self.is_required:
            schema["type"] = [schema["type"], "null"]
        return schema


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """One kind of table: `name` is in its addresses, `says` is its description in French, `key` its primary key."""

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
