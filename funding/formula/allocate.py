"""The funding formula of the network (annexe financière du cadre de référence 2017, R-89 to R-104).

Pure and exact: no database, no clock, no float. The weighted index stays a ratio of two whole numbers
until it is published: every index is rounded once, every band decided without rounding error (§2.3).
In order: faults and bounds of a network, alerts (they never change a figure), allocations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from math import lcm
from typing import NamedTuple

from documents.french import counted, euros, number, typeset
from funding.formula.explanation import explain
from funding.formula.scale import (
    EXACT,
    MAX_KM,
    MAX_QPV,
    Band,
    Bounds,
    FormulaError,
    Parameters,
    Post,
    Zone,
    ZoneRules,
    is_distance,
    is_qpv,
    quotable,
    round_to_euro,
)
from funding.formula.types import Alert, AlertCode, Allocation, CentreInput, Figure, Result, Step, Totals

_EMPTY = "Aucun centre n’entre dans le calcul : donnez au moins un centre avec ses QPV et sa distance."


def bounds_of(centres: Iterable[CentreInput]) -> Bounds:
    """Return the bounds of a network, overseas included, excluded centres left aside (R-56)."""
    everyone = tuple(centres)
    refuse_faults(everyone)
    counted = [centre for centre in everyone if centre.in_formula]
    quantities = [centre.qpv for centre in counted]
    distances = [centre.km for centre in counted]
    return Bounds(min(quantities), max(quantities), min(distances), max(distances))


def median_km(distances: Iterable[Decimal]) -> Decimal:
    """Return the median distance in km, the mean of the two central ones when even in number (§2.3)."""
    ordered = list(distances)
    if not ordered:
        raise FormulaError("Médiane : aucune distance n’est donnée.")
    for km in ordered:
        if not is_distance(km):
            raise FormulaError(f"Médiane : « {quotable(km)} » n’est pas une distance en kilomètres.")
    ordered.sort()
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    with localcontext(EXACT):
        return (ordered[middle - 1] + ordered[middle]) / 2


def refuse_faults(centres: Sequence[CentreInput]) -> None:
    """Raise one FormulaError with every fault of the network, each naming its centre."""
    keys = Counter(centre.key for centre in centres)
    faults = [f"Centre « {quotable(key)} » : donné {count} fois." for key, count in keys.items() if count > 1]
    for centre in centres:
        name = f"Centre « {quotable(centre.name)} » :"
        if not centre.in_formula:
            continue
        if not isinstance(centre.zone, Zone):
            faults.append(f"{name} la zone « {quotable(centre.zone)} » n’est ni « metropole » ni « outre-mer ».")
        if not is_qpv(centre.qpv):
            count = quotable(centre.qpv)
            faults.append(f"{name} le nombre de QPV « {count} » n’est pas un nombre entier de 0 à {number(MAX_QPV)}.")
        if not is_distance(centre.km):
            km = quotable(centre.km)
            faults.append(f"{name} la distance « {km} » n’est pas un nombre décimal exact de 0 à {number(MAX_KM)} km.")
    if not any(centre.in_formula for centre in centres):
        faults.append(_EMPTY)
    if faults:
        raise FormulaError(faults)


def flat_network(bounds: Bounds) -> tuple[Alert, ...]:
    """An alert for each criterion whose bounds are equal: every centre then has the same sub-index."""
    alerts = []
    if bounds.qpv_min == bounds.qpv_max:
        alerts.append(_degenerate("le nombre de QPV", number(bounds.qpv_min)))
    if bounds.km_min == bounds.km_max:
        alerts.append(_degenerate("la distance médiane", f"{number(bounds.km_min)} km"))
    return tuple(alerts)


def _degenerate(criterion: str, value: str) -> Alert:
    sentence = f"Bornes égales ({value}) pour {criterion} : ce sous-indice vaut 0 pour tous les centres."
    return Alert(AlertCode.DEGENERATE, typeset(sentence))


def out_of_bounds(centre: CentreInput, bounds: Bounds) -> tuple[Alert, ...]:
    """An alert for each value outside the frozen bounds; the calculation uses the nearest bound."""
    alerts = []
    if not bounds.qpv_min <= centre.qpv <= bounds.qpv_max:
        alerts.append(
            _outside(
                counted(centre.qpv, "quartier prioritaire", "quartiers prioritaires"),
                f"{number(bounds.qpv_min)} à {number(bounds.qpv_max)}",
                number(bounds.qpv_min if centre.qpv < bounds.qpv_min else bounds.qpv_max),
            )
        )
    if not bounds.km_min <= centre.km <= bounds.km_max:
        alerts.append(
            _outside(
                f"{number(centre.km)} km",
                f"{number(bounds.km_min)} à {number(bounds.km_max)} km",
                f"{number(bounds.km_min if centre.km < bounds.km_min else bounds.km_max)} km",
            )
        )
    return tuple(alerts)


def _outside(value: str, limits: str, limit: str) -> Alert:
    sentence = f"{value}, hors des bornes figées ({limits}) : le calcul retient {limit}."
    return Alert(AlertCode.OUT_OF_BOUNDS, typeset(sentence))


def band_differs(reading: str, other: Decimal, band: Decimal, floor: Decimal, budget: Decimal) -> Alert:
    """The alert that rounding the index, or not, changes the band, with the euros at stake."""
    sentence = (
        f"{reading}, la tranche donnerait "
        f"{counted(other, 'ETP supplémentaire', 'ETP supplémentaires')} au lieu de {number(band)} : "
    )
    if budget:
        sentence += f"{euros(floor)} de plancher de l’État et {euros(budget)} de budget socle en jeu."
    else:
        sentence += "sans effet dans cette zone, 0 € en jeu."
    return Alert(AlertCode.BAND_DIFFERS, typeset(sentence))


def close_to_threshold(index: str, gap: Decimal, threshold: Decimal, extra_fte: Decimal, floor: Decimal) -> Alert:
    """The alert that a slightly higher index would bring posts, with the State's share of them."""
    place = f"à {number(gap)} point du seuil" if gap else "au seuil"
    sentence = (
        f"Indice {index}, {place} {number(threshold)} : au-delà, {number(extra_fte)} ETP de plus, "
        f"soit {euros(floor)} de plancher de l’État."
    )
    return Alert(AlertCode.CLOSE_TO_THRESHOLD, typeset(sentence))


