"""Inputs of the formula for a network: faults, bounds, median distance of a centre."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext

from documents.french import number
from funding.formula.limits import EXACT, MAX_KM, MAX_QPV, FormulaError, is_distance, is_qpv, quotable
from funding.formula.scale import Bounds, Zone
from funding.formula.types import CentreInput

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
        if centre.in_formula:
            faults.extend(f"Centre « {quotable(centre.name)} » : {fault}" for fault in _faults(centre))
    if not any(centre.in_formula for centre in centres):
        faults.append(_EMPTY)
    if faults:
        raise FormulaError(faults)


def _faults(centre: CentreInput) -> Iterator[str]:
    if not isinstance(centre.zone, Zone):
        yield f"la zone « {quotable(centre.zone)} » n’est ni « metropole » ni « outre-mer »."
    if not is_qpv(centre.qpv):
        yield (f"le nombre de QPV « {quotable(centre.qpv)} » n’est pas un nombre entier de 0 à {number(MAX_QPV)}.")
    if not is_distance(centre.km):
        yield (f"la distance « {quotable(centre.km)} » n’est pas un nombre décimal exact de 0 à {number(MAX_KM)} km.")
