"""Figures of one form that must agree with one another: what each pair or trio says, and the sentence when it does not.

Some are set beside what the State recorded of its own money for the year, in euros: `STATE_BUDGET`, `STATE_NOTIFIED`,
`STATE_PAID`.

Pure. A figure is named by its code, « M2-05.numerator », « AC-04.parts.elus », or « AC-03.sum » for its parts added up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Relation:
    """Figures that must agree: `holds` is asked only when all of them are there."""

    key: str
    codes: tuple[str, ...]
    holds: Callable[[list[Decimal]], bool]
    sentence: str


STATE_BUDGET: Final = "etat.budget"
STATE_NOTIFIED: Final = "etat.notifie"
STATE_PAID: Final = "etat.verse"


def _equal(values: list[Decimal]) -> bool:
    return values[0] == values[1]


def _all_equal(values: list[Decimal]) -> bool:
    return len(set(values)) == 1


def _at_most(values: list[Decimal]) -> bool:
    return values[0] <= values[1]


RELATIONS: Final = (
    Relation(
        key="trainings", codes=("M2-03", "M2-01"), holds=lambda v: v[0] <= v[1] * 2,
        sentence="{0} sessions de formation pour {1} demi-journées de la mission 2 : une session dure au moins une "
        "demi-journée ou une fraction.",
    ),
    Relation(
        key="core", codes=("AC-01", "M1-01", "M2-01"), holds=lambda v: v[0] >= v[1] + v[2],
        sentence="{0} demi-journées socle en tout, moins que l’animation de réseau ({1}) et la qualification ({2}) "
        "réunies.",
    ),
    Relation(
        key="themes", codes=("AC-03.sum", "AC-01"), holds=_equal,
        sentence="les thèmes totalisent {0} demi-journées, l’activité socle en compte {1} (AC-01).",
    ),
    Relation(
        key="mean", codes=("M2-05.numerator", "M2-04"), holds=_equal,
        sentence="la moyenne par séance part de {0} participations, M2-04 en dit {1}.",
    ),
    Relation(
        key="people", codes=("AC-04", "M1-04", "M2-04"), holds=lambda v: v[0] >= v[1] + v[2],
        sentence="{0} participations en tout, moins que celles des réseaux ({1}) et de la qualification ({2}) réunies.",
    ),
    Relation(
        key="remote", codes=("AC-02.denominator", "AC-01"), holds=_equal,
        sentence="la part en distanciel est calculée sur {0} demi-journées, AC-01 en dit {1}.",
    ),
    Relation(
        key="underequipped", codes=("QP-11.denominator", "AC-01"), holds=_equal,
        sentence="l’effort vers les sites peu dotés est calculé sur {0} demi-journées, AC-01 en dit {1}.",
    ),
    Relation(
        key="mainstream", codes=("QP-10.denominator", "AC-04"), holds=_equal,
        sentence="la part du droit commun est calculée sur {0} présences, AC-04 en dit {1}.",
    ),
    Relation(
        key="open_networks", codes=("M1-03.denominator", "M1-02"), holds=_equal,
        sentence="la part des réseaux ouverts est calculée sur {0} réseaux, M1-02 en dit {1}.",
    ),
    Relation(
        key="joint", codes=("M3-04", "M3-01"), holds=_at_most,
        sentence="{0} productions collectives pour {1} productions en tout.",
    ),
    Relation(
        key="sheets", codes=("M3-02", "M3-01"), holds=_at_most,
        sentence="{0} fiches d’expérience pour {1} productions en tout.",
    ),
    Relation(
        key="shared", codes=("QC-03", "M3-01"), holds=_at_most,
        sentence="{0} ressources versées à l’outil commun pour {1} productions publiées.",
    ),
    Relation(
        key="agreed", codes=("QC-02", "M3-01"), holds=_at_most,
        sentence="une production convenue est déclarée, {1} production publiée.",
    ),
    Relation(
        key="elected", codes=("QP-12", "AC-04.parts.elus"), holds=lambda v: v[0] == 0 or v[1] > 0,
        sentence="{0} action dédiée aux élus, mais {1} élu parmi les participations.",
    ),
    Relation(
        key="funders", codes=("MO-03", "MO-02"), holds=_equal,
        sentence="les financeurs totalisent {0} €, le budget réalisé dit {1} € (MO-02).",
    ),
    Relation(
        key="services", codes=("HC-03.denominator", "MO-02"), holds=_equal,
        sentence="la part des prestations est calculée sur {0} €, le budget réalisé dit {1} € (MO-02).",
    ),
    Relation(
        key="complementary", codes=("HC-02.denominator", "MO-02"), holds=_equal,
        sentence="le poids du complémentaire est calculé sur {0} €, le budget réalisé dit {1} € (MO-02).",
    ),
    Relation(
        key="state", codes=("MO-04.numerator", "MO-03.parts.etat_147_socle"), holds=_equal,
        sentence="la subvention socle de l’État vaut {0} € ici, {1} € parmi les financeurs (MO-03).",
    ),
    Relation(
        key="state_grant", codes=("MO-04.numerator", STATE_NOTIFIED, STATE_PAID), holds=_all_equal,
        sentence="la subvention socle de l’État : {0} € déclarés, {1} € notifiés, {2} € versés.",
    ),
    Relation(
        key="state_funder", codes=("MO-03.parts.etat_147_socle", STATE_NOTIFIED, STATE_PAID), holds=_all_equal,
        sentence="la subvention socle de l’État parmi les financeurs : {0} € déclarés, {1} € notifiés, {2} € versés.",
    ),
    Relation(
        key="state_budget", codes=("MO-04.denominator", STATE_BUDGET), holds=_equal,
        sentence="le budget socle calculé est de {0} € ici, de {1} € à l’exercice adopté : recalculez le formulaire.",
    ),
)  # fmt: skip
