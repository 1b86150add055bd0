"""Figures that arrive in a file: once written, the exercise is told about it and recalculated as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from funding import formula
from funding.calculation import IncompleteError, calculate
from funding.models import Allocation


@transaction.atomic
def take_in(lines: Iterable[Allocation], *, actor: User | None) -> None:
    """Write in the journal which figures a file has changed, and recalculate each exercise that they belong to."""
    told = sorted(lines, key=lambda line: (line.round_id, line.name))
    for exercise, changed in groupby(told, key=lambda line: line.round):
        figures = {line.name: {"qpv": line.qpv, "km": str(line.km), "motif": line.input_reason} for line in changed}
        record(actor, "exercice : importer des données", exercise, figures=figures)
        try:
            calculate(exercise)
        except (IncompleteError, formula.FormulaError):
            continue  # the exercise stays without results, and its page says which figure is missing or absurd
