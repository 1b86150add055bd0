"""The shape of the workbook of a form: its columns, its hidden keys; read the same way as it is written."""

from __future__ import annotations

from evaluation.collecting.form import Form, Line

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


def stamp_of(line: Line) -> str:
    """« 3/9f86d081884c7d65 »: the version taken away, and the print of what it held."""
    return f"{line.value.version}/{line.seal}"
