"""The funding figures as drawings: who stands where on the scale of the index."""

from __future__ import annotations

from funding.figures import RoundTable
from funding.models import Allocation


def index_chart_of(table: RoundTable) -> object:
    return None


def scale_chart_of(line: Allocation) -> object:
    return None
