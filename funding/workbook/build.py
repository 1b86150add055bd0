"""The workbook of the calculation: five sheets, live formulas from parameters and data to euros (R-89 to R-98).

One function writes each sheet, in their order but the first; « Calcul » is in `calculation`.

Every formula carries the value it gives; a control column compares it with what the application calculated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple

from documents.french import counted, number, typeset
from documents.spreadsheets.columns import Kind
from documents.spreadsheets.xlsx import Formats, Sheet, Style, address, open_book, places_of, span
from funding.formula.allocate import CentreInput, Parameters, Result, Zone
from funding.workbook.calculation import (
    AGREED,
    EUROS,
    EUROS_IN,
    HEADING,
    NOTE,
    PLACE,
    REFERENCE,
    STEPS,
    SUMMED,
    ZONES,
    Table,
    figure,
    share,
    write_calculation,
    write_team,
    write_zones,
)

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


def write_data(page: Sheet, result: Result, sources: Mapping[str, Sources]) -> range:
    """Write the centres, then apart those left out of the calculation; answers the rows of the former."""
    page.widths(46, 12, 12, 15, 15, SOURCE_WIDTH, SOURCE_WIDTH)
    page.put(0, 0, "Données de chaque centre", Style("title"))
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
    page: Sheet, row: int, centre: CentreInput, sources: Mapping[str, Sources], look: str, km_places: int
) -> None:
    source = sources.get(centre.key, Sources())
    page.put(row, 0, centre.name)
    page.put(row, 1, ZONES.get(centre.zone), Style(look))
    page.put(row, 2, "oui" if centre.in_formula else "hors calcul")
    page.put(row, 3, centre.qpv, Style(look, Kind.INTEGER))
    page.put(row, 4, centre.km, Style(look, Kind.DECIMAL, km_places))
    page.line(row, source, Style("source"), column=5)
    page.tall(row, max(source, key=len), SOURCE_WIDTH * 1.2)  # written smaller than the rest


UNROUNDED = "sans arrondi"
INTEGER_IN = Style("input", Kind.INTEGER)
ABOUT_BANDING = f"Un nombre, ou «\u00a0{UNROUNDED}\u00a0»\u202f; le texte ne tranche pas"


class ParameterLine(NamedTuple):
    """One figure of the scale: typed, or live when it has a formula."""

    label: str
    name: str
    reference: str
    value: Decimal | int | str
    shape: Style
    formula: str = ""


def write_parameters(page: Sheet, result: Result) -> None:
    """Write the whole scale; the bounds are live when they are recomputed on the network (§2.3)."""
    parameters = result.parameters
    page.widths(46, 16, 14, 16, 22, 44)
    page.put(0, 0, f"Paramètres\u00a0: {parameters.label}", Style("title"))
    page.put(1, 0, f"Source\u00a0: {parameters.source}. Les cases jaunes se modifient.", NOTE)
    page.sheet.freeze_panes(3, 0)
    page.upright()
    qpv, km, banding = parameters.qpv_weight, parameters.distance_weight, parameters.banding_decimals
    published, read = parameters.published_decimals, UNROUNDED if banding is None else banding
    lines = [
        ParameterLine("Poids du nombre de QPV", "poids_qpv", "R-94, §4.2", qpv, share(qpv)),
        ParameterLine("Poids de la distance", "poids_distance", "R-94, §4.2", km, share(km)),
        ParameterLine("Décimales de l’indice publié", "decimales_publiees", "Annexe 6", published, INTEGER_IN),
        ParameterLine("Décimales de l’indice lu pour la tranche", "decimales_tranche", ABOUT_BANDING, read, INTEGER_IN),
    ]
    row = _write_lines(page, 3, "Indice pondéré", lines)
    heading = "Bornes recalculées sur le réseau" if parameters.bounds is None else "Bornes figées"
    row = _write_lines(page, row, heading, _bounds_lines(result))
    row = _write_bands(page, row, parameters)
    row = _write_lines(page, row, "ETP supplémentaire et part de l’État", _money_lines(parameters))
    totals: dict[Zone, int] = {}
    for zone in Zone:
        totals[zone], row = write_team(page, row, zone, parameters.zones[zone])
    write_zones(page, row, parameters, totals)


def _write_lines(page: Sheet, row: int, heading: str, lines: Sequence[ParameterLine]) -> int:
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


def _write_bands(page: Sheet, row: int, parameters: Parameters) -> int:
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


COUNT = Kind.INTEGER
TITLES = ("Centres", *(STEPS[PLACE[key]].title for key in SUMMED))


class Group(NamedTuple):
    """The centres that a row adds up: those whose step holds this value; a live label where the scale gives it."""

    value: str | int
    label: str
    formula: str = ""


def write_summary(page: Sheet, result: Result, table: Table, findings: Sequence[tuple[str, str]]) -> None:
    """Write the totals of the network, read from « Calcul », the chart and the alerts."""
    page.widths(42, 10, 9, 11, 9, *[16] * 5)
    page.put(0, 0, "Synthèse du réseau", Style("title"))
    page.put(1, 0, "Tout se recalcule, sauf les points d’attention.", NOTE)
    page.sheet.freeze_panes(3, 1)
    page.sheet.set_portrait()
    row = _write_table(page, 3, "Par zone", "zone", [Group(zone, zone) for zone in ZONES.values()], table)
    bands = [
        Group(
            rank,
            f"Tranche {rank}, jusqu’à {number(band.up_to)}",
            # The comma is put by hand: a figure joined to a text takes the separator of the reader's language.
            f'"Tranche {rank}, jusqu’à "&SUBSTITUTE(INDEX(tranches_haut,{rank}),".",",")',
        )
        for rank, band in enumerate(result.parameters.bands, 1)
    ]
    bands.append(Group(0, "Indice sans effet"))
    row = _write_table(page, row, "Par tranche de l’indice", "band", bands, table)
    row = _draw(page, row, table)
    page.line(row, ("Points d’attention et réserves", *[""] * len(TITLES)), HEADING)
    for place, (label, sentence) in enumerate(findings or [("Aucun", "")], row + 1):
        page.put(place, 0, label, Style("strong"))
        page.wide(place, 1, len(TITLES), sentence, Style("plain"))


def _write_table(page: Sheet, row: int, title: str, key: str, groups: Sequence[Group], table: Table) -> int:
    page.titles(row, (title, *TITLES), right=range(1, 10))
    page.sheet.set_row(row, 34)
    total = row + len(groups) + 1
    for place, group in enumerate(groups, row + 1):
        criterion = f'"{group.value}"' if isinstance(group.value, str) else str(group.value)
        members = [values for values in table.values if values[key] == group.value]
        if group.formula:
            page.formula(place, 0, group.formula, group.label)
        else:
            page.put(place, 0, group.label)
        page.formula(place, 1, f"COUNTIF({table.column(key)},{criterion})", len(members), Style("body", COUNT))
        for column, name in enumerate(SUMMED, 2):
            expression = f"SUMIF({table.column(key)},{criterion},{table.column(name)})"
            page.formula(place, column, expression, sum(values[name] for values in members), table.shape(name))
    page.put(total, 0, "Réseau", Style("total"))
    sums = [(table.shape(name, "total"), sum(values[name] for values in table.values)) for name in SUMMED]
    for column, (shape, amount) in enumerate([(Style("total", COUNT), len(table.rows)), *sums], 1):
        page.formula(total, column, f"SUM({span(row + 1, column, total - 1, column)})", amount, shape)
    page.put(total + 1, 0, "Écart avec le total de «\u00a0Calcul\u00a0»", NOTE)
    for column, name in enumerate(SUMMED, 2):
        page.formula(total + 1, column, f"{address(total, column)}-{table.total(name)}", 0, Style("note", COUNT))
    page.alarm(span(total + 1, 2, total + 1, 1 + len(SUMMED)), f"ABS({address(total + 1, 2)})>0.000001")
    return total + 3


def _draw(page: Sheet, row: int, table: Table) -> int:
    """Draw the published index of each centre; answers the first row under the drawing."""
    bars = min(len(table.rows), 60)
    chart = page.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Indice publié",
            "categories": f"={table.column('name')}",
            "values": f"={table.column('published_index')}",
            "fill": {"color": "#000091"},
            "data_labels": {"value": True, "font": {"name": "Arial", "size": 8}},
            "gap": 60,
        }
    )
    chart.set_title(
        {"name": "Indice publié de chaque centre", "name_font": {"name": "Arial", "size": 11, "color": "#000091"}}
    )
    chart.set_x_axis(
        {
            "min": 0,
            "max": 10,
            "major_unit": 2,
            "num_font": {"name": "Arial", "size": 8},
            "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}},
        }
    )
    chart.set_y_axis({"reverse": True, "num_font": {"name": "Arial", "size": 8}, "line": {"color": "#666666"}})
    chart.set_legend({"none": True})
    height = 90 + 20 * bars
    chart.set_size({"width": 1000, "height": height})
    page.sheet.insert_chart(row, 0, chart, {"description": "Indice publié de chaque centre, de 0 à 10"})
    return row + height // 20 + 2


def alerts_of(result: Result) -> list[tuple[str, str]]:
    """Pairs (label, sentence) of the alerts of the formula: the network first, then each centre."""
    alerts = [("Réseau", alert.sentence) for alert in result.alerts]
    return alerts + [
        (allocation.centre.name, alert.sentence) for allocation in result.allocations for alert in allocation.alerts
    ]


SECTION, PLAIN, STRONG, LINK = Style("section"), Style("plain"), Style("strong"), Style("link")
PURPOSE = (
    (
        "Ce classeur refait pas à pas, avec des formules vivantes, le calcul des moyens alloués aux centres de "
        "ressources politique de la ville. Il permet de vérifier chaque chiffre sans l’application."
    ),
    (
        "Le montant calculé est une estimation théorique ; il ne se confond ni avec le montant notifié ni avec le "
        "montant versé (R-104)."
    ),
)
RECALCULATION = (
    "Lisez le contrôle ci-dessus : il compare chaque chiffre recalculé à celui de l’application.",
    (
        "Dans « Données », changez un nombre de quartiers ou une distance : tout se recalcule, et les bornes du "
        "réseau se déplacent pour tous les centres quand elles ne sont pas figées."
    ),
    "Dans « Paramètres », changez un poids, un salaire, une tranche ou la part de l’État.",
    (
        "Dans « Calcul », ouvrez une case pour lire sa formule ; les noms (poids_qpv, qpv_min…) renvoient à "
        "« Paramètres »."
    ),
    "Après un changement, le contrôle compte les chiffres qui diffèrent de ceux de l’application : c’est attendu.",
)
SHEET_PURPOSES = (
    ("Paramètres", "Le barème de l’année : poids, bornes, tranches, équipes, salaires, part de l’État."),
    ("Données", "Le nombre de quartiers prioritaires et la distance médiane de chaque centre, avec leur source."),
    ("Calcul", "Une ligne par centre, une colonne par étape, l’article qui la fonde, le contrôle."),
    ("Synthèse", "Les totaux par zone et par tranche, l’indice de chaque centre, les points d’attention."),
)
COLOURS = (
    ("input", "Donnée ou paramètre", "Peut être modifié."),
    ("body", "Formule", "Se recalcule ; ne pas écrire dessus."),
    ("witness", "Témoin", "Valeur calculée par l’application, ou source ; sert à comparer."),
    ("check", "Contrôle", "Zéro tant que tout concorde ; rouge sinon."),
)
TEXTS = (
    (
        "R-, §, annexe 6",
        (
            "« R-94 » : numéro de la règle dans la documentation de l’application ; « § » et « annexe 6 » (annexe "
            "financière) : partie du cadre de référence."
        ),
    ),
    (
        "R-89, R-90",
        "Équipe minimale : 4 ETP en métropole, 3 outre-mer en 2017 ; salaires chargés de chaque poste.",
    ),
    ("R-91, R-92", "Part fixe : masse salariale et frais de fonctionnement."),
    ("R-93, R-96", "Part variable : ETP supplémentaires selon la tranche de l’indice."),
    ("R-94, R-95", "Indice de 0 à 10 : nombre de quartiers prioritaires et médiane des distances."),
    ("R-97", "Outre-mer, l’indice est calculé mais sans effet."),
    ("R-98, R-100", "L’État garantit au moins sa part du budget socle ; le reste vient des partenaires."),
    ("R-56", "Paris est hors du calcul et des bornes."),
)


def write_readme(page: Sheet, result: Result, title: str, notes: Sequence[tuple[str, str]], table: Table) -> None:
    """Write the first sheet; `notes` are what is particular to this table, « données de démonstration » for one."""
    page.widths(26, 104)
    page.upright()
    page.put(0, 0, title, Style("title"))
    page.put(
        1, 0, f"{counted(len(result.allocations), 'centre')} dans le calcul · {result.parameters.label}", Style("note")
    )
    page.formula(2, 0, table.page.at(1, 0), AGREED, Style("verdict"))
    page.alarm("A3", f'$A$3<>"{AGREED}"')
    source = ("Barème", f"{result.parameters.label}. {result.parameters.source}.")
    row = _write_pairs(page, 4, "À savoir", [*notes, source])
    page.put(row, 0, "À quoi il sert", SECTION)
    for place, text in enumerate(PURPOSE, row + 1):
        page.wide(place, 0, 1, typeset(text), PLAIN)
    row += len(PURPOSE) + 2
    row = _write_pairs(page, row, "Comment le recalculer", [(f"{n}.", text) for n, text in enumerate(RECALCULATION, 1)])
    page.put(row, 0, "Les feuilles", SECTION)
    for place, (name, text) in enumerate(SHEET_PURPOSES, row + 1):
        page.link(place, 0, name, LINK)
        page.put(place, 1, typeset(text), PLAIN)
    row += len(SHEET_PURPOSES) + 2
    page.put(row, 0, "Les couleurs", SECTION)
    for place, (look, name, text) in enumerate(COLOURS, row + 1):
        page.put(place, 0, name, Style(look))
        page.put(place, 1, typeset(text), PLAIN)
    row += len(COLOURS) + 2
    _write_pairs(page, row, "Les règles appliquées (cadre de référence de mars 2017)", TEXTS)


def _write_pairs(page: Sheet, row: int, heading: str, pairs: Sequence[tuple[str, str]]) -> int:
    page.put(row, 0, heading, SECTION)
    for place, (label, text) in enumerate(pairs, row + 1):
        page.put(place, 0, label, STRONG)
        page.put(place, 1, typeset(text), PLAIN)
        page.tall(place, text, 104)
    return row + len(pairs) + 2


SHEETS = ("Lisez-moi", "Paramètres", "Données", "Calcul", "Synthèse")


def funding_workbook(
    result: Result,
    *,
    title: str,
    year: int | None,
    notes: Sequence[tuple[str, str]] = (),
    sources: Mapping[str, Sources] | None = None,
    findings: Sequence[tuple[str, str]] | None = None,
) -> bytes:
    """The table of a network as an Excel workbook that recalculates itself; the same bytes for the same result.

    `notes` are lines (label, text) for the first sheet; `sources` says, by the key of a centre, where its
    number of districts and its distance come from; `findings` are lines (label, sentence) of what deserves a
    second look, by default the alerts of the formula.
    """
    target = BytesIO()
    full_title = title if year is None or str(year) in title else f"{title}, {year}"
    with open_book(target, title=full_title) as book:
        formats = Formats(book)
        readme, parameters, data, calculation, summary = (Sheet(book, formats, name, full_title) for name in SHEETS)
        data_rows = write_data(data, result, sources or {})
        write_parameters(parameters, result)
        table = write_calculation(calculation, result, data, data_rows)
        write_summary(summary, result, table, alerts_of(result) if findings is None else findings)
        write_readme(readme, result, full_title, notes, table)
    return target.getvalue()
