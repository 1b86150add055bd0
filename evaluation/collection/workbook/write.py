"""The form as a workbook to fill without a connection, then to import.

A row a box. Two hidden columns have the answer of the row and its version: an answer written since is never
overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

from documents.french import typeset
from documents.spreadsheets.columns import Kind
from documents.spreadsheets.xlsx import Formats, Sheet, Style, open_book
from documents.typed_numbers import UnreadableNumberError, read_number
from evaluation.collection.answers import MOST_PLACES, TEXTS, boxes_of, choices_of
from evaluation.collection.queries import AnswerLine, Form

SHEET = "Indicateurs"
COLUMNS = (
    ("Clef", 10), ("Version", 10), ("Code", 8), ("Indicateur", 34), ("À remplir", 30), ("Unité", 16),
    ("{before}", 12), ("Calcul", 12), ("Votre réponse", 16), ("Sans objet", 11), ("Commentaire", 34),
    ("Motif de la correction", 28), ("Justification", 28), ("Définition", 60),
)  # fmt: skip
KEY, STAMP, CODE, ANSWER, NOT_APPLICABLE = 0, 1, 2, 8, 9
TITLES = {
    "key": "Clef", "stamp": "Version", "answer": "Votre réponse", "so": "Sans objet", "commentaire": "Commentaire",
    "motif": "Motif de la correction", "justification": "Justification",
}  # fmt: skip
INPUTS = range(ANSWER, ANSWER + 5)


def key_of(form: Form, code: str, slot: str) -> str:
    """« 2026/ici/M1-01/value »: which form, which answer, which box."""
    return f"{form.year}/{form.collection.centre.slug}/{code}/{slot}"


def stamp_of(line: AnswerLine) -> str:
    """« 3/9f86d081884c7d65 »: the version of the answer, and its token."""
    return f"{line.value.version}/{line.seal}"


README = """Remplissez les cases jaunes de la feuille « Indicateurs », puis déposez ce classeur sur le site.
Une case vide n’est pas un zéro : elle dit que la réponse manque.
Écrivez « oui » dans « Sans objet » si l’indicateur ne concerne pas votre centre ; « non », ou rien, s’il le concerne.
Les totaux et les pourcentages se calculent sur le site, d’après leur détail.
Si un chiffre calculé est faux, écrivez le vôtre à sa place et donnez le motif : les deux restent.
Si quelqu’un a modifié une réponse sur le site entre-temps, le dépôt vous montre les deux et n’écrase rien.
N’ajoutez, ne retirez et ne déplacez ni ligne ni colonne.""".splitlines()


def form_workbook(form: Form) -> bytes:
    """The workbook of a form, with everything that is known already."""
    target = BytesIO()
    title = f"Indicateurs {form.year} : {form.collection.centre.usual_name}"
    with open_book(target, title=title) as book:
        formats = Formats(book)
        _answers(Sheet(book, formats, SHEET, title), form)
        page = Sheet(book, formats, "Lisez-moi", title)
        page.widths(110)
        page.put(0, 0, title, Style("title"))
        for row, sentence in enumerate(README, 2):
            page.put(row, 0, typeset(sentence), Style("plain"))
            page.tall(row, sentence, 110)
    return target.getvalue()


def _answers(page: Sheet, form: Form) -> None:
    page.widths(*(width for _, width in COLUMNS))
    titles = [title.format(before=form.last_year) for title, _ in COLUMNS]
    page.header(0, titles, right=())
    for hidden in (KEY, STAMP):
        page.sheet.set_column(hidden, hidden, None, None, {"hidden": True})
    page.sheet.freeze_panes(1, CODE + 1)
    page.sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    row = 0
    for line in form.lines:
        for row, cells in enumerate(_rows(form, line), row + 1):  # noqa: B020  the row goes on from line to line
            for column, content in enumerate(cells):
                is_open = column == ANSWER or (column in INPUTS and content is not None)
                look = "input" if is_open else "witness" if column in INPUTS else "body"
                kind = Kind.TEXT if isinstance(content, str) or content is None else Kind.DECIMAL
                exponent = content.as_tuple().exponent if isinstance(content, Decimal) else 0
                decimals = min(4, max(0, -exponent)) if isinstance(exponent, int) else 0
                page.put(row, column, content, Style(look, kind, decimals))
        page.sheet.data_validation(row, NOT_APPLICABLE, row, NOT_APPLICABLE, {"validate": "list", "source": ["oui"]})
        if not line.boxes:
            words = [label for _, label in choices_of(line.value.indicator)]
            page.sheet.data_validation(row, ANSWER, row, ANSWER, {"validate": "list", "source": words})


def _rows(form: Form, line: AnswerLine) -> Iterator[list[Any]]:
    """One row a box, or one for an answer that is chosen; texts and « sans objet » stand on the first."""
    indicator = line.value.indicator
    units = {box.slot: box.unit for box in boxes_of(indicator)}
    boxes = [(box.slot, box.label, box.text, box.last_year, box.computed) for box in line.boxes]
    if not boxes:
        words = " ou ".join(label for _, label in choices_of(indicator))
        chosen = next((box.label for box in line.choices if box.is_chosen), "")
        boxes = [("choix", f"Répondre {words}", chosen, line.last_year, line.computed)]
    for rank, (slot, label, text, before, computed) in enumerate(boxes):
        texts = [line.texts[name].text for name in TEXTS] if rank == 0 else [None] * len(TEXTS)
        yield [
            key_of(form, line.code, slot), stamp_of(line), line.code, indicator.label, label.capitalize(),
            units.get(slot, ""), _plain(before), _plain(computed), _plain(text),
            ("oui" if line.is_ticked else "") if rank == 0 else None, *texts,
            indicator.definition if rank == 0 else "",
        ]  # fmt: skip


def _plain(text: str) -> Any:
    """A figure as a number, so that a spreadsheet adds it; anything else as it is."""
    try:
        return read_number(text, places=MOST_PLACES)
    except UnreadableNumberError:
        return text
