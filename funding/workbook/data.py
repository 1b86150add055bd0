"""Sheet « Données »: the input figures of each centre, which may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from documents.spreadsheets.columns import Kind
from documents.spreadsheets.sheet import Page, Shape, places_of
from funding.formula.allocate import CentreInput, Result
from funding.workbook.teams import HEADING, NOTE, ZONES

FIRST = 4
SOURCE_WIDTH = 46
HEADERS = (
    "Centre",
    "Zone",
    "Dans le calcul",
    "Quartiers prioritaires (QPV)",
    "Distance médiane (km)",
    "Source du nombre de QPV",
    "Source de la distance",
)
ZONE_RULE = {"validate": "list", "source": list(ZONES.values()), "error_message": "métropole ou outre-mer."}
QPV_RULE = {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "Un nombre entier, positif ou nul."}
KM_RULE = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "Des kilomètres, positifs ou nuls."}


class Sources(NamedTuple):
    """Sources of the two figures of a centre."""

    qpv: str = ""
    km: str = ""


def write_data(page: Page, result: Result, sources: Mapping[str, Sources]) -> range:
    """Write the centres, then apart those left out of the calculation; answers the rows of the former."""
    page.widths(46, 12, 12, 15, 15, SOURCE_WIDTH, SOURCE_WIDTH)
    page.put(0, 0, "Données de chaque centre", Shape("title"))
    page.put(1, 0, "Les cases jaunes se modifient\u00a0: tout le classeur se recalcule.", NOTE)
    page.header(3, HEADERS, right={3, 4})
    rows = range(FIRST, FIRST + len(result.allocations))
    km_places = places_of([allocation.centre.km for allocation in result.allocations], most=2)
    for row, allocation in zip(rows, result.allocations, strict=True):
        _write_centre(page, row, allocation.centre, sources, "input", km_places)
    for column, rule in ((1, ZONE_RULE), (3, QPV_RULE), (4, KM_RULE)):
        page.sheet.data_validation(rows[0], column, rows[-1], column, {"error_title": HEADERS[column][:32], **rule})
    page.named("donnees_qpv", rows[0], 3, rows[-1])
    page.named("donnees_km", rows[0], 4, rows[-1])
    if result.excluded:
        heading = rows[-1] + 2
        page.line(heading, ("Hors du calcul et des bornes (R-56)", *[""] * 6), HEADING)
        for row, centre in enumerate(result.excluded, heading + 1):
            _write_centre(page, row, centre, sources, "witness", km_places)
    return rows


def _write_centre(
    page: Page, row: int, centre: CentreInput, sources: Mapping[str, Sources], look: str, km_places: int
) -> None:
    source = sources.get(centre.key, Sources())
    page.put(row, 0, centre.name)
    page.put(row, 1, ZONES.get(centre.zone), Shape(look))
    page.put(row, 2, "oui" if centre.in_formula else "hors calcul")
    page.put(row, 3, centre.qpv, Shape(look, Kind.INTEGER))
    page.put(row, 4, centre.km, Shape(look, Kind.DECIMAL, km_places))
    page.line(row, source, Shape("source"), column=5)
    page.tall(row, max(source, key=len), SOURCE_WIDTH * 1.2)  # written smaller than the rest
