"""The national programme of a year as a grid: who works on what (R-112)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from centres.enums import LegalForm
from centres.models import Centre
from centres.ordering import by_name
from governance.compliance.queries import open_centres
from governance.minimums import LEAST_WORKSITES
from governance.models import Contribution, Orientation, Worksite
from governance.models.national import MOST_WORKSITES
from governance.national.services import directed_centres, may_keep_national


@dataclass(frozen=True)
class Cell:
    """What one centre brings to one worksite; `contribution` is None when it brings nothing yet."""

    worksite: Worksite
    contribution: Contribution | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One centre across the worksites of the year."""

    centre: Centre
    cells: tuple[Cell, ...]
    least: int
    may_write: bool

    @property
    def count(self) -> int:
        """On how many open worksites the centre works."""
        return sum(cell.contribution is not None and cell.worksite.is_open for cell in self.cells)

    @property
    def missing(self) -> int:
        return max(0, self.least - self.count)


@dataclass(frozen=True, kw_only=True)
class NationalYear:
    """The programme of a year, the rows of the reader's perimeter, and how far the network has come."""

    year: int
    orientations: tuple[Orientation, ...]
    worksites: tuple[Worksite, ...]
    rows: tuple[Row, ...]
    least: int

    @property
    def is_full(self) -> bool:
        return len(self.worksites) >= MOST_WORKSITES

    @property
    def short(self) -> int:
        """How many centres of the perimeter are still short of worksites."""
        return sum(row.missing > 0 for row in self.rows)


def national_year(year: int, user: User) -> NationalYear:
    """The grid of `year` in four queries; `worksite.contributors` counts the whole network."""
    worksites = tuple(
        Worksite.objects.filter(year=year)
        .select_related("validated_at")
        .annotate(contributors=Count("contributions"))
        .order_by("rank")
    )
    open_ones = sum(worksite.is_open for worksite in worksites)
    least = min(LEAST_WORKSITES, open_ones)
    mine_or_all = Centre.objects.visible_to(user).filter(pk__in=open_centres(year).values("pk"))
    centres = mine_or_all.with_identity()
    found = Contribution.objects.filter(worksite__year=year, centre__in=mine_or_all)
    by_place = {(one.centre_id, one.worksite_id): one for one in found}
    mine = None if may_keep_national(user) else directed_centres(user)
    rows = [
        Row(
            centre=centre,
            cells=tuple(Cell(worksite, by_place.get((centre.pk, worksite.pk))) for worksite in worksites),
            least=least,
            may_write=mine is None or centre.pk in mine,
        )
        for centre in by_name(centre for centre in centres if centre.legal_form != LegalForm.PLANNED)
    ]
    return NationalYear(
        year=year,
        orientations=tuple(Orientation.objects.filter(year=year)),
        worksites=worksites,
        rows=tuple(rows),
        least=least,
    )
