"""Import an official list of districts into the registry, and compare it with the counts of the centres."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from centres.districts.official_list import ListedDistrict
from centres.enums import Vintage
from centres.models import Commune, Department, DistrictCount, Perimeter, PriorityDistrict

Link = PriorityDistrict.communes.through


@dataclass(frozen=True)
class ImportedDistricts:
    """Counts of an import: districts, communes, stored districts absent from the list, communes with several names."""

    districts: int
    communes: int
    omitted: int
    misnamed: int


@dataclass(frozen=True)
class DistrictComparison:
    """For one centre, the districts that it declares and those of the list in its perimeter."""

    centre: str
    declared: int
    listed: int
    to_confirm: bool


@transaction.atomic
def import_list(lines: list[ListedDistrict], vintage: Vintage) -> ImportedDistricts:
    """Write the communes and the districts of a list, all or nothing; a second time changes nothing."""
    communes = _upsert_communes(lines)
    names = {line.code: line.name for line in lines}
    rows = [PriorityDistrict(code=code, name=name, vintage=vintage) for code, name in names.items()]
    PriorityDistrict.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["vintage", "code"], update_fields=["name"]
    )
    stored = dict(PriorityDistrict.objects.filter(vintage=vintage).values_list("code", "pk"))
    links = {(stored[line.code], communes[line.commune]) for line in lines}
    linked = Link.objects.filter(prioritydistrict__in={district for district, _ in links})
    current = {(row.prioritydistrict_id, row.commune_id): row.pk for row in linked}
    Link.objects.filter(pk__in=[pk for pair, pk in current.items() if pair not in links]).delete()
    Link.objects.bulk_create(
        Link(prioritydistrict_id=district, commune_id=commune) for district, commune in sorted(links - current.keys())
    )
    misnamed = Commune.objects.filter(pk__in=communes.values(), name__contains=";").count()
    return ImportedDistricts(len(names), len(communes), len(stored) - len(names), misnamed)


def _upsert_communes(lines: Iterable[ListedDistrict]) -> dict[str, int]:
    """Write the communes of the list; names when a line names a single one, places when it gives them.

    Their keys by code.
    """
    departments = dict(Department.objects.values_list("code", "pk"))
    rows_by_fields: dict[tuple[str, ...], list[Commune]] = {}
    for line in {line.commune: line for line in lines}.values():
        named = ("name",) if line.is_single_commune else ()
        placed = () if line.latitude is None or line.longitude is None else ("latitude", "longitude")
        rows_by_fields.setdefault(("department", *named, *placed), []).append(
            Commune(
                code=line.commune,
                name=line.commune_name,
                department_id=departments[line.department],
                latitude=line.latitude,
                longitude=line.longitude,
            )
        )
    for fields, rows in rows_by_fields.items():
        Commune.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    codes = [row.code for rows in rows_by_fields.values() for row in rows]
    return dict(Commune.objects.filter(code__in=codes).values_list("code", "pk"))


def compare(vintage: Vintage) -> list[DistrictComparison]:
    """For each centre, its latest count for a list and the number of districts of the list in its perimeter."""
    counts = DistrictCount.objects.filter(vintage=vintage).select_related("centre").order_by("valid_from")
    latest = {count.centre_id: count for count in counts}
    perimeters = list(Perimeter.objects.select_related("department"))
    by_department = _districts_by_department(vintage)
    rows = []
    for count in latest.values():
        # On the perimeter of the end of the count, or of today.
        day = count.valid_to or max(count.valid_from, timezone.localdate())
        covered = (
            row.department.code
            for row in perimeters
            if row.centre_id == count.centre_id and row.valid_from <= day <= (row.valid_to or day)
        )
        listed = set().union(*(by_department.get(code, set()) for code in covered))
        rows.append(DistrictComparison(count.centre.usual_name, count.count, len(listed), count.to_confirm))
    return sorted(rows, key=lambda row: row.centre)


def _districts_by_department(vintage: Vintage) -> dict[str, set[int]]:
    by_department: dict[str, set[int]] = {}
    pairs = Link.objects.filter(prioritydistrict__vintage=vintage)
    for district, code in pairs.values_list("prioritydistrict", "commune__department__code"):
        by_department.setdefault(code, set()).add(district)
    return by_department


def uncovered(vintage: Vintage) -> dict[str, int]:
    """By code of département without a centre today, the number of districts of the list."""
    covered = set(Perimeter.objects.on(timezone.localdate()).values_list("department__code", flat=True))
    by_department = _districts_by_department(vintage)
    return {code: len(districts) for code, districts in sorted(by_department.items()) if code not in covered}
