"""Which centres an opinion compares with: those of `evaluation.comparables`, as they are on 31 December of its year."""

from __future__ import annotations

from dataclasses import dataclass

from centres.models import Centre
from evaluation.cohorts import choice_of


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """The keys of the centres comparable to one, itself apart; `near` are of one of its regions.

    `description` is empty when it is compared with nobody.
    """

    centre_id: int
    description: str
    others: tuple[int, ...]
    near: frozenset[int]


def cohort_of(centre: Centre, year: int) -> Cohort:
    """The centres of the campaign of `year`, of the zone and size band of `centre` (2 queries)."""
    choice = choice_of(centre.pk, year)
    if choice is None:
        return Cohort(centre_id=centre.pk, description="", others=(), near=frozenset())
    return Cohort(
        centre_id=centre.pk, description=choice.description, others=tuple(sorted(choice.keys)), near=choice.near
    )
