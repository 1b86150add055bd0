"""Figures that higher rooms lend to the texts printed here: governance owns the shape, funding brings its own.

register(provider)                      once, when the room above gets ready
figures_for(centre, year)               what to merge in a convention or an amendment of that year
is_amount_set(centre, year)             whether the act that sets that year may say how much
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from documents.formats import euros

if TYPE_CHECKING:
    from centres.models import Centre


TO_BE_SET = "montant à préciser à l’adoption de l’exercice"


@dataclass(frozen=True, kw_only=True)
class MergedFigure:
    """An amount to print (euros), where it comes from, and whether it may still change; None is not known yet."""

    label: str
    value: Decimal | None
    reference: str
    is_final: bool

    @property
    def text(self) -> str:
        """« 180 000 € », or the words that stand for an amount not yet adopted."""
        return TO_BE_SET if self.value is None else euros(self.value)


Provider = Callable[["Centre", int], list[MergedFigure]]
figures_providers: list[Provider] = []


def register_merged_figures(provider: Provider) -> None:
    """Add a provider; the same one twice counts once."""
    if provider not in figures_providers:
        figures_providers.append(provider)


def figures_for(centre: Centre, year: int) -> list[MergedFigure]:
    """Every figure known for `centre` and `year`, in the order of registration."""
    return [figure for provider in figures_providers for figure in provider(centre, year)]


def is_amount_set(centre: Centre, year: int) -> bool:
    """Whether an amount is known, so that the text of that year is not « à préciser »."""
    return any(figure.value is not None for figure in figures_for(centre, year))


VersionsProvider = Callable[[], list[str]]
_providers: list[VersionsProvider] = []


def register_versions(provider: VersionsProvider) -> None:
    """Add a provider; the same one twice counts once."""
    if provider not in _providers:
        _providers.append(provider)


def published_versions() -> list[str]:
    """Every published version, the latest first."""
    return [name for provider in _providers for name in provider()]