__all__ = [
    "ALERT_DISTANCE",
    "Alert",
    "AlertCode",
    "Allocation",
    "Band",
    "Bounds",
    "CentreInput",
    "Figure",
    "FormulaError",
    "Parameters",
    "Post",
    "Result",
    "Step",
    "Totals",
    "Zone",
    "ZoneRules",
    "allocate",
    "bounds_of",
    "explain",
    "median_km",
    "round_to_euro",
]

ALERT_DISTANCE = Decimal("0.1")
"""Largest distance to the next band, in index points, that gives an alert."""

_INDEX_DECIMALS = 4
_Ratio = tuple[int, int]


def allocate(centres: Iterable[CentreInput], parameters: Parameters) -> Result:
    """The allocation of each centre under the scale, in the order received; FormulaError lists every fault."""
    everyone = tuple(centres)
    refuse_faults(everyone)
    counted = tuple(centre for centre in everyone if centre.in_formula)
    bounds = bounds_of(counted) if parameters.bounds is None else parameters.bounds
    with localcontext(EXACT):
        ruler = _Ruler(counted, bounds, parameters)
        allocations = tuple(ruler.measure(centre) for centre in counted)
    return Result(
        parameters=parameters,
        bounds=bounds,
        allocations=allocations,
        excluded=tuple(centre for centre in everyone if not centre.in_formula),
        alerts=flat_network(bounds),
    )


class _Axis:
    """A criterion between its bounds, in whole units; a flat one leaves every centre at zero (§2.3)."""

    __slots__ = ("high", "low", "span")

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high, self.span = low, high, (high - low) or 1

    def offset(self, value: int) -> int:
        """Return how far the value is from the lower bound, once brought back between the bounds."""
        return min(max(value, self.low), self.high) - self.low


class _Money(NamedTuple):
    extra_fte: Decimal
    fte: Decimal
    fixed_part: Decimal
    variable_part: Decimal
    budget: Decimal
    state_floor: Decimal
    remainder: Decimal


