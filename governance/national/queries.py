"""The national programme of a year as a grid: a row a centre, a column a worksite (R-112)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from centres.models import Centre
from centres.models.centre import by_name
from governance.models import Contribution, Orientation, Worksite
from governance.models.national import LEAST_WORKSITES, MOST_WORKSITES
from governance.national.services import directed_centres, may_edit_national


@dataclass(frozen=True)
class WorksiteContribution:
    """One cell of the grid; `contribution` is None when the centre brings nothing yet."""

    worksite: Worksite
    contribution: Contribution | None


@dataclass(frozen=True, kw_only=True)
class CentreContributions:
    """One row of the grid: a centre, its cells, and the `least` number of open worksites it owes."""

    centre: Centre
    cells: tuple[WorksiteContribution, ...]
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
    """The programme of a year, and the rows of the reader's perimeter."""

    year: int
    orientations: tuple[Orientation, ...]
    worksites: tuple[Worksite, ...]
    rows: tuple[CentreContributions, ...]
    least: int

    @property
    def is_full(self) -> bool:
        return len(self.worksites) >= MOST_WORKSITES

    @property
    def short(self) -> int:
        """How many centres of the perimeter are still short of worksites."""
        return sum(row.missing > 0 for row in self.rows)


def national_year(year: int, user: User) -> NationalYear:
    """The grid of `year` (4 queries); `worksite.contributors` counts the whole network."""
    worksites = tuple(
        Worksite.objects.filter(year=year)
        .select_related("validated_at")
        .annotate(contributors=Count("contributions"))
        .order_by("rank")
    )
    least = min(LEAST_WORKSITES, sum(worksite.is_open for worksite in worksites))
    in_perimeter = Centre.objects.visible_to(user).alive_in(year)
    contributions = {
        (contribution.centre_id, contribution.worksite_id): contribution
        for contribution in Contribution.objects.filter(worksite__year=year, centre__in=in_perimeter)
    }
    # None: every centre.
    writable = None if may_edit_national(user) else directed_centres(user)
    rows = [
        CentreContributions(
            centre=centre,
            cells=tuple(
                WorksiteContribution(worksite, contributions.get((centre.pk, worksite.pk))) for worksite in worksites
            ),
            least=least,
            may_write=writable is None or centre.pk in writable,
        )
        for centre in by_name(in_perimeter)
    ]
    return NationalYear(
        year=year,
        orientations=tuple(Orientation.objects.filter(year=year)),
        worksites=worksites,
        rows=tuple(rows),
        least=least,
    )
