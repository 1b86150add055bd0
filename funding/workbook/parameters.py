"""Sheet « Paramètres »: the scale of the year, each figure with the name that formulas read and its article."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from documents.spreadsheets.columns import Kind
from documents.spreadsheets.sheet import Page, Shape, address
from funding.formula.allocate import Parameters, Result, Zone
from funding.workbook.teams import EUROS, EUROS_IN, NOTE, REFERENCE, figure, share, write_team, write_zones

UNROUNDED = "sans arrondi"
INTEGER_IN = Shape("input", Kind.INTEGER)
ABOUT_BANDING = f"Un nombre, ou «\u00a0{UNROUNDED}\u00a0»\u202f; le texte ne tranche pas"


class ParameterLine(NamedTuple):
    """One figure of the scale: typed, or live when it has a formula."""

    label: str
    name: str
    reference: str
    value: Decimal | int | str
    shape: Shape
    formula: str = ""


def write_parameters(page: Page, result: Result) -> None:
    """Write the whole scale; the bounds are live when they are recomputed on the network (§2.3)."""
    parameters = result.parameters
    page.widths(46, 16, 14, 16, 22, 44)
    page.put(0, 0, f"Paramètres\u00a0: {parameters.label}", Shape("title"))
    page.put(1, 0, f"Source\u00a0: {parameters.source}. Les cases jaunes se modifient.", NOTE)
    page.sheet.freeze_panes(3, 0)
    page.upright()
    row = _write_lines(page, 3, "Indice pondéré", _index_lines(parameters))
    heading = "Bornes recalculées sur le réseau" if parameters.bounds is None else "Bornes figées"
    row = _write_lines(page, row, heading, _bounds_lines(result))
    row = _write_bands(page, row, parameters)
    row = _write_lines(page, row, "ETP supplémentaire et part de l’État", _money_lines(parameters))
    totals: dict[Zone, int] = {}
    for zone in Zone:
        totals[zone], row = write_team(page, row, zone, parameters.zones[zone])
    write_zones(page, row, parameters, totals)


def _write_lines(page: Page, row: int, heading: str, lines: Sequence[ParameterLine]) -> int:
    page.titles(row, (heading, "Valeur", "", "", "Nom dans les formules", "Référence"))
    for place, line in enumerate(lines, row + 1):
        page.put(place, 0, line.label)
        if line.formula:
            page.formula(place, 1, line.formula, line.value, line.shape)
        else:
            page.put(place, 1, line.value, line.shape)
        page.line(place, (line.name, line.reference), REFERENCE, column=4)
        page.named(line.name, place, 1)
    return row + len(lines) + 2


def _index_lines(parameters: Parameters) -> list[ParameterLine]:
    qpv, km, banding = parameters.qpv_weight, parameters.distance_weight, parameters.banding_decimals
    read = UNROUNDED if banding is None else banding
    return [
        ParameterLine("Poids du nombre de QPV", "poids_qpv", "R-94, §4.2", qpv, share(qpv)),
        ParameterLine("Poids de la distance", "poids_distance", "R-94, §4.2", km, share(km)),
        ParameterLine(
            "Décimales de l’indice publié", "decimales_publiees", "Annexe 6", parameters.published_decimals, INTEGER_IN
        ),
        ParameterLine("Décimales de l’indice lu pour la tranche", "decimales_tranche", ABOUT_BANDING, read, INTEGER_IN),
    ]


def _bounds_lines(result: Result) -> list[ParameterLine]:
    live = result.parameters.bounds is None
    look = "body" if live else "input"
    article = (
        "Annexe 6, étape 2\u202f; Paris en est exclu (R-56)" if live else "Figées\u00a0: au-delà, l’indice est tronqué"
    )
    bounds = result.bounds
    figures = (
        ("Plus petit nombre de QPV", "qpv_min", bounds.qpv_min, "MIN(donnees_qpv)"),
        ("Plus grand nombre de QPV", "qpv_max", bounds.qpv_max, "MAX(donnees_qpv)"),
        ("Plus petite distance médiane (km)", "km_min", bounds.km_min, "MIN(donnees_km)"),
        ("Plus grande distance médiane (km)", "km_max", bounds.km_max, "MAX(donnees_km)"),
    )
    return [
        ParameterLine(label, name, article, value, figure(value, look), formula if live else "")
        for label, name, value, formula in figures
    ]


def _write_bands(page: Page, row: int, parameters: Parameters) -> int:
    page.titles(row, ("Tranches de l’indice", "Au-dessus de", "Jusqu’à, inclus", "ETP en plus", "", "Référence"))
    first, last = row + 1, row + len(parameters.bands)
    for place, band in enumerate(parameters.bands, first):
        page.put(place, 0, f"Tranche {place - row}")
        if place == first:
            page.put(place, 1, band.above, figure(band.above, "body"))
        else:
            page.formula(place, 1, address(place - 1, 2), band.above, figure(band.above, "body"))
        page.put(place, 2, band.up_to, figure(band.up_to))
        page.put(place, 3, band.extra_fte, figure(band.extra_fte))
    page.line(
        first, ("tranches_haut, tranches_etp", "R-93, annexe 6\u202f; 0 est dans la tranche 1"), REFERENCE, column=4
    )
    page.named("tranches_haut", first, 2, last)
    page.named("tranches_etp", first, 3, last)
    return last + 2


def _money_lines(parameters: Parameters) -> list[ParameterLine]:
    salary, rate = parameters.extra_fte_salary, parameters.extra_fte_overhead_rate
    cost = "ROUND(salaire_etp,0)+ROUND(ROUND(ROUND(salaire_etp,0)*taux_frais_etp,6),0)"
    return [
        ParameterLine("Salaire chargé d’un ETP supplémentaire", "salaire_etp", "R-96, annexe 6", salary, EUROS_IN),
        ParameterLine(
            "Frais de structure d’un ETP supplémentaire", "taux_frais_etp", "R-96, annexe 6", rate, share(rate)
        ),
        ParameterLine(
            "Coût d’un ETP supplémentaire", "cout_etp", "R-96, annexe 6", parameters.extra_fte_cost, EUROS, cost
        ),
        ParameterLine(
            "Part garantie par l’État", "part_etat", "R-98, §4.2", parameters.state_share, share(parameters.state_share)
        ),
    ]
