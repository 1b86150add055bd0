"""The funding table as data, for the page, the PDF, the CSV and the workbook: findings, rows, evolution, charts.

Findings are read before the adoption: figures missing, uncertain, unusual, close to a threshold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q

from accounts.models import User
from centres.enums import DistanceMethod, Zone
from documents.charts.bands import ChartBand, ChartBar, IndexChart, ScaleChart, index_chart, scale_chart
from documents.french import number, typeset, unaccented
from funding.enums import BoundsMode, RoundState
from funding.formula.evolution import Evolution, RoundPosition, evolution_between
from funding.formula.scale import Bounds
from funding.models import Allocation, Notification, Payment, Round
from funding.rounds.calculation import missing_figures

NOTABLE_CHANGE = Decimal("0.20")


class Severity(StrEnum):
    """A missing figure blocks the whole calculation; the rest blocks nothing."""

    BLOCKING = "blocking"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, kw_only=True)
class Anomaly:
    """One finding about one centre, in a sentence, set with the spaces of French."""

    severity: Severity
    label: str
    sentence: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentence", typeset(self.sentence))


ALERT_LABELS = {
    "out_of_bounds": "hors des bornes",
    "band_differs": "tranche sensible à l’arrondi",
    "near_threshold": "proche d’un seuil",
    "degenerate": "réseau sans écart",
}


def anomalies_of(line: Allocation, previous: Allocation | None) -> tuple[Anomaly, ...]:
    """Every finding about one line, the gravest first; `previous` is the centre's line of the year before."""
    return (
        *(
            Anomaly(severity=Severity.BLOCKING, label="donnée manquante", sentence=sentence)
            for sentence in missing_figures([line])
        ),
        *(
            Anomaly(
                # overseas the index is published but adds no post, so its alerts move no euro.
                severity=Severity.NOTICE if line.zone == Zone.OVERSEAS else Severity.WARNING,
                label=ALERT_LABELS.get(alert["code"], "à vérifier"),
                sentence=alert["sentence"],
            )
            for alert in line.alerts
        ),
        *(_changes(line, previous) if previous is not None else ()),
        *(_uncertainties(line)),
    )


def _changes(line: Allocation, previous: Allocation) -> Iterable[Anomaly]:
    for now, before, what, unit in (
        (line.qpv, previous.qpv, "Le nombre de quartiers prioritaires", ""),
        (line.km, previous.km, "La médiane des distances", " km"),
    ):
        if now is not None and before and abs(Decimal(now) - before) > NOTABLE_CHANGE * before:
            yield Anomaly(
                severity=Severity.WARNING,
                label="forte variation",
                sentence=(
                    f"{what} passe de {_short(before)}{unit} en {line.round.previous_year} à {_short(now)}{unit} "
                    f"en {line.round.year} : plus de 20 % d’écart."
                ),
            )


def _short(value: Decimal | int) -> str:
    return f"{Decimal(value).normalize():f}".replace(".", ",")


def _uncertainties(line: Allocation) -> Iterable[Anomaly]:
    if line.input_reason:
        yield Anomaly(
            severity=Severity.NOTICE,
            label="donnée corrigée",
            sentence=f"La donnée du référentiel a été remplacée. {line.input_reason}",
        )
    if line.in_formula and line.is_planned:
        yield Anomaly(
            severity=Severity.WARNING,
            label="centre à créer",
            sentence="Ce centre est prévu mais n’existe pas encore : sa dotation n’est qu’une prévision.",
        )
    if line.in_formula and line.km_method == DistanceMethod.ESTIMATE:
        yield Anomaly(
            severity=Severity.NOTICE,
            label="distance estimée",
            sentence="La médiane des distances est une estimation (vol d’oiseau × 1,3), pas un itinéraire mesuré.",
        )
    if line.in_formula and line.to_confirm:
        yield Anomaly(
            severity=Severity.NOTICE,
            label="à confirmer",
            sentence="Une donnée de ce centre est marquée « à confirmer » dans le référentiel.",
        )


