"""The dated facts of one centre, in 1 query: identity, perimeter, lead region, recognition, districts, distance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import CharField, DecimalField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from centres.enums import DistanceMethod, LegalForm, Vintage
from centres.models import Centre


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

    kind: FactKind
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


TEXTS = ("code", "label", "detail", "place", "address")
COLUMNS = (*(f"fact_{name}" for name in ("kind", *TEXTS, "number")), "valid_from", "valid_to", "source", "to_confirm")
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
    first, *others = (_facts_query(centre, kind) for kind in FACT_TABLES)
    rows = first.union(*others, all=True)
    facts = [Fact(FactKind(kind), *rest) for kind, *rest in rows]
    return sorted(facts, key=lambda fact: (fact.valid_from, fact.kind, fact.code))


def _facts_query(centre: Centre, kind: FactKind) -> QuerySet:
    """The facts of one table, in the columns common to all tables."""
    relation, paths = FACT_TABLES[kind]
    # Every branch of a union must give the same types, absent values included: PostgreSQL is strict about it.
    texts = {f"fact_{name}": _text(paths.get(name)) for name in TEXTS}
    number = Cast(
        F(paths["number"]) if "number" in paths else Value(None), DecimalField(max_digits=12, decimal_places=1)
    )
    rows = getattr(centre, relation).annotate(fact_kind=_literal(kind), fact_number=number, **texts)
    return rows.order_by().values_list(*COLUMNS)


def _text(path: str | None) -> Any:
    return Coalesce(Cast(F(path), CharField()), _literal("")) if path else _literal("")


def _literal(text: str) -> Cast:
    return Cast(Value(text), CharField())
