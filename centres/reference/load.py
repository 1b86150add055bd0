"""Load the network of the public sources: regions, départements, institutions, the twenty centres and their history.

Idempotent; a newer version of the tables replaces the older one. Rows changed in the administration are left alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models, transaction

from centres.models import (
    Centre,
    Commune,
    Department,
    DistrictCount,
    Identity,
    Institution,
    LeadRegion,
    MedianDistance,
    Perimeter,
    Recognition,
    Region,
)
from centres.services import changed_by_hand

DATA = Path(__file__).parent / "data"
Row = dict[str, str]
Keys = Mapping[type[models.Model], Mapping[str, int]]


def read(name: str) -> Iterator[Row]:
    """The lines of one table, by column name."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";", strict=True)


def model_values(model: type[models.Model], row: Row, keys: Keys) -> dict[str, Any]:
    """The cells of a line as values of the model's fields; empty for a blank."""
    values: dict[str, Any] = {}
    for column, text in row.items():
        field: Any = model._meta.get_field(column)
        if not text:
            values[field.attname] = None if field.null else ""
        elif field.is_relation:
            values[field.attname] = keys[field.related_model][text]
        elif isinstance(field, models.BooleanField):
            values[field.attname] = {"oui": True, "non": False}[text]
        else:
            values[field.attname] = field.to_python(text)
    return values


DATED_TABLES = {
    Identity: "identities",
    Perimeter: "perimeters",
    LeadRegion: "lead_regions",
    Recognition: "recognitions",
    DistrictCount: "district_counts",
    MedianDistance: "median_distances",
}
NATURAL_KEYS = {Region: "code", Department: "code", Commune: "code", Centre: "slug"}


@dataclass(frozen=True)
class Loaded:
    """How many centres follow the tables, and the slugs of those left alone because a person changed them."""

    centres: int
    edited: tuple[str, ...]


@transaction.atomic
def load_reference() -> Loaded:
    """Load the reference data, in one transaction."""
    _upsert(Region, read("regions"))
    _upsert(Department, read("departments"))
    # An official list, once imported, knows the names and places of communes better.
    communes = [Commune(**values) for values in _table_values(Commune, read("communes"))]
    Commune.objects.bulk_create(communes, ignore_conflicts=True)
    if not changed_by_hand(Institution):
        _replace(Institution.objects.all(), _table_values(Institution, read("institutions")))
    changed = Centre.objects.filter(pk__in=changed_by_hand(Centre)).order_by("slug")
    edited = tuple(changed.values_list("slug", flat=True))
    ours = [row for row in read("centres") if row["slug"] not in edited]
    _upsert(Centre, ours)
    slugs = {row["slug"] for row in ours}
    for model, name in DATED_TABLES.items():
        rows = [row for row in read(name) if row["centre"] in slugs]
        if model is Perimeter:  # one line for all the départements of a centre since a day
            cells = [(row.pop("departments"), row) for row in rows]
            rows = [{**row, "department": code} for codes, row in cells for code in codes.split()]
        _replace(model.objects.filter(centre__slug__in=slugs), _table_values(model, rows))
    return Loaded(len(ours), edited)


def _table_values(model: type[models.Model], rows: Iterable[Row]) -> list[dict[str, Any]]:
    keys: Keys = {related: dict(related.objects.values_list(key, "pk")) for related, key in NATURAL_KEYS.items()}
    return [model_values(model, row, keys) for row in rows]


def _upsert(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Create or update rows by their natural key."""
    lines, key = _table_values(model, rows), NATURAL_KEYS[model]
    if lines:
        fields = [field.name for field in model._meta.fields if field.attname in lines[0] and field.name != key]
        objects = [model(**values) for values in lines]
        model.objects.bulk_create(objects, update_conflicts=True, unique_fields=[key], update_fields=fields)


def _replace(rows: models.QuerySet, new: list[dict[str, Any]]) -> None:
    """Replace `rows` by the `new` ones, unless they are equal."""
    if not new or set(rows.values_list(*new[0])) == {tuple(values.values()) for values in new}:
        return
    rows.delete()
    rows.model.objects.bulk_create(rows.model(**values) for values in new)
