"""Anomalies of an exercise, to read before it is adopted: missing, uncertain, unusual, close to a threshold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centres.enums import DistanceMethod, Zone
from documents.french import typeset
from funding.models import Allocation
from funding.rounds.calculation import missing_figures

NOTABLE_CHANGE = Decimal("0.20")


class Severity(StrEnum):
    """A missing figure blocks the whole calculation; the rest blocks nothing."""

    BLOCKING = "blocking"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, kw_only=True)
class Anomaly:
    """One finding about one centre, in a sentence, set with the spaces of French."""

    severity: Severity
    label: str
    sentence: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentence", typeset(self.sentence))


ALERT_LABELS = {
    "out_of_bounds": "hors des bornes",
    "band_differs": "tranche sensible à l’arrondi",
    "near_threshold": "proche d’un seuil",
    "degenerate": "réseau sans écart",
}


def anomalies_of(line: Allocation, previous: Allocation | None) -> tuple[Anomaly, ...]:
    """Every finding about one line, the gravest first; `previous` is the centre's line of the year before."""
    return (
        *(
            Anomaly(severity=Severity.BLOCKING, label="donnée manquante", sentence=sentence)
            for sentence in missing_figures([line])
        ),
        *(
            Anomaly(
                # overseas the index is published but adds no post, so its alerts move no euro.
                severity=Severity.NOTICE if line.zone == Zone.OVERSEAS else Severity.WARNING,
                label=ALERT_LABELS.get(alert["code"], "à vérifier"),
                sentence=alert["sentence"],
            )
            for alert in line.alerts
        ),
        *(_changes(line, previous) if previous is not None else ()),
        *(_uncertainties(line)),
    )


def _changes(line: Allocation, previous: Allocation) -> Iterable[Anomaly]:
    for now, before, what, unit in (
        (line.qpv, previous.qpv, "Le nombre de quartiers prioritaires", ""),
        (line.km, previous.km, "La médiane des distances", " km"),
    ):
        if now is not None and before and abs(Decimal(now) - before) > NOTABLE_CHANGE * before:
            yield Anomaly(
                severity=Severity.WARNING,
                label="forte variation",
                sentence=(
                    f"{what} passe de {_short(before)}{unit} en {line.round.previous_year} à {_short(now)}{unit} "
                    f"en {line.round.year} : plus de 20 % d’écart."
                ),
            )


def _short(value: Decimal | int) -> str:
    return f"{Decimal(value).normalize():f}".replace(".", ",")


def _uncertainties(line: Allocation) -> Iterable[Anomaly]:
    if line.input_reason:
        yield Anomaly(
            severity=Severity.NOTICE,
            label="donnée corrigée",
            sentence=f"La donnée du référentiel a été remplacée. {line.input_reason}",
        )
    if line.in_formula and line.is_planned:
        yield Anomaly(
            severity=Severity.WARNING,
            label="centre à créer",
            sentence="Ce centre est prévu mais n’existe pas encore : sa dotation n’est qu’une prévision.",
        )
    if line.in_formula and line.km_method == DistanceMethod.ESTIMATE:
        yield Anomaly(
            severity=Severity.NOTICE,
            label="distance estimée",
            sentence="La médiane des distances est une estimation (vol d’oiseau × 1,3), pas un itinéraire mesuré.",
        )
    if line.in_formula and line.to_confirm:
        yield Anomaly(
            severity=Severity.NOTICE,
            label="à confirmer",
            sentence="Une donnée de ce centre est marquée « à confirmer » dans le référentiel.",
        )
