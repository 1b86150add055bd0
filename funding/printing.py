"""The funding table and one centre's calculation on paper."""

from __future__ import annotations

import hashlib

from documents.pdf import render_pdf
from funding.charts import index_chart_of
from funding.figures import RoundTable, round_table
from funding.models import Allocation, Round


def print_table(table: RoundTable) -> bytes:
    """The table of one exercise as a PDF, without the amounts that only some may read."""
    return render_pdf(
        "funding/round_pdf.html",
        {"exercise": table.exercise, "table": table, "chart": index_chart_of(table.exercise, table.rows)},
        identifier=table.exercise.seal or None,
    )


def print_round(exercise: Round) -> tuple[bytes, str]:
    """The published table of an adopted exercise, and the SHA-256 of its bytes."""
    content = print_table(round_table(exercise))
    return content, hashlib.sha256(content).hexdigest()


def print_allocation(line: Allocation, context: dict[str, object]) -> bytes:
    """One centre's calculation, step by step, as a PDF."""
    return render_pdf("funding/allocation_pdf.html", {"line": line, "exercise": line.round, **context})
