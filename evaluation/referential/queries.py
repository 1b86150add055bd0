"""A version of the referential for its pages and files: by section, in the order of the form."""

from __future__ import annotations

from dataclasses import dataclass

from documents.french import number
from evaluation.enums import ReferentialState, Section, ValueKind
from evaluation.models import Indicator, Referential
from evaluation.referential.load import read_indicators

DERIVED_LIKE = {
    row["derivation"]: f"comme {row['code']} {row['label']}" for row in read_indicators() if row["derivation"]
}
FROM_CENTRE = "saisi par le centre"


@dataclass(frozen=True)
class Chapter:
    """One section of the form and its indicators."""

    section: Section
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class ReferentialChapters:
    """A version with its chapters, and the complements of regions apart."""

    referential: Referential
    chapters: tuple[Chapter, ...]
    complements: tuple[Indicator, ...]

    @property
    def national(self) -> list[Indicator]:
        return [indicator for chapter in self.chapters for indicator in chapter.indicators]

    @property
    def critical(self) -> list[Indicator]:
        return [indicator for indicator in self.national if indicator.is_critical]

    @property
    def derived(self) -> list[Indicator]:
        return [indicator for indicator in self.national if indicator.derivation]


def referential_chapters(referential: Referential) -> ReferentialChapters:
    """The indicators of a version by section, regional ones apart (1 query)."""
    indicators = list(referential.indicators.select_related("region"))
    by_section: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        if indicator.region_id is None:
            by_section.setdefault(indicator.section, []).append(indicator)
    return ReferentialChapters(
        referential=referential,
        chapters=tuple(
            Chapter(section, tuple(by_section[section.value])) for section in Section if section.value in by_section
        ),
        complements=tuple(indicator for indicator in indicators if indicator.region_id is not None),
    )


def source_of(indicator: Indicator) -> str:
    """« compté par l’application », « saisi par le centre »."""
    return "compté par l’application" if indicator.derivation else FROM_CENTRE


def threshold_of(indicator: Indicator) -> str:
    """« conforme à partir de 2 », « conforme jusqu’à 20 % », empty without a threshold."""
    unit = "\u00a0%" if indicator.kind == ValueKind.PERCENT else ""
    if indicator.kind == ValueKind.BOOLEAN and indicator.at_least is not None:
        return "conforme si oui"
    limits = []
    if indicator.at_least is not None:
        limits.append(f"à partir de {number(indicator.at_least)}{unit}")
    if indicator.at_most is not None:
        limits.append(f"jusqu’à {number(indicator.at_most)}{unit}")
    return f"conforme {' et '.join(limits)}" if limits else ""


def published_versions() -> list[str]:
    """The names of the published versions, the latest first (1 query): a convention annexes one of them (R-78)."""
    published = Referential.objects.filter(state=ReferentialState.PUBLISHED)
    return list(published.order_by("-published_on", "-pk").values_list("name", flat=True))
