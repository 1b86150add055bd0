"""Bringing an official list into the registry, and comparing it with what the centres declare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from centres.districts.official_list import ListedDistrict
from centres.enums import Vintage
from centres.models import Commune, Department, DistrictCount, Perimeter, PriorityDistrict

PLACE = ["department", "latitude", "longitude"]
Link = PriorityDistrict.communes.through


@dataclass(frozen=True)
class Imported:
    """What an import found: districts and communes of the list, known districts that it omits, communes it misnames."""

    districts: int
    communes: int
    omitted: int
    misnamed: int


@dataclass(frozen=True)
class Comparison:
    """For one centre, the districts that it declares and those of the list in its perimeter."""

    centre: str
    declared: int
    listed: int
    to_confirm: bool


@transaction.atomic
def import_list(lines: list[ListedDistrict], vintage: Vintage) -> Imported:
    """Write the communes and the districts of a list, all or nothing; a second time changes nothing."""
    communes = _keep_communes(lines)
    names = {line.code: line.name for line in lines}
    rows = [PriorityDistrict(code=code, name=name, vintage=vintage) for code, name in names.items()]
    PriorityDistrict.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["vintage", "code"], update_fields=["name"]
    )
    known = dict(PriorityDistrict.objects.filter(vintage=vintage).values_list("code", "pk"))
    _link({(known[line.code], communes[line.commune]) for line in lines})
    misnamed = Commune.objects.filter(pk__in=communes.values(), name__contains=";").count()
    return Imported(len(names), len(communes), len(known) - len(names), misnamed)


def _keep_communes(lines: Iterable[ListedDistrict]) -> dict[str, int]:
    """The keys of the communes by code, once the list has placed its own, and named those that it names alone."""
    departments = dict(Department.objects.values_list("code", "pk"))
    communes = {line.commune: line for line in lines}
    for alone, fields in ((True, [*PLACE, "name"]), (False, PLACE)):
        rows = [_commune(line, departments) for line in communes.values() if line.is_named_alone is alone]
        Commune.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    return dict(Commune.objects.filter(code__in=communes).values_list("code", "pk"))


def _commune(line: ListedDistrict, departments: dict[str, int]) -> Commune:
    return Commune(
        code=line.commune,
        name=line.commune_name,
        department_id=departments[line.department],
        latitude=line.latitude,
        longitude=line.longitude,
    )


def _link(wanted: set[tuple[int, int]]) -> None:
    """Give each district of the list exactly its communes."""
    ours = Link.objects.filter(prioritydistrict__in={district for district, _ in wanted})
    current = {(row.prioritydistrict_id, row.commune_id): row.pk for row in ours}
    Link.objects.filter(pk__in=[pk for pair, pk in current.items() if pair not in wanted]).delete()
    Link.objects.bulk_create(
        Link(prioritydistrict_id=district, commune_id=commune) for district, commune in sorted(wanted - current.keys())
    )


def compare(vintage: Vintage) -> list[Comparison]:
    """Centre by centre, the latest count declared for a list beside the districts of the list in its perimeter."""
    counts = DistrictCount.objects.filter(vintage=vintage).select_related("centre").order_by("valid_from")
    latest = {count.centre_id: count for count in counts}
    perimeters = list(Perimeter.objects.select_related("department"))
    by_department = _districts_by_department(vintage)
    return sorted(
        (_compared(count, perimeters, by_department) for count in latest.values()), key=lambda row: row.centre
    )


def _compared(count: DistrictCount, perimeters: Iterable[Perimeter], by_department: dict[str, set[int]]) -> Comparison:
    """One centre, over the perimeter that it had at the end of the count, or has today."""
    day = count.valid_to or max(count.valid_from, timezone.localdate())
    covered = (
        row.department.code
        for row in perimeters
        if row.centre_id == count.centre_id and row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    )
    listed = set().union(*(by_department.get(code, set()) for code in covered))
    return Comparison(count.centre.usual_name, count.count, len(listed), count.to_confirm)


def _districts_by_department(vintage: Vintage) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    pairs = Link.objects.filter(prioritydistrict__vintage=vintage)
    for district, code in pairs.values_list("prioritydistrict", "commune__department__code"):
        found.setdefault(code, set()).add(district)
    return found


def uncovered(vintage: Vintage) -> dict[str, int]:
    """By code, the départements of the list that no centre covers today, with how many districts they hold."""
    covered = set(Perimeter.objects.on(timezone.localdate()).values_list("department__code", flat=True))
    found = _districts_by_department(vintage)
    return {code: len(districts) for code, districts in sorted(found.items()) if code not in covered}
