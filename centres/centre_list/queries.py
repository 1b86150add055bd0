"""Read the list of centres on a given day: 1 query, plus 1 for the perimeters."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import FilteredRelation

from accounts.models import User
from centres.enums import DistanceMethod, Echelon, LegalForm, Vintage, Zone
from centres.models import Centre, Perimeter
from centres.models.dated import true_on
from documents.french import counted, listed, unaccented


@dataclass(frozen=True, kw_only=True)
class CentreRow:
    """One centre of the list; a missing figure is None, never zero."""

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

    @classmethod
    def of(cls, values: dict[str, Any]) -> CentreRow:
        """The centre of a row of `COLUMNS`."""
        form, method, vintage = (
            values[key] for key in ("identity_now__legal_form", "median_now__method", "count_now__vintage")
        )
        return cls(
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
class CentreCriteria:
    """Which centres, on which day."""

    day: dt.date
    zone: str = ""
    region: str = ""
    legal_form: str = ""


FACT_RELATIONS = {"identity_now": "identities", "count_now": "district_counts", "median_now": "median_distances"}
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


def rows_of(user: User, criteria: CentreCriteria) -> list[CentreRow]:
    """The centres alive or « à créer » that day that `user` may read, filtered, without their perimeters (1 query)."""
    centres = Centre.objects.visible_to(user).alive_on(criteria.day, planned=True)
    if criteria.zone:
        centres = centres.filter(zone=criteria.zone)
    if criteria.region:
        covering = Perimeter.objects.on(criteria.day).filter(department__region__code=criteria.region)
        centres = centres.filter(pk__in=covering.values("centre"))
    for name, relation in FACT_RELATIONS.items():
        true_that_day = true_on(criteria.day, relation)
        centres = centres.annotate(**{name: FilteredRelation(relation, condition=true_that_day)})
    if criteria.legal_form:
        centres = centres.filter(identity_now__legal_form=criteria.legal_form)
    return [CentreRow.of(values) for values in centres.values(*COLUMNS)]


def with_perimeters(rows: Iterable[CentreRow], day: dt.date) -> list[CentreRow]:
    """The same rows with the départements covered on `day` (1 query)."""
    rows = list(rows)
    covered = defaultdict(list)
    perimeters = Perimeter.objects.on(day).filter(centre__in=[row.pk for row in rows]).order_by("department__code")
    for pk, *fact in perimeters.values_list(
        "centre", "department__code", "department__name", "department__region__name", "to_confirm"
    ):
        covered[pk].append(fact)
    return [
        replace(
            row,
            departments=tuple((code, name) for code, name, *_ in covered[row.pk]),
            regions=tuple(sorted({region for _, _, region, _ in covered[row.pk]}, key=unaccented)),
            doubts=row.doubts + (("périmètre",) if any(to_confirm for *_, to_confirm in covered[row.pk]) else ()),
        )
        for row in rows
    ]
