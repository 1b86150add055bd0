"""The network as public sources describe it: regions, départements, institutions, the twenty centres and their story.

Loading twice changes nothing; loading a newer version of the tables replaces the older one. What somebody has changed
through the administration is theirs: it is left alone.
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


STORY = {
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
    """What a loading did: how many centres now follow the tables, and those that it left to their keepers."""

    centres: int
    left_alone: tuple[str, ...]


@transaction.atomic
def load_reference() -> Loaded:
    """Bring the reference data into the database: all of it, or nothing."""
    _load_territory()
    if not changed_by_hand(Institution):
        _replace(Institution.objects.all(), _typed(Institution, read("institutions")))
    kept = Centre.objects.filter(pk__in=changed_by_hand(Centre)).order_by("slug").values_list("slug", flat=True)
    left_alone = tuple(kept)
    ours = [row for row in read("centres") if row["slug"] not in left_alone]
    _upsert(Centre, ours)
    _load_story({row["slug"] for row in ours})
    return Loaded(len(ours), left_alone)


def _load_territory() -> None:
    _upsert(Region, read("regions"))
    _upsert(Department, read("departments"))
    # An official list, once imported, knows the names and places of communes better.
    communes = [Commune(**values) for values in _typed(Commune, read("communes"))]
    Commune.objects.bulk_create(communes, ignore_conflicts=True)


def _load_story(slugs: set[str]) -> None:
    """Give these centres the dated facts of every table."""
    for model, name in STORY.items():
        rows = (row for row in _one_per_department(read(name)) if row["centre"] in slugs)
        _replace(model.objects.filter(centre__slug__in=slugs), _typed(model, rows))


def _one_per_department(rows: Iterable[Row]) -> Iterator[Row]:
    """A perimeter lists its départements in one cell; the database has one row for each."""
    for row in rows:
        codes = row.pop("departments", None)
        yield from [{**row, "department": code} for code in codes.split()] if codes else [row]


def _typed(model: type[models.Model], rows: Iterable[Row]) -> list[dict[str, Any]]:
    keys: Keys = {known: dict(known.objects.values_list(key, "pk")) for known, key in NATURAL_KEYS.items()}
    return [typed(model, row, keys) for row in rows]


def _upsert(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Create or update rows found by their natural key."""
    wanted, key = _typed(model, rows), NATURAL_KEYS[model]
    if wanted:
        fields = [field.name for field in model._meta.fields if field.attname in wanted[0] and field.name != key]
        made = [model(**values) for values in wanted]
        model.objects.bulk_create(made, update_conflicts=True, unique_fields=[key], update_fields=fields)


def _replace(rows: models.QuerySet, wanted: list[dict[str, Any]]) -> None:
    """Put the wanted rows in the place of these, unless they already say the same."""
    if not wanted or set(rows.values_list(*wanted[0])) == {tuple(values.values()) for values in wanted}:
        return
    rows.delete()
    rows.model.objects.bulk_create(rows.model(**values) for values in wanted)
