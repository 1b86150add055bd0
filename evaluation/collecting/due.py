"""Until when each form is awaited (R-135), and who is late: asked of the database, told in French."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from evaluation.collecting.rights import LATE_STATES
from evaluation.models import Collection, Postponement


def with_due(collections: QuerySet[Collection], today: dt.date) -> QuerySet[Collection]:
    """Adds `due_on` (the extension of a centre counts) and `is_late`; Paris is never late (R-56)."""
    granted = Postponement.objects.filter(campaign=OuterRef("campaign"), centre=OuterRef("centre")).values("until")[:1]
    return collections.annotate(
        postponed_until=Subquery(granted), due_on=Coalesce(F("postponed_until"), F("campaign__centres_due_on"))
    ).annotate(is_late=Case(When(_unsent() & Q(due_on__lt=today), then=Value(value=True)), default=Value(value=False)))


def _unsent() -> Q:
    return Q(state__in=sorted(LATE_STATES), centre__is_state_funded=True)
