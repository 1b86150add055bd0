"""What the apps above lend to the texts of conventions: amounts (R-80), published versions of the indicators (R-78).

LENT_FIGURES, LENT_VERSIONS             what each app adds in its `registrations`
figures_for(centre, year)               what to merge in a convention or an amendment of that year
is_amount_set(centre, year)             whether the act that sets that year may say how much
published_versions()                    what a convention may annex, the latest first
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
    """An amount to print (euros), where it comes from, and whether it may still change; None is not known yet."""

    label: str
    value: Decimal | None
    reference: str
    is_final: bool

    @property
    def text(self) -> str:
        """« 180 000 € », or the words that stand for an amount not yet adopted."""
        return TO_BE_SET if self.value is None else euros(self.value)


LENT_FIGURES: Registry[Callable[[Centre, int], list[MergedFigure]]] = Registry()


def figures_for(centre: Centre, year: int) -> list[MergedFigure]:
    """Every figure known for `centre` and `year`, in the order of registration."""
    return [figure for lend in LENT_FIGURES for figure in lend(centre, year)]


def is_amount_set(centre: Centre, year: int) -> bool:
    """Whether an amount is known, so that the text of that year is not « à préciser »."""
    return any(figure.value is not None for figure in figures_for(centre, year))


LENT_VERSIONS: Registry[Callable[[], list[str]]] = Registry()


def published_versions() -> list[str]:
    """Every published version, the latest first."""
    return [name for lend in LENT_VERSIONS for name in lend()]