@dataclass(frozen=True, kw_only=True)
class AllocationRow:
    """One centre of the table; None means unknown or not visible to this reader, never zero."""

    line: Allocation
    previous: Allocation | None
    floor_before: Decimal | None
    notified: Decimal | None
    paid: Decimal | None
    anomalies: tuple[Anomaly, ...]

    @property
    def url(self) -> str:
        """Address of the explanation of this line, in its own version."""
        version = "" if self.line.round.state == RoundState.ADOPTED else f"?version={self.line.round.version}"
        return self.line.get_absolute_url() + version

    @property
    def floor_change(self) -> Decimal | None:
        """The State's floor minus the one of the year before, in euros; a centre that enters or leaves counts whole."""
        floor = self.line.state_floor
        if self.floor_before is None or (floor is None and (self.line.in_formula or not self.floor_before)):
            return None
        return (floor or Decimal(0)) - self.floor_before

    @property
    def below_floor(self) -> Decimal | None:
        """Euros missing from the notified amount to reach the State's floor (R-98); None when it reaches it."""
        if self.notified is None or self.line.state_floor is None or self.notified >= self.line.state_floor:
            return None
        return self.line.state_floor - self.notified

    @property
    def badges(self) -> tuple[Anomaly, ...]:
        """The findings that the table itself shows: the blocking ones and the warnings."""
        return tuple(anomaly for anomaly in self.anomalies if anomaly.severity != Severity.NOTICE)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Exact sums of rows."""

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
    """One exercise, its rows in the order of the query string, and their sums.

    `floor_change` is the network's, which also counts the centres that are in it no more.
    """

    exercise: Round
    rows: tuple[AllocationRow, ...]
    totals: Totals
    floor_change: Decimal | None
    shows_money: bool

    @property
    def findings(self) -> list[tuple[Anomaly, list[str]]]:
        """Each finding once, with the centres it concerns, the gravest first."""
        names: dict[Anomaly, list[str]] = {}
        for row in self.rows:
            for anomaly in row.anomalies:
                names.setdefault(anomaly, []).append(row.line.name)
        return sorted(names.items(), key=lambda pair: list(Severity).index(pair[0].severity))


def round_table(exercise: Round, user: User | None = None) -> RoundTable:
    """The whole table in 4 queries; decided and paid amounts only for the centres whose file `user` may open."""
    lines = list(exercise.allocations.select_related("centre").defer("steps"))
    lines.sort(key=lambda line: unaccented(line.name))  # in Python: the two databases do not sort alike
    for line in lines:
        line.round = exercise  # one object for all, instead of one query each
    before = previous_lines(exercise)
    floors = {centre: line.state_floor or Decimal(0) for centre, line in before.items()}
    notified = _sums(Notification, exercise.year, user)
    paid = _sums(Payment, exercise.year, user)
    rows = tuple(
        AllocationRow(
            line=line,
            previous=before.get(line.centre_id),
            floor_before=floors.get(line.centre_id, Decimal(0)) if before else None,
            notified=notified.get(line.centre_id),
            paid=paid.get(line.centre_id),
            anomalies=anomalies_of(line, before.get(line.centre_id)),
        )
        for line in lines
    )
    totals = totals_of(rows)
    return RoundTable(
        exercise=exercise,
        rows=rows,
        totals=totals,
        floor_change=totals.state_floor - sum(floors.values()) if before and totals.counted else None,
        shows_money=bool(notified or paid),
    )


def previous_lines(exercise: Round) -> dict[int, Allocation]:
    """The lines of the adopted exercise of the year before, by centre (1 query)."""
    lines = Allocation.objects.filter(round__in=Round.objects.adopted().filter(year=exercise.year - 1))
    return {line.centre_id: line for line in lines}


def _sums(model: type[Notification] | type[Payment], year: int, user: User | None) -> dict[int, Decimal]:
    if user is None:
        return {}
    sums: dict[int, Decimal] = {}
    rows = model.objects.standing().visible_to(user).filter(year=year).order_by().values_list("centre", "amount")
    for centre, amount in rows:
        sums[centre] = sums.get(centre, Decimal(0)) + amount  # not in SQL: SQLite adds decimals as floats
    return sums


def totals_of(rows: Iterable[AllocationRow]) -> Totals:
    """Sums of the known figures; a column without any figure is None, not zero."""
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
        floor_change=_sum_or_none(row.floor_change for row in rows),
        notified=_sum_or_none(row.notified for row in rows),
        paid=_sum_or_none(row.paid for row in rows),
    )


def _sum_or_none(values: Iterable[Decimal | None]) -> Decimal | None:
    numbers = [value for value in values if value is not None]
    return sum(numbers, Decimal(0)) if numbers else None


@dataclass(frozen=True, kw_only=True)
class AllocationContext:
    """Figures around one line: the year before, the indices of the others, the rounds that have this centre."""

    previous: Allocation | None
    evolution: Evolution | None
    other_indices: tuple[Decimal, ...]
    rounds: frozenset[int]


def allocation_context(line: Allocation, rounds: Iterable[Round]) -> AllocationContext:
    """The context of `line` among the `rounds` that its reader may open (1 query)."""
    rounds = {exercise.pk: exercise for exercise in rounds}
    adopted = (exercise for exercise in rounds.values() if exercise.state == RoundState.ADOPTED)
    before = next((exercise for exercise in adopted if exercise.year == line.round.previous_year), None)
    same = Q(round=line.round_id) | Q(round__in=list(rounds), centre=line.centre_id)
    if before and (bounds := before.ruler.get("bounds")):
        qpv = [int(bounds["qpv_min"]), int(bounds["qpv_max"])]
        km = [Decimal(bounds["km_min"]), Decimal(bounds["km_max"])]
        same |= Q(round=before) & (Q(qpv__in=qpv) | Q(km__in=km))  # the centres at its bounds
    lines = list(Allocation.objects.filter(same).defer("steps", "alerts"))
    own = {other.round_id: other for other in lines if other.centre_id == line.centre_id}
    others = [other for other in lines if other.round_id == line.round_id and other.pk != line.pk]
    previous = own.get(before.pk) if before else None
    if previous:
        previous.round = before
    then = [other for other in lines if before and other.round_id == before.pk]
    return AllocationContext(
        previous=previous,
        evolution=evolution_of(line, previous, now=[line, *others], then=then),
        other_indices=tuple(sorted({other.published_index for other in others} - {None})),
        rounds=frozenset(own),
    )


def evolution_of(
    line: Allocation, previous: Allocation | None, *, now: Iterable[Allocation], then: Iterable[Allocation]
) -> Evolution | None:
    """The changes since the year before; None when either year was not calculated for this centre."""
    if previous is None or previous.budget is None or line.budget is None:
        return None
    return evolution_between(_position(previous, then), _position(line, now))


def _position(line: Allocation, network: Iterable[Allocation]) -> RoundPosition:
    exercise, scale = line.round, line.round.scale
    bounds = {name: Decimal(value) for name, value in exercise.ruler["bounds"].items()}
    holders = {}
    if scale.bounds_mode == BoundsMode.NETWORK:
        counted = sorted((other for other in network if other.in_formula), key=lambda other: unaccented(other.name))
        holders = {
            name: tuple(other.name for other in counted if getattr(other, name.split("_")[0]) == bound)
            for name, bound in bounds.items()
        }
    return RoundPosition(
        year=exercise.year,
        scale_key=scale.key,
        scale=scale.label,
        zone=line.get_zone_display(),
        is_effective=scale.overseas_variable if line.zone == Zone.OVERSEAS else scale.mainland_variable,
        bounds=Bounds(int(bounds["qpv_min"]), int(bounds["qpv_max"]), bounds["km_min"], bounds["km_max"]),
        holders=holders,
        **{name: getattr(line, name) for name in _COMPARED_FIELDS},
    )


_COMPARED_FIELDS = ("qpv", "km", "weighted_index", "published_index", "fte", "budget", "state_floor")


def bands_of(exercise: Round) -> list[ChartBand]:
    """The bands that the calculation used, named by the ETP they add."""
    return [
        ChartBand(
            above=Decimal(band["above"]),
            up_to=Decimal(band["up_to"]),
            label=f"+{number(Decimal(band['extra_fte']))} ETP",
        )
        for band in exercise.ruler.get("bands", [])
    ]


def index_chart_of(exercise: Round, rows: Iterable[AllocationRow]) -> IndexChart | None:
    """One bar per centre of the rows, the highest index first; None before the calculation."""
    lines = [row.line for row in rows if row.line.weighted_index is not None]
    if not lines:
        return None
    lines.sort(key=lambda line: (-line.weighted_index, line.name))
    bars = [
        ChartBar(
            label=line.name,
            value=line.published_index,
            note="sans effet" if line.zone == Zone.OVERSEAS else f"{number(line.fte)} ETP",
            aside=line.zone == Zone.OVERSEAS,
        )
        for line in lines
    ]
    return index_chart(bars, bands_of(exercise), title=f"Indice de chaque centre en {exercise.year}")


def scale_chart_of(line: Allocation, others: Sequence[Decimal]) -> ScaleChart | None:
    """The centre's place on the scale, among the indices of the others; None before the calculation."""
    if line.published_index is None:
        return None
    return scale_chart(
        line.published_index,
        bands_of(line.round),
        title=f"Place de {line.name} sur l’échelle de l’indice",
        label=f"{line.name} : {number(line.published_index, 1)}",
        others=others,
    )