class _Ruler:
    """A scale and its bounds in whole numbers, prepared once for every centre of a network."""

    def __init__(self, centres: Sequence[CentreInput], bounds: Bounds, parameters: Parameters) -> None:
        self.parameters, self.bounds = parameters, bounds
        lengths = {bounds.km_min, bounds.km_max, *(centre.km for centre in centres)}
        self.units_per_km = lcm(*{km.as_integer_ratio()[1] for km in lengths})
        self.qpv = _Axis(bounds.qpv_min, bounds.qpv_max)
        self.km = _Axis(self.units(bounds.km_min), self.units(bounds.km_max))
        qpv_share, shares = parameters.qpv_weight.as_integer_ratio()
        self.qpv_factor = 10 * qpv_share * self.km.span
        self.km_factor = 10 * (shares - qpv_share) * self.qpv.span
        self.whole = shares * self.qpv.span * self.km.span
        self.edges = [band.up_to.as_integer_ratio() for band in parameters.bands[:-1]]
        self.moneys: dict[tuple[Zone, int], _Money] = {}

    def units(self, km: Decimal) -> int:
        """Return a distance as a whole number of the finest unit of the network."""
        top, bottom = km.as_integer_ratio()
        return top * (self.units_per_km // bottom)

    def measure(self, centre: CentreInput) -> Allocation:
        """Return one centre's allocation."""
        qpv = self.qpv.offset(centre.qpv)
        km = self.km.offset(self.units(centre.km))
        exact = (self.qpv_factor * qpv + self.km_factor * km, self.whole)
        published = _rounded(exact, self.parameters.published_decimals)
        decimals = self.parameters.banding_decimals
        read, unread = (exact, published) if decimals is None else (_rounded(exact, decimals), exact)
        rank, other_rank = self.rank(read), self.rank(unread)
        money = self.money(centre.zone, rank)
        threshold = self.next_threshold(centre.zone, rank)
        weighted_index = _decimal(exact, _INDEX_DECIMALS)
        banding_index = weighted_index if decimals is None else _decimal(read, decimals)
        allocation = Allocation(
            centre=centre,
            qpv_index=_decimal((10 * qpv, self.qpv.span), _INDEX_DECIMALS),
            distance_index=_decimal((10 * km, self.km.span), _INDEX_DECIMALS),
            weighted_index=weighted_index,
            published_index=_decimal(exact, self.parameters.published_decimals),
            banding_index=banding_index,
            extra_fte=money.extra_fte,
            fte=money.fte,
            fixed_part=money.fixed_part,
            variable_part=money.variable_part,
            budget=money.budget,
            state_floor=money.state_floor,
            remainder=money.remainder,
            next_threshold=threshold,
            distance_to_next=None if threshold is None else max(threshold - banding_index, Decimal(0)),
            alerts=(),
        )
        warnings = self.alerts(allocation, rank, other_rank)
        return replace(allocation, alerts=warnings) if warnings else allocation

    def rank(self, index: _Ratio) -> int:
        """Return the rank of the band an index falls in, compared by cross-multiplication (R-93)."""
        top, bottom = index
        for rank, (edge, unit) in enumerate(self.edges):
            if top * unit <= edge * bottom:
                return rank
        return len(self.edges)

    def alerts(self, allocation: Allocation, rank: int, other_rank: int) -> tuple[Alert, ...]:
        """The alerts of one centre's allocation."""
        centre, gap = allocation.centre, allocation.distance_to_next
        warnings = out_of_bounds(centre, self.bounds)
        if self.parameters.bands[rank].extra_fte != self.parameters.bands[other_rank].extra_fte:
            warnings += (self.band_differs(allocation, rank, other_rank),)
        if gap is not None and allocation.next_threshold is not None and gap <= ALERT_DISTANCE:
            gain = self.money(centre.zone, rank + 1)
            floor = gain.state_floor - allocation.state_floor
            extra_fte = gain.extra_fte - allocation.extra_fte
            decimals = self.parameters.banding_decimals
            index = number(allocation.banding_index, _INDEX_DECIMALS if decimals is None else decimals)
            warnings += (close_to_threshold(index, gap, allocation.next_threshold, extra_fte, floor),)
        return warnings

    def band_differs(self, allocation: Allocation, rank: int, other_rank: int) -> Alert:
        """Return the warning that the other reading, rounded or not, would change the band."""
        mine, other = (self.money(allocation.centre.zone, band_rank) for band_rank in (rank, other_rank))
        decimals = self.parameters.banding_decimals
        if decimals is None:
            published = number(allocation.published_index, self.parameters.published_decimals)
            reading = f"Avec l’indice arrondi à {published}"
        else:
            exact = number(allocation.weighted_index, _INDEX_DECIMALS)
            reading = f"Avec l’indice non arrondi, {exact} au lieu de {number(allocation.banding_index, decimals)}"
        return band_differs(
            reading,
            self.parameters.bands[other_rank].extra_fte,
            self.parameters.bands[rank].extra_fte,
            abs(other.state_floor - mine.state_floor),
            abs(other.budget - mine.budget),
        )

    def next_threshold(self, zone: Zone, rank: int) -> Decimal | None:
        """Return the index to go beyond for more posts, None when there are none to win."""
        if rank == len(self.edges) or not self.parameters.zones[zone].variable:
            return None
        return self.parameters.bands[rank].up_to

    def money(self, zone: Zone, rank: int) -> _Money:
        """Return the amounts of a zone and a band, computed once each."""
        if (zone, rank) in self.moneys:
            return self.moneys[zone, rank]
        parameters, rules = self.parameters, self.parameters.zones[zone]
        extra_fte = parameters.bands[rank].extra_fte if rules.variable else Decimal(0)
        variable_part = round_to_euro(extra_fte * parameters.extra_fte_cost)
        budget = rules.fixed_part + variable_part
        state_floor = round_to_euro(budget * parameters.state_share)
        money = _Money(
            extra_fte=extra_fte,
            fte=rules.fte + extra_fte,
            fixed_part=rules.fixed_part,
            variable_part=variable_part,
            budget=budget,
            state_floor=state_floor,
            remainder=budget - state_floor,
        )
        self.moneys[zone, rank] = money
        return money


def _rounded(exact: _Ratio, decimals: int) -> _Ratio:
    """Round a ratio half up to a number of decimals; the result is still a ratio."""
    top, bottom = exact
    scale = 10**decimals
    return (2 * top * scale + bottom) // (2 * bottom), scale


def _decimal(exact: _Ratio, decimals: int) -> Decimal:
    return Decimal(_rounded(exact, decimals)[0]).scaleb(-decimals)
