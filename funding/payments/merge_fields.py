"""Amounts of the adopted exercise printed in conventions and amendments (R-80, R-98)."""

from __future__ import annotations

from centres.models import Centre
from funding.enums import RoundState
from funding.models import Allocation
from governance.registers.lent_figures import MergedFigure

_LABELS = {
    "fixed_part": "Part fixe du budget socle",
    "variable_part": "Part variable du budget socle",
    "budget": "Budget socle théorique",
    "state_floor": "Contribution de l’État garantie sur le programme 147",
}


def merged_figures(centre: Centre, year: int) -> list[MergedFigure]:
    """The four amounts of the adopted exercise; without values as long as none is adopted (1 query)."""
    line = (
        Allocation.objects.filter(centre=centre, round__year=year, round__state=RoundState.ADOPTED)
        .values(*_LABELS, "round__version")
        .first()
    )
    if line is None or line["budget"] is None:
        return [_figure(name, None, f"exercice {year} non adopté") for name in _LABELS]
    reference = f"exercice {year} adopté, version {line['round__version']}"
    return [_figure(name, line[name], reference) for name in _LABELS]


def _figure(name: str, value: object, reference: str) -> MergedFigure:
    return MergedFigure(label=_LABELS[name], value=value, reference=reference, is_final=value is not None)
