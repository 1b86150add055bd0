"""A budget as a table, written and read: one post a line, one destination a column."""

from __future__ import annotations

from dataclasses import dataclass
from operator import methodcaller

from django.db import models

from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.import_cells import DecimalCell, TextCell
from documents.spreadsheets.import_table import ImportColumn, ImportLine, WordsCell, lines_in
from documents.spreadsheets.list_export import ListExport
from documents.spreadsheets.read import code_of
from governance.enums import ContributionNature, Destination, ExpenseCategory, Funder
from governance.programmes.budget.queries import BudgetPost

LABEL_LENGTH = 160
SHEET = "Budget"


class Side(models.TextChoices):
    """Which side of the budget a line belongs to."""

    INCOME = "produit", "produit"
    EXPENSE = "charge", "charge"


TITLES = {
    Destination.CORE: "Socle",
    Destination.COMPLEMENTARY: "Complémentaire",
    Destination.COMPETITIVE: "Concurrentiel",
}
ENTRIES = (
    ImportColumn(title="Volet", cell=WordsCell(Side, "un volet du budget", required=True), is_required=True),
    ImportColumn(title="Poste", cell=TextCell(required=True), is_required=True),
    ImportColumn(title="Forme", cell=WordsCell(ContributionNature, "une forme de contribution")),
    ImportColumn(title="Libellé", cell=TextCell()),
    *(ImportColumn(title=title, cell=DecimalCell(digits=12, places=2, unit="€")) for title in TITLES.values()),
)
AMOUNT_CODES = {destination.value: code_of(title) for destination, title in TITLES.items()}
FUNDER = WordsCell(Funder, "un financeur", required=True)
CATEGORY = WordsCell(ExpenseCategory, "une charge", required=True)


@dataclass(frozen=True, kw_only=True)
class BudgetIntake:
    """What a file says of a budget, or what is wrong with it; the stage is that of the page it is sent to."""

    rows: list[BudgetPost]
    faults: list[str]


def read_budget(data: bytes, kind: str) -> BudgetIntake:
    """The posts of a file, all or none; UnreadableError when it is not a budget table."""
    lines, faults = lines_in(data, kind, ENTRIES, sheet=SHEET)
    rows, first_lines = [], {}
    for line in lines:
        try:
            row = _row(line)
        except ValueError as fault:
            faults.append(f"Ligne {line.number}, {fault}")
            continue
        if first := first_lines.get(row.key):
            faults.append(f"Lignes {first} et {line.number} : elles décrivent le même poste (« {row.title} »).")
        first_lines[row.key] = line.number
        rows.append(row)
    return BudgetIntake(rows=[] if faults else rows, faults=faults)


def _row(line: ImportLine) -> BudgetPost:
    values = line.values
    is_income = values["volet"] == Side.INCOME
    label = values.get("libelle") or ""
    if len(label) > LABEL_LENGTH:
        raise ValueError(f"colonne « Libellé » : le libellé dépasse {LABEL_LENGTH} caractères ; raccourcissez-le.")
    if not is_income and values.get("forme"):
        raise ValueError("colonne « Forme » : une charge n’a pas de forme ; videz la case.")
    try:
        post = (FUNDER if is_income else CATEGORY).clean(values["poste"])
    except ValueError as fault:
        raise ValueError(f"colonne « Poste » : {fault}") from None
    return BudgetPost(
        is_income=is_income,
        post=post,
        nature=(values.get("forme") or ContributionNature.MONEY.value) if is_income else "",
        label=label,
        amounts={name: values[code] for name, code in AMOUNT_CODES.items() if values.get(code) is not None},
    )


COLUMNS = (
    Column("Volet", lambda row: Side.INCOME.label if row.is_income else Side.EXPENSE.label, width=10),
    Column("Poste", lambda row: (Funder if row.is_income else ExpenseCategory)(row.post).label, width=32),
    Column("Forme", lambda row: ContributionNature(row.nature).label if row.nature else "", width=22),
    Column("Libellé", "label"),
    *(
        Column(title, methodcaller("amount_of", destination.value), Kind.EUROS, decimals=2)
        for destination, title in TITLES.items()
    ),
)


def budget_export(title: str) -> ListExport:
    """The posts of a budget as a file that may be mended and sent back."""
    return ListExport(columns=COLUMNS, title=title, sheet=SHEET)
