"""The breakdowns of a figure: keys and labels of their parts, and whether these add up to the figure (§4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from evaluation.enums import Breakdown
from evaluation.law.codes import Part
from governance.enums import ActionFormat, Funder, Mission, ProductionKind, Public, Theme

DECISION, FUNDERS = Part.DECISION.value, Part.FUNDERS.value
COMPLEMENTARY = (Mission.C1, Mission.C2, Mission.C3, Mission.C4, Mission.C5, Mission.C6)

_PARTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        Breakdown.NONE.value: {},
        Breakdown.FORMAT.value: dict(ActionFormat.choices),
        Breakdown.PRODUCTION.value: dict(ProductionKind.choices),
        Breakdown.THEME.value: dict(Theme.choices),
        Breakdown.PUBLIC.value: dict(Public.choices),
        Breakdown.COMPLEMENTARY.value: {mission.value: mission.label for mission in COMPLEMENTARY},
        Breakdown.FUNDER.value: dict(Funder.choices),
        Breakdown.TEAM.value: {Part.STRUCTURE.value: "structure entière", Part.CORE.value: "missions socle"},
        Breakdown.BUDGET.value: {Part.TOTAL.value: "budget total", Part.CORE.value: "missions socle"},
        Breakdown.BODIES.value: {DECISION: "instance décisionnelle", FUNDERS: "comité des financeurs"},
    }
)
# « structure » holds « socle », « total » holds « socle »: there the first part is the figure, the second is within it.
NESTED: Final = frozenset({Breakdown.TEAM.value, Breakdown.BUDGET.value})


def parts_of(breakdown: str) -> Mapping[str, str]:
    """Key → French label, in the order of the form; empty when the figure has no parts."""
    return _PARTS[breakdown]


def adds_up(breakdown: str) -> bool:
    """Whether the parts add up to the figure (else the first is the figure, and the second is within it)."""
    return bool(breakdown) and breakdown not in NESTED
