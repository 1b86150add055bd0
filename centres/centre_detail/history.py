"""The dated facts of one centre, in 1 query: identity, perimeter, lead region, recognition, districts, distance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import F, Value

from centres.enums import DistanceMethod, LegalForm, Vintage
from centres.models import Centre
from centres.union_rows import branch_of, union_rows


class FactKind(StrEnum):
    """The subject of a fact."""

    IDENTITY = "identity"
    PERIMETER = "perimeter"
    LEAD = "lead"
    RECOGNITION = "recognition"
    DISTRICTS = "districts"
    DISTANCE = "distance"


@dataclass(frozen=True)
class Fact:
    """One dated fact. `code` and `label` name it, `detail` and `place` complete it, `number` counts or measures it."""

    kind: str  # a `FactKind`
    code: str
    label: str
    detail: str
    place: str
    address: str
    number: Decimal | None
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    to_confirm: bool

    def is_true_on(self, day: dt.date) -> bool:
        """Whether the fact held on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def legal_form(self) -> str:
        """The legal form of an identity, in words."""
        return LegalForm(self.code).label

    @property
    def vintage(self) -> str:
        """The official list of a count of districts, in words."""
        return Vintage(int(self.code)).label

    @property
    def method(self) -> str:
        """How a distance was measured, in words (R-95)."""
        return DistanceMethod(self.code).label


DATED = ("valid_from", "valid_to", "source", "to_confirm")
FACT_TABLES: dict[FactKind, tuple[str, dict[str, str]]] = {
    FactKind.IDENTITY: (
        "identities",
        {"code": "legal_form", "label": "name", "detail": "carrier", "place": "seat__name", "address": "address"},
    ),
    FactKind.PERIMETER: (
        "perimeters",
        {
            "code": "department__code",
            "label": "department__name",
            "detail": "department__region__code",
            "place": "department__region__name",
        },
    ),
    FactKind.LEAD: ("lead_regions", {"code": "region__code", "label": "region__name"}),
    FactKind.RECOGNITION: ("recognitions", {"label": "reference"}),
    FactKind.DISTRICTS: ("district_counts", {"code": "vintage", "number": "count"}),
    FactKind.DISTANCE: ("median_distances", {"code": "method", "number": "km"}),
}


def facts_of(centre: Centre) -> list[Fact]:
    """Every dated fact of `centre`, the oldest first (1 query)."""
    branches = []
    for kind, (relation, paths) in FACT_TABLES.items():
        columns = {name: F(path) for name, path in paths.items()} | {name: F(name) for name in DATED}
        branches.append(branch_of(Fact, getattr(centre, relation).all(), kind=Value(str(kind)), **columns))
    return sorted(union_rows(Fact, branches), key=lambda fact: (fact.valid_from, fact.kind, fact.code))
