"""The list of centres, as it was on a given day: one row per centre, in a number of queries that never grows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import FilteredRelation, QuerySet

from accounts.models import User
from centres.enums import DistanceMethod, Echelon, LegalForm, Vintage, Zone
from centres.models import Centre, Perimeter
from centres.models.dated import true_on
from documents.french import counted, listed
from documents.text import unaccented


@dataclass(frozen=True, kw_only=True)
class CentreRow:
    """One centre of the list. A figure that nobody has given is None, never zero."""

    pk: int
    slug: str
    usual_name: str
    name: str
    legal_form: str
    carrier: str
    zone: str
    echelon: str
    seat: str
    is_state_funded: bool
    qpv: int | None
    vintage: str
    km: Decimal | None
    method: str
    departments: tuple[tuple[str, str], ...] = ()
    regions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def perimeter(self) -> str:
        """« Nord (59) » alone, or « Hauts-de-France : 5 départements »."""
        if len(self.departments) == 1:
            return "{1} ({0})".format(*self.departments[0])
        if not self.departments:
            return ""
        return f"{listed(self.regions)}\u00a0: {counted(len(self.departments), 'département')}"

    @property
    def short_form(self) -> str:
        """« GIP » rather than « groupement d’intérêt public (GIP) », for a narrow column."""
        return "GIP" if self.legal_form == LegalForm.GIP.label else self.legal_form

    @property
    def codes(self) -> str:
        """« 02 59 60 62 80 »."""
        return " ".join(code for code, _ in self.departments)


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """Which centres, on which day."""

    day: dt.date
    zone: str = ""
    region: str = ""
    legal_form: str = ""


NOW = {"identity_now": "identities", "count_now": "district_counts", "median_now": "median_distances"}
COLUMNS = (
    "pk", "slug", "usual_name", "zone", "echelon", "is_state_funded", "to_confirm",
    "identity_now__name", "identity_now__legal_form", "identity_now__carrier", "identity_now__seat__name",
    "identity_now__to_confirm", "count_now__count", "count_now__vintage", "count_now__to_confirm",
    "median_now__km", "median_now__method", "median_now__to_confirm",
)  # fmt: skip
DOUBTS = {
    "to_confirm": "fiche",
    "identity_now__to_confirm": "identité",
    "count_now__to_confirm": "quartiers",
    "median_now__to_confirm": "distance",
}


def rows_of(user: User, criteria: Criteria) -> list[CentreRow]:
    """The centres that `user` may read and that answer `criteria`, without their perimeters: one query."""
    centres = _answering(Centre.objects.visible_to(user), criteria)
    for name, relation in NOW.items():
        held = true_on(criteria.day, relation)
        centres = centres.annotate(**{name: FilteredRelation(relation, condition=held)})
    if criteria.legal_form:
        centres = centres.filter(identity_now__legal_form=criteria.legal_form)
    return [_row(values) for values in centres.values(*COLUMNS)]


def _answering(centres: QuerySet, criteria: Criteria) -> QuerySet:
    if criteria.zone:
        centres = centres.filter(zone=criteria.zone)
    if criteria.region:
        covering = Perimeter.objects.on(criteria.day).filter(department__region__code=criteria.region)
        centres = centres.filter(pk__in=covering.values("centre"))
    return centres


def _row(values: dict[str, Any]) -> CentreRow:
    form, method, vintage = (
        values[key] for key in ("identity_now__legal_form", "median_now__method", "count_now__vintage")
    )
    return CentreRow(
        pk=values["pk"],
        slug=values["slug"],
        usual_name=values["usual_name"],
        name=values["identity_now__name"] or values["usual_name"],
        legal_form=LegalForm(form).label if form else "",
        carrier=values["identity_now__carrier"] or "",
        zone=Zone(values["zone"]).label,
        echelon=Echelon(values["echelon"]).label,
        seat=values["identity_now__seat__name"] or "",
        is_state_funded=values["is_state_funded"],
        qpv=values["count_now__count"],
        vintage=Vintage(vintage).label if vintage else "",
        km=values["median_now__km"],
        method=DistanceMethod(method).label if method else "",
        doubts=tuple(doubt for key, doubt in DOUBTS.items() if values[key]),
    )


def with_perimeters(rows: Iterable[CentreRow], day: dt.date) -> list[CentreRow]:
    """The same rows with the départements they covered on `day`: one query."""
    rows = list(rows)
    covered = defaultdict(list)
    perimeters = Perimeter.objects.on(day).filter(centre__in=[row.pk for row in rows]).order_by("department__code")
    for pk, *fact in perimeters.values_list(
        "centre", "department__code", "department__name", "department__region__name", "to_confirm"
    ):
        covered[pk].append(fact)
    return [_covering(row, covered[row.pk]) for row in rows]


def _covering(row: CentreRow, facts: list[list[Any]]) -> CentreRow:
    doubt = ("périmètre",) if any(to_confirm for *_, to_confirm in facts) else ()
    return replace(
        row,
        departments=tuple((code, name) for code, name, *_ in facts),
        regions=tuple(sorted({region for _, _, region, _ in facts}, key=unaccented)),
        doubts=row.doubts + doubt,
    )
