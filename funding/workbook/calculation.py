"""Sheet « Calcul »: the table recomputed from « Paramètres » and « Données », then compared with the application."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from documents.spreadsheets.columns import Kind
from documents.spreadsheets.xlsx import Sheet, Style, address, frozen, places_of, span
from funding.formula.allocate import Allocation, Parameters, Result, Zone, ZoneRules

ZONES = {Zone.MAINLAND: "métropole", Zone.OVERSEAS: "outre-mer"}
ARTICLES = {Zone.MAINLAND: "R-89 à R-91, annexe 6", Zone.OVERSEAS: "R-89, R-90, R-92, annexe 6"}
HEADING, NOTE, REFERENCE = Style("heading"), Style("note"), Style("reference")
EUROS_IN, EUROS, EUROS_TOTAL = (Style(look, Kind.EUROS) for look in ("input", "body", "total"))


def share(value: Decimal) -> Style:
    """A share that may be changed, with the decimals that it needs."""
    return Style("input", Kind.PERCENT, max(0, places_of([value]) - 2))


def figure(value: Decimal | int, look: str = "input") -> Style:
    """A figure with the decimals that it needs."""
    return Style(look, Kind.DECIMAL, places_of([value]))


def write_team(page: Sheet, row: int, zone: Zone, rules: ZoneRules) -> tuple[int, int]:
    """Write the team of a zone; answers the row of its payroll (the fixed part is two rows below), then a free row."""
    page.titles(row, (f"Équipe minimale, {ZONES[zone]}", "Salaire chargé", "ETP", "Coût annuel", "", "Référence"))
    page.put(row + 1, 5, ARTICLES[zone], REFERENCE)
    first, payroll = row + 1, row + 1 + len(rules.posts)
    for place, post in enumerate(rules.posts, first):
        page.put(place, 0, post.title)
        page.put(place, 1, post.salary, EUROS_IN)
        page.put(place, 2, post.headcount, figure(post.headcount))
        page.formula(place, 3, f"{address(place, 1)}*{address(place, 2)}", post.salary * post.headcount, EUROS)
    posts, costs = span(first, 2, payroll - 1, 2), span(first, 3, payroll - 1, 3)
    overheads, fixed = payroll + 1, payroll + 2
    page.line(payroll, ("Masse salariale", ""))
    page.formula(payroll, 2, f"SUM({posts})", rules.fte, figure(rules.fte, "body"))
    page.formula(payroll, 3, f"ROUND(ROUND(SUM({costs}),6),0)", rules.payroll, EUROS)
    page.line(overheads, ("Frais de fonctionnement", ""))
    page.put(overheads, 2, rules.overhead_rate, share(rules.overhead_rate))
    product = f"{address(payroll, 3)}*{address(overheads, 2)}"
    page.formula(overheads, 3, f"ROUND(ROUND({product},6),0)", rules.overheads, EUROS)
    page.line(fixed, ("Part fixe", "", ""), Style("total"))
    page.formula(fixed, 3, f"{address(payroll, 3)}+{address(overheads, 3)}", rules.fixed_part, EUROS_TOTAL)
    return payroll, payroll + 4


def write_zones(page: Sheet, row: int, parameters: Parameters, payrolls: Mapping[Zone, int]) -> None:
    """Write what the calculation reads of each zone, from the teams above."""
    titles = ("Zone", "L’indice ajoute", "ETP minimaux", "Part fixe", "Nom dans les formules", "Référence")
    page.titles(row, titles, right={2, 3})
    for place, zone in enumerate(Zone, row + 1):
        rules, payroll = parameters.zones[zone], payrolls[zone]
        page.put(place, 0, ZONES[zone])
        page.put(place, 1, "oui" if rules.variable else "non", Style("input"))
        page.formula(place, 2, address(payroll, 2), rules.fte, figure(rules.fte, "body"))
        page.formula(place, 3, address(payroll + 2, 3), rules.fixed_part, EUROS)
    page.line(row + 1, ("zones_nom, zones_indice", "R-93"), REFERENCE, column=4)
    page.line(row + 2, ("zones_etp, zones_fixe", "R-97\u00a0: l’indice est sans effet outre-mer"), REFERENCE, column=4)
    for name, column in (("zones_nom", 0), ("zones_indice", 1), ("zones_etp", 2), ("zones_fixe", 3)):
        page.named(name, row + 1, column, row + len(Zone))
    choice = {"validate": "list", "source": ["oui", "non"]}
    page.sheet.data_validation(row + 1, 1, row + len(Zone), 1, choice)


FIRST = 5
AGREED = "Contrôle\u00a0: aucun écart avec l’application."
DIFFERING = "Contrôle\u00a0: chiffres qui diffèrent de ceux de l’application\u00a0: "
TEXT, COUNT, DECIMAL = Kind.TEXT, Kind.INTEGER, Kind.DECIMAL


class SheetColumn(NamedTuple):
    """A column: its key, its titles, its article, its live formula, what it holds.

    A formula writes between braces the other columns of its row, by their key. Binary figures are rounded to
    12 decimals before any decision, so that an index of exactly 2.05 or 4 is read as it is.
    """

    key: str
    group: str
    title: str
    reference: str
    formula: str
    kind: Kind = Kind.EUROS


STEPS = (
    SheetColumn("name", "Données", "Centre", "", "{data}A{row}", TEXT),
    SheetColumn("zone", "Données", "Zone", "", "{data}B{row}", TEXT),
    SheetColumn("qpv", "Données", "QPV", "R-94", "{data}D{row}", COUNT),
    SheetColumn("km", "Données", "Distance médiane (km)", "R-95", "{data}E{row}", DECIMAL),
    SheetColumn(
        "qpv_index", "Indice", "Indice QPV", "Annexe 6",
        "IF(qpv_max=qpv_min,0,10*(MIN(MAX({qpv},qpv_min),qpv_max)-qpv_min)/(qpv_max-qpv_min))", DECIMAL,
    ),
    SheetColumn(
        "distance_index", "Indice", "Indice distance", "Annexe 6",
        "IF(km_max=km_min,0,10*(MIN(MAX({km},km_min),km_max)-km_min)/(km_max-km_min))", DECIMAL,
    ),
    SheetColumn(
        "weighted_index", "Indice", "Indice pondéré", "R-94",
        "poids_qpv*{qpv_index}+poids_distance*{distance_index}", DECIMAL,
    ),
    SheetColumn(
        "published_index", "Indice", "Indice publié", "R-94",
        "ROUND(ROUND({weighted_index},12),decimales_publiees)", DECIMAL,
    ),
    SheetColumn(
        "banding_index", "Indice", "Indice lu pour la tranche", "R-93",
        "IF(ISNUMBER(decimales_tranche),ROUND(ROUND({weighted_index},12),decimales_tranche),ROUND({weighted_index},12))",
        DECIMAL,
    ),
    SheetColumn(
        "band", "Équipe", "Tranche (0\u00a0: sans effet)", "R-93, R-97",
        'IF(INDEX(zones_indice,MATCH({zone},zones_nom,0))="oui",'
        "MIN(ROWS(tranches_haut),1+SUMPRODUCT(--(tranches_haut<{banding_index}))),0)", COUNT,
    ),
    SheetColumn("extra_fte", "Équipe", "ETP en plus", "R-93", "IF({band}=0,0,INDEX(tranches_etp,{band}))", DECIMAL),
    SheetColumn("fte", "Équipe", "ETP", "R-89", "INDEX(zones_etp,MATCH({zone},zones_nom,0))+{extra_fte}", DECIMAL),
    SheetColumn("fixed_part", "Budget", "Part fixe", "R-91, R-92", "INDEX(zones_fixe,MATCH({zone},zones_nom,0))"),
    SheetColumn("variable_part", "Budget", "Part variable", "R-93, R-96", "ROUND(ROUND({extra_fte}*cout_etp,6),0)"),
    SheetColumn("budget", "Budget", "Budget socle", "§4.2", "{fixed_part}+{variable_part}"),
    SheetColumn("state_floor", "Budget", "Plancher de l’État", "R-98", "ROUND(ROUND({budget}*part_etat,6),0)"),
    SheetColumn("remainder", "Budget", "À trouver ailleurs", "R-100", "{budget}-{state_floor}"),
)  # fmt: skip
PLACE = {step.key: column for column, step in enumerate(STEPS)}
SUMMED = ("qpv", "extra_fte", "fte", "fixed_part", "variable_part", "budget", "state_floor", "remainder")
INDICES = ("qpv_index", "distance_index", "weighted_index", "published_index", "banding_index")
MONEY = ("extra_fte", "fte", "fixed_part", "variable_part", "budget", "state_floor", "remainder")
GAPS = len(STEPS)
WITNESS = GAPS + 1


class Table(NamedTuple):
    """Position and values of the calculation, row by row, for the sheets that refer to it."""

    page: Sheet
    rows: range
    places: dict[str, int]
    values: list[dict[str, Any]]

    def column(self, key: str) -> str:
        """The figures of all centres for one step, as other sheets write them."""
        column = PLACE[key]
        return f"{self.page.quoted}!{frozen(self.rows[0], column)}:{frozen(self.rows[-1], column)}"

    def total(self, key: str) -> str:
        """The total of one step, as other sheets write it."""
        return self.page.at(self.rows[-1] + 1, PLACE[key])

    def shape(self, key: str, look: str = "body") -> Style:
        """How the figures of one step are shown."""
        return Style(look, STEPS[PLACE[key]].kind, self.places.get(key, 0))

    def write_titles(self) -> None:
        page, last = self.page, WITNESS + len(INDICES) + len(MONEY) - 1
        page.widths(46, 11, 8, 10, *[10] * 5, 9, 8, 7, *[13] * 5, 12, *[12] * (last - GAPS))
        page.put(0, 0, "Calcul de chaque centre", Style("title"))
        witnesses = [STEPS[PLACE[key]] for key in (*INDICES, *MONEY)]
        groups = (
            [step.group for step in STEPS] + ["Contrôle"] + ["Valeurs calculées par l’application"] * len(witnesses)
        )
        page.groups(2, groups)
        titles = [step.title for step in STEPS] + ["Écarts avec l’application"] + [step.title for step in witnesses]
        page.header(3, titles, right=range(2, last + 1), height=46)
        page.line(4, [step.reference for step in STEPS], Style("reference-right"))
        page.sheet.freeze_panes(FIRST, 1)
        page.sheet.repeat_rows(2, 4)
        page.sheet.print_area(0, 0, self.rows[-1] + 1, GAPS)

    def write_totals(self) -> None:
        page, first, last = self.page, self.rows[0], self.rows[-1]
        total = last + 1
        page.line(total, ["Réseau", *[""] * (GAPS - 1)], Style("total"))
        for key in SUMMED:
            amount, column = sum(values[key] for values in self.values), PLACE[key]
            page.formula(total, column, f"SUM({span(first, column, last, column)})", amount, self.shape(key, "total"))
        page.formula(total, GAPS, f"SUM({span(first, GAPS, last, GAPS)})", 0, Style("check", COUNT))
        count = frozen(total, GAPS)
        page.formula(1, 0, f'IF({count}=0,"{AGREED}","{DIFFERING}"&{count})', AGREED, Style("verdict"))
        page.alarm(span(first, GAPS, total, GAPS), f"{address(first, GAPS)}<>0")
        page.alarm(address(1, 0), f"{count}<>0")


def write_calculation(page: Sheet, result: Result, data: Sheet, data_rows: range) -> Table:
    """Write the calculation of each centre, the totals and the control."""
    rows = range(FIRST, FIRST + len(data_rows))
    table = Table(page, rows, _decimals(result), [_values(allocation, result) for allocation in result.allocations])
    table.write_titles()
    for row, data_row, allocation, values in zip(rows, data_rows, result.allocations, table.values, strict=True):
        cells = {key: address(row, column) for key, column in PLACE.items()}
        cells |= {"data": f"{data.quoted}!", "row": str(data_row + 1)}
        for column, step in enumerate(STEPS):
            page.formula(row, column, step.formula.format(**cells), values[step.key], table.shape(step.key))
        page.formula(row, GAPS, _gaps(row), 0, Style("check", COUNT))
        for column, key in enumerate((*INDICES, *MONEY), WITNESS):
            page.put(row, column, getattr(allocation, key), table.shape(key, "witness"))
    table.write_totals()
    return table


def _decimals(result: Result) -> dict[str, int]:
    parameters = result.parameters
    fte = places_of(
        [allocation.fte for allocation in result.allocations]
        + [allocation.extra_fte for allocation in result.allocations]
    )
    banding = parameters.banding_decimals
    return {
        "km": places_of([allocation.centre.km for allocation in result.allocations], most=2),
        **dict.fromkeys(INDICES, 4),
        "published_index": parameters.published_decimals,
        "banding_index": 4 if banding is None else banding,
        "extra_fte": fte,
        "fte": fte,
    }


def _gaps(row: int) -> str:
    """Formula: number of figures of the row that differ from the application's, to the fourth decimal."""
    start, parts = WITNESS, []
    for keys in (INDICES, MONEY):
        ours = span(row, PLACE[keys[0]], row, PLACE[keys[-1]])
        theirs = span(row, start, row, start + len(keys) - 1)
        parts.append(f"SUMPRODUCT(--(ABS(ROUND(ROUND({ours},12),4)-{theirs})>0.000001))")
        start += len(keys)
    return "+".join(parts)


