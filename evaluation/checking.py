"""From the stored forms to the checks: what a form is compared with, in two queries more than its own answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evaluation.checks import Asked, Finding, check
from evaluation.indicators import Measure
from evaluation.models import Collection, Indicator
from evaluation.reading import figures_of
from evaluation.spreads import spreads


def asked_of(indicators: Iterable[Indicator]) -> dict[str, Asked]:
    """What the checks need of each indicator, by code, in the order of the form."""
    return {
        one.code: Asked(
            label=one.label, kind=one.kind, breakdown=one.breakdown, at_most=one.at_most, rule=one.rule
        )
        for one in indicators
    }  # fmt: skip


def check_collection(
    collection: Collection, indicators: Iterable[Indicator], answers: Mapping[str, Measure]
) -> list[Finding]:
    """Check what a form says against itself, its own last year, and the other centres' verified figures of that year.

    The network is read from last year while this year has too few verified forms to compare with (two queries).
    """
    year, centre = collection.campaign.year, collection.centre_id
    figures = figures_of([year - 1, year])
    before = figures.get((centre, year - 1))
    others = {at: [f.measures for key, f in figures.items() if key[1] == at and key[0] != centre]
              for at in (year - 1, year)}  # fmt: skip
    network = spreads(answers, others[year - 1]) | spreads(answers, others[year])
    return check(answers, asked_of(indicators), before.measures if before else {}, network)
