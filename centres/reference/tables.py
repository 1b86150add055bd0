"""The reference tables as they lie in `data/`: one CSV file each, `;` between cells, « oui » or « non »."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import models

DATA = Path(__file__).parent / "data"
Row = dict[str, str]
Keys = Mapping[type[models.Model], Mapping[str, int]]


def read(name: str) -> Iterator[Row]:
    """The lines of one table, by column name."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";", strict=True)


def typed(model: type[models.Model], row: Row, keys: Keys) -> dict[str, Any]:
    """The cells of a line as the model's own values; a blank is an absence."""
    return dict(_typed_cell(model._meta.get_field(column), text, keys) for column, text in row.items())


def _typed_cell(field: Any, text: str, keys: Keys) -> tuple[str, Any]:
    if not text:
        return field.attname, None if field.null else ""
    if field.is_relation:
        return field.attname, keys[field.related_model][text]
    if isinstance(field, models.BooleanField):
        return field.attname, {"oui": True, "non": False}[text]
    return field.attname, field.to_python(text)
