"""The national list of indicators as reference data, `indicators.csv` beside this file (§4.3, R-143)."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from documents.french import typeset
from evaluation.enums import ReferentialState
from evaluation.models import Indicator, Referential

TABLE = Path(__file__).parent / "indicators.csv"
FIRST_VERSION = "2020"
PUBLISHED_ON = dt.date(2019, 12, 10)
REASON = (
    "Première version : 44 indicateurs, proposés d’après le cadre de référence de mars 2017, à construire ensemble."
)
THRESHOLDS = ("at_least", "at_most")
FLAGS = ("is_critical", "is_financial")
YES_OR_NO = {"oui": True, "non": False}


def read_indicators() -> list[dict[str, Any]]:
    """The 44 indicators of the table, as columns of `Indicator`, in the order of the form."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";", strict=True))
    return [
        {name: typeset(text) for name, text in row.items()}
        | {name: Decimal(row[name]) if row[name] else None for name in THRESHOLDS}
        | {name: YES_OR_NO[row[name]] for name in FLAGS}
        | {"rank": rank}
        for rank, row in enumerate(rows, start=1)
    ]


@transaction.atomic
def load_referential() -> Referential:
    """The first version, loaded once: an existing one is unchanged, as a published version never changes."""
    referential, created = Referential.objects.get_or_create(
        name=FIRST_VERSION,
        defaults={"state": ReferentialState.PUBLISHED, "published_on": PUBLISHED_ON, "reason": REASON},
    )
    if created:
        Indicator.objects.bulk_create(Indicator(referential=referential, **row) for row in read_indicators())
    return referential
