"""Registers of what conventions print of other apps: amounts (R-80), published versions of the indicators (R-78).

Each app adds its functions to LENT_FIGURES and LENT_VERSIONS in its `registrations`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.registry import Registry
from documents.french import euros

if TYPE_CHECKING:
    from centres.models import Centre


TO_BE_SET = "montant à préciser à l’adoption de l’exercice"


@dataclass(frozen=True, kw_only=True)
class MergedFigure:
    """An amount to print (euros), its source, and whether it is final; None while it is not set."""

    label: str
    value: Decimal | None
    reference: str
    is_final: bool

    @property
    def text(self) -> str:
        """« 180 000 € », or `TO_BE_SET`."""
        return TO_BE_SET if self.value is None else euros(self.value)


LENT_FIGURES: Registry[Callable[[Centre, int], list[MergedFigure]]] = Registry()


def figures_for(centre: Centre, year: int) -> list[MergedFigure]:
    """The amounts to print in a convention or an amendment of that year, in the order of registration."""
    return [figure for load in LENT_FIGURES for figure in load(centre, year)]


def is_amount_set(centre: Centre, year: int) -> bool:
    """Whether an amount is set for that year, so that it is not printed « à préciser »."""
    return any(figure.value is not None for figure in figures_for(centre, year))


LENT_VERSIONS: Registry[Callable[[], list[str]]] = Registry()


def published_versions() -> list[str]:
    """The published versions of the indicators that a convention may annex, the latest first."""
    return [version for load in LENT_VERSIONS for version in load()]
