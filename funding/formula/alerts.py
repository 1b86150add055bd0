"""Alerts of the formula, in French sentences (§2.3): they never change a figure."""

from decimal import Decimal

from documents.french import counted, exact_euros, number, typeset
from funding.formula.scale import Bounds
from funding.formula.types import Alert, AlertCode, CentreInput


def flat_network(bounds: Bounds) -> tuple[Alert, ...]:
    """An alert for each criterion whose bounds are equal: every centre then has the same sub-index."""
    alerts = []
    if bounds.qpv_min == bounds.qpv_max:
        alerts.append(_degenerate("le nombre de QPV", number(bounds.qpv_min)))
    if bounds.km_min == bounds.km_max:
        alerts.append(_degenerate("la distance médiane", f"{number(bounds.km_min)} km"))
    return tuple(alerts)


def _degenerate(criterion: str, value: str) -> Alert:
    sentence = f"Bornes égales ({value}) pour {criterion} : ce sous-indice vaut 0 pour tous les centres."
    return Alert(AlertCode.DEGENERATE, typeset(sentence))


def out_of_bounds(centre: CentreInput, bounds: Bounds) -> tuple[Alert, ...]:
    """An alert for each value outside the frozen bounds; the calculation uses the nearest bound."""
    alerts = []
    if not bounds.qpv_min <= centre.qpv <= bounds.qpv_max:
        alerts.append(
            _outside(
                counted(centre.qpv, "quartier prioritaire", "quartiers prioritaires"),
                f"{number(bounds.qpv_min)} à {number(bounds.qpv_max)}",
                number(bounds.qpv_min if centre.qpv < bounds.qpv_min else bounds.qpv_max),
            )
        )
    if not bounds.km_min <= centre.km <= bounds.km_max:
        alerts.append(
            _outside(
                f"{number(centre.km)} km",
                f"{number(bounds.km_min)} à {number(bounds.km_max)} km",
                f"{number(bounds.km_min if centre.km < bounds.km_min else bounds.km_max)} km",
            )
        )
    return tuple(alerts)


def _outside(value: str, limits: str, limit: str) -> Alert:
    sentence = f"{value}, hors des bornes figées ({limits}) : le calcul retient {limit}."
    return Alert(AlertCode.OUT_OF_BOUNDS, typeset(sentence))


def band_differs(reading: str, other: Decimal, band: Decimal, floor: Decimal, budget: Decimal) -> Alert:
    """The alert that rounding the index, or not, changes the band, with the euros at stake."""
    sentence = (
        f"{reading}, la tranche donnerait "
        f"{counted(other, 'ETP supplémentaire', 'ETP supplémentaires')} au lieu de {number(band)} : "
    )
    if budget:
        sentence += f"{exact_euros(floor)} de plancher de l’État et {exact_euros(budget)} de budget socle en jeu."
    else:
        sentence += "sans effet dans cette zone, 0 € en jeu."
    return Alert(AlertCode.BAND_DIFFERS, typeset(sentence))


def close_to_threshold(index: str, gap: Decimal, threshold: Decimal, extra_fte: Decimal, floor: Decimal) -> Alert:
    """The alert that a slightly higher index would bring posts, with the State's share of them."""
    place = f"à {number(gap)} point du seuil" if gap else "au seuil"
    sentence = (
        f"Indice {index}, {place} {number(threshold)} : au-delà, {number(extra_fte)} ETP de plus, "
        f"soit {exact_euros(floor)} de plancher de l’État."
    )
    return Alert(AlertCode.CLOSE_TO_THRESHOLD, typeset(sentence))
