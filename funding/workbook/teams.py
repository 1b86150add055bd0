"""The minimal team of each zone, in the sheet « Paramètres »: posts, payroll, costs, fixed part (R-89 to R-92)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from documents.spreadsheets.columns import Kind
from documents.spreadsheets.sheet import Page, Shape, address, places_of, span
from funding.formula.allocate import Parameters, Zone, ZoneRules

ZONES = {Zone.MAINLAND: "métropole", Zone.OVERSEAS: "outre-mer"}
ARTICLES = {Zone.MAINLAND: "R-89 à R-91, annexe 6", Zone.OVERSEAS: "R-89, R-90, R-92, annexe 6"}
HEADING, NOTE, REFERENCE = Shape("heading"), Shape("note"), Shape("reference")
EUROS_IN, EUROS, EUROS_TOTAL = (Shape(look, Kind.EUROS) for look in ("input", "body", "total"))


def share(value: Decimal) -> Shape:
    """A share that may be changed, with the decimals that it needs."""
    return Shape("input", Kind.PERCENT, max(0, places_of([value]) - 2))


def figure(value: Decimal | int, look: str = "input") -> Shape:
    """A figure with the decimals that it needs."""
    return Shape(look, Kind.DECIMAL, places_of([value]))


def write_team(page: Page, row: int, zone: Zone, rules: ZoneRules) -> tuple[int, int]:
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
    page.line(fixed, ("Part fixe", "", ""), Shape("total"))
    page.formula(fixed, 3, f"{address(payroll, 3)}+{address(overheads, 3)}", rules.fixed_part, EUROS_TOTAL)
    return payroll, payroll + 4


def write_zones(page: Page, row: int, parameters: Parameters, payrolls: Mapping[Zone, int]) -> None:
    """Write what the calculation reads of each zone, from the teams above."""
    titles = ("Zone", "L’indice ajoute", "ETP minimaux", "Part fixe", "Nom dans les formules", "Référence")
    page.titles(row, titles, right={2, 3})
    for place, zone in enumerate(Zone, row + 1):
        rules, payroll = parameters.zones[zone], payrolls[zone]
        page.put(place, 0, ZONES[zone])
        page.put(place, 1, "oui" if rules.variable else "non", Shape("input"))
        page.formula(place, 2, address(payroll, 2), rules.fte, figure(rules.fte, "body"))
        page.formula(place, 3, address(payroll + 2, 3), rules.fixed_part, EUROS)
    page.line(row + 1, ("zones_nom, zones_indice", "R-93"), REFERENCE, column=4)
    page.line(row + 2, ("zones_etp, zones_fixe", "R-97\u00a0: l’indice est sans effet outre-mer"), REFERENCE, column=4)
    for name, column in (("zones_nom", 0), ("zones_indice", 1), ("zones_etp", 2), ("zones_fixe", 3)):
        page.named(name, row + 1, column, row + len(Zone))
    choice = {"validate": "list", "source": ["oui", "non"]}
    page.sheet.data_validation(row + 1, 1, row + len(Zone), 1, choice)
