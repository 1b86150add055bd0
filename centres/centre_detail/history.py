"""Every dated fact of one centre, read in one query: who it was, where it acted, for how many districts, since when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import F, QuerySet, Value

from centres.enums import DistanceMethod, LegalForm, Vintage
from centres.models import Centre
from centres.union_rows import branch_of, union_rows


class Kind(StrEnum):
    """What a fact is about."""

    IDENTITY = "identity"
    PERIMETER = "perimeter"
    LEAD = "lead"
    RECOGNITION = "recognition"
    DISTRICTS = "districts"
    DISTANCE = "distance"


@dataclass(frozen=True)
class Fact:
    """One dated fact. `code` and `label` name it, `detail` and `place` complete it, `number` counts or measures it."""

    kind: str  # a `Kind`
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
        """How a distance was had, in words (R-95)."""
        return DistanceMethod(self.code).label


DATED = ("valid_from", "valid_to", "source", "to_confirm")
TOLD_BY: dict[Kind, tuple[str, dict[str, str]]] = {
    Kind.IDENTITY: (
        "identities",
        {"code": "legal_form", "label": "name", "detail": "carrier", "place": "seat__name", "address": "address"},
    ),
    Kind.PERIMETER: (
        "perimeters",
        {
            "code": "department__code",
            "label": "department__name",
            "detail": "department__region__code",
            "place": "department__region__name",
        },
    ),
    Kind.LEAD: ("lead_regions", {"code": "region__code", "label": "region__name"}),
    Kind.RECOGNITION: ("recognitions", {"label": "reference"}),
    Kind.DISTRICTS: ("district_counts", {"code": "vintage", "number": "count"}),
    Kind.DISTANCE: ("median_distances", {"code": "method", "number": "km"}),
}


def facts_of(centre: Centre) -> list[Fact]:
    """The whole story of `centre`, oldest first, in one query whatever its length."""
    facts = union_rows(Fact, (_branch(centre, kind) for kind in TOLD_BY))
    return sorted(facts, key=lambda fact: (fact.valid_from, fact.kind, fact.code))


def _branch(centre: Centre, kind: Kind) -> QuerySet:
    relation, paths = TOLD_BY[kind]
    read = {name: F(path) for name, path in paths.items()} | {name: F(name) for name in DATED}
    return branch_of(Fact, getattr(centre, relation).all(), kind=Value(str(kind)), **read)