def _values(allocation: Allocation, result: Result) -> dict[str, Any]:
    """Value of each formula of the row: the figures of the application, before rounding for display."""
    centre, bounds, parameters = allocation.centre, result.bounds, result.parameters
    qpv_index = _stretched(centre.qpv, bounds.qpv_min, bounds.qpv_max)
    distance_index = _stretched(centre.km, bounds.km_min, bounds.km_max)
    weighted = Fraction(parameters.qpv_weight) * qpv_index + Fraction(parameters.distance_weight) * distance_index
    read = weighted if parameters.banding_decimals is None else Fraction(allocation.banding_index)
    rank = 1 + sum(Fraction(band.up_to) < read for band in parameters.bands)
    return {
        **{key: getattr(allocation, key) for key in (*INDICES, *MONEY)},
        "name": centre.name,
        "zone": ZONES[centre.zone],
        "qpv": centre.qpv,
        "km": centre.km,
        "qpv_index": qpv_index,
        "distance_index": distance_index,
        "weighted_index": weighted,
        "banding_index": read,
        "band": rank if parameters.zones[centre.zone].variable else 0,
    }


def _stretched(value: Decimal | int, low: Decimal | int, high: Decimal | int) -> Fraction:
    if low == high:
        return Fraction(0)
    return 10 * (Fraction(min(max(value, low), high)) - Fraction(low)) / (Fraction(high) - Fraction(low))
