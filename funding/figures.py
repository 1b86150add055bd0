"""The funding table as data: what the page, the PDF, the CSV and the workbook all show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from accounts.models import User
from documents.text import unaccented
from funding.anomalies import Anomaly, Severity, anomalies_of
from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment, Round


@dataclass(frozen=True, kw_only=True)
class Row:
    """One centre of the table; `None` means unknown or not shown to this reader, never zero."""

    line: Allocation
    previous: Allocation | None
    notified: Decimal | None
    paid: Decimal | None
    anomalies: tuple[Anomaly, ...]

    @property
    def url(self) -> str:
        """Where this line is explained, in its own version."""
        version = "" if self.line.round.state == RoundState.ADOPTED else f"?version={self.line.round.version}"
        return self.line.get_absolute_url() + version

    @property
    def floor_change(self) -> Decimal | None:
        """The State's floor minus the one of the year before, in euros."""
        if self.previous is None or self.previous.state_floor is None or self.line.state_floor is None:
            return None
        return self.line.state_floor - self.previous.state_floor

    @property
    def below_floor(self) -> Decimal | None:
        """How many euros the notified amount lacks to reach the State's floor (R-98)."""
        if self.notified is None or self.line.state_floor is None or self.notified >= self.line.state_floor:
            return None
        return self.line.state_floor - self.notified

    @property
    def badges(self) -> tuple[Anomaly, ...]:
        """The findings that the table itself shows: the blocking ones and the warnings."""
        return tuple(one for one in self.anomalies if one.severity != Severity.NOTICE)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Exact sums of the rows shown."""

    centres: int
    counted: int
    qpv: int
    fte: Decimal
    fixed_part: Decimal
    variable_part: Decimal
    budget: Decimal
    state_floor: Decimal
    remainder: Decimal
    floor_change: Decimal | None
    notified: Decimal | None
    paid: Decimal | None


@dataclass(frozen=True, kw_only=True)
class RoundTable:
    """One exercise, its rows in the asked order, and their sums."""

    exercise: Round
    rows: tuple[Row, ...]
    totals: Totals
    shows_money: bool

    @property
    def findings(self) -> list[tuple[Anomaly, list[str]]]:
        """Each finding once, with the centres it concerns, the gravest first."""
        names: dict[Anomaly, list[str]] = {}
        for row in self.rows:
            for one in row.anomalies:
                names.setdefault(one, []).append(row.line.name)
        return sorted(names.items(), key=lambda pair: list(Severity).index(pair[0].severity))


def round_table(exercise: Round, user: User | None = None) -> RoundTable:
    """The whole table in 4 queries; decided and paid amounts only for the centres whose file `user` may open."""
    lines = list(exercise.allocations.select_related("centre").defer("steps"))
    lines.sort(key=lambda line: unaccented(line.name))  # in Python: the two databases do not sort alike
    for line in lines:
        line.round = exercise  # one object for all, instead of one query each
    before = previous_lines(exercise)
    notified = _sums(Notification, exercise.year, user)
    paid = _sums(Payment, exercise.year, user)
    rows = tuple(
        Row(
            line=line,
            previous=before.get(line.centre_id),
            notified=notified.get(line.centre_id),
            paid=paid.get(line.centre_id),
            anomalies=anomalies_of(line, before.get(line.centre_id)),
        )
        for line in lines
    )
    return RoundTable(exercise=exercise, rows=rows, totals=totals_of(rows), shows_money=bool(notified or paid))


def previous_lines(exercise: Round) -> dict[int, Allocation]:
    """The lines of the adopted exercise of the year before, by centre (1 query)."""
    lines = Allocation.objects.filter(round__in=Round.objects.adopted().filter(year=exercise.year - 1))
    return {line.centre_id: line for line in lines}


def _sums(model: type[Notification] | type[Payment], year: int, user: User | None) -> dict[int, Decimal]:
    if user is None:
        return {}
    sums: dict[int, Decimal] = {}
    rows = model.objects.visible_to(user).filter(year=year).order_by().values_list("centre", "amount")
    for centre, amount in rows:
        sums[centre] = sums.get(centre, Decimal(0)) + amount  # not in SQL: SQLite adds decimals as floats
    return sums


def totals_of(rows: Iterable[Row]) -> Totals:
    """Sums of what is known; a column that nobody filled stays unknown instead of zero."""
    rows = tuple(rows)
    counted = [row.line for row in rows if row.line.budget is not None]
    return Totals(
        centres=len(rows),
        counted=len(counted),
        qpv=sum(line.qpv or 0 for line in counted),
        fte=sum((line.fte for line in counted), Decimal(0)),
        fixed_part=sum((line.fixed_part for line in counted), Decimal(0)),
        variable_part=sum((line.variable_part for line in counted), Decimal(0)),
        budget=sum((line.budget for line in counted), Decimal(0)),
        state_floor=sum((line.state_floor for line in counted), Decimal(0)),
        remainder=sum((line.remainder for line in counted), Decimal(0)),
        floor_change=_sum_known(row.floor_change for row in rows),
        notified=_sum_known(row.notified for row in rows),
        paid=_sum_known(row.paid for row in rows),
    )


def _sum_known(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What one line is compared with: the same centre the year before, and the indices of the other centres."""

    previous: Allocation | None
    other_indices: tuple[Decimal, ...]


def surroundings_of(line: Allocation) -> Surroundings:
    """The centre's adopted line of the year before, and the distinct published indices of the others (1 query)."""
    year_before = Round.objects.adopted().filter(year=line.round.year - 1)
    around = Allocation.objects.filter(Q(round=line.round_id) | Q(round__in=year_before, centre=line.centre_id))
    around = list(around.exclude(pk=line.pk).defer("steps", "alerts"))
    indices = {one.published_index for one in around if one.round_id == line.round_id}
    return Surroundings(
        previous=next((one for one in around if one.round_id != line.round_id), None),
        other_indices=tuple(sorted(indices - {None})),
    )
