"""What the registry says of each centre on the first day of a year: the data that a round starts from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from centres.enums import LegalForm
from centres.models import Centre, DistrictCount, Identity, MedianDistance
from funding.models import Allocation
from funding.models.round import CORRECTED


@dataclass(frozen=True, kw_only=True)
class RegistryLine:
    """One centre as the registry knows it on a day; a missing figure stays None, never 0."""

    centre: Centre
    name: str
    in_formula: bool
    qpv: int | None
    vintage: int | None
    qpv_source: str
    km: Decimal | None
    km_method: str
    km_source: str
    to_confirm: bool
    is_planned: bool


def registry_lines(year: int) -> list[RegistryLine]:
    """Every centre that lives on 1 January of `year`, in alphabetical order, in 4 queries."""
    day = dt.date(year, 1, 1)
    identities = _by_centre(Identity.objects.on(day))
    counts = _by_centre(DistrictCount.objects.on(day))
    medians = _by_centre(MedianDistance.objects.on(day))
    centres = Centre.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), pk__in=identities)
    return [
        _line(centre, identities[centre.pk], counts.get(centre.pk), medians.get(centre.pk))
        for centre in centres.order_by("usual_name")
    ]


def _by_centre(rows: Iterable) -> dict[int, object]:
    return {row.centre_id: row for row in rows}


def _line(
    centre: Centre, identity: Identity, count: DistrictCount | None, median: MedianDistance | None
) -> RegistryLine:
    return RegistryLine(
        centre=centre,
        name=identity.name,
        # without State funding, out of the calculation and of the bounds.
        in_formula=centre.is_state_funded and identity.legal_form != LegalForm.NONE,
        qpv=count.count if count else None,
        vintage=count.vintage if count else None,
        qpv_source=count.source if count else "",
        km=median.km if median else None,
        km_method=median.method if median else "",
        km_source=median.source if median else "",
        is_planned=identity.legal_form == LegalForm.PLANNED,
        to_confirm=bool((count and count.to_confirm) or (median and median.to_confirm)),
    )


def is_to_confirm(line: Allocation) -> bool:
    """Whether a figure that the line still reads of the registry is to be confirmed there (2 queries at most)."""
    day = dt.date(line.round.year, 1, 1)
    sources = ((DistrictCount, line.qpv_source), (MedianDistance, line.km_source))
    doubtful = (
        model.objects.on(day).filter(centre=line.centre_id, to_confirm=True)
        for model, source in sources
        if source != CORRECTED
    )
    return any(rows.exists() for rows in doubtful)
