"""Why a centre's amount changed since the year before: figure by figure, and in sentences.

Pure: two years of one centre in, compared figures and sentences out (R-93 to R-99). An amount depends only on the
centre's own figures, the bounds of the network, the scale and the zone; each is named only when it changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from documents.french import euros, listed, number, signed, typeset, with_unit
from funding.formula.scale import Bounds

Number = Decimal | int
MOST_NAMES = 2
BOUNDS = {
    "qpv_min": "le plus petit nombre de quartiers",
    "qpv_max": "le plus grand nombre de quartiers",
    "km_min": "la plus petite distance",
    "km_max": "la plus grande distance",
}


@dataclass(frozen=True, kw_only=True)
class RoundPosition:
    """One centre in one exercise: the input of the calculation, the bounds of the network, and the result.

    `holders` names, by the field of `Bounds`, the centres that stand at each bound; empty when the scale sets them.
    `is_effective` is False where the index adds no post (overseas, R-97).
    """

    year: int
    scale_key: str
    scale: str
    zone: str
    is_effective: bool
    qpv: int
    km: Decimal
    bounds: Bounds
    weighted_index: Decimal
    published_index: Decimal
    fte: Decimal
    budget: Decimal
    state_floor: Decimal
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One figure of both years, as written, and its difference (empty when it did not change)."""

    label: str
    before: str
    after: str
    difference: str

    @property
    def is_changed(self) -> bool:
        """Whether the two years differ."""
        return self.before != self.after


@dataclass(frozen=True, kw_only=True)
class Evolution:
    """What changed for a centre between two exercises, and why."""

    year_before: int
    year_after: int
    sentences: tuple[str, ...]
    figures: tuple[Compared, ...]


def evolution_between(before: RoundPosition, after: RoundPosition) -> Evolution:
    """Compare two years of a centre: the change of amount, its causes, then the posts that follow from them."""
    gap, floor = after.state_floor - before.state_floor, euros(after.state_floor)
    if gap:
        outcome = (
            f"Le plancher de l’État passe de {euros(before.state_floor)} en {before.year} à {floor} en "
            f"{after.year}, soit {euros(abs(gap))} de {'plus' if gap > 0 else 'moins'}."
        )
    else:
        outcome = f"Le plancher de l’État reste de {floor}."
    sentences = [outcome, _causes(before, after)]
    if before.scale_key != after.scale_key:
        sentences.append(f"Le barème change : « {before.scale} » en {before.year}, « {after.scale} » en {after.year}.")
    if before.zone != after.zone:
        sentences.append(f"La zone du centre change : {before.zone} en {before.year}, {after.zone} en {after.year}.")
    sentences.append(_chain(before, after))
    return Evolution(
        year_before=before.year,
        year_after=after.year,
        sentences=tuple(typeset(sentence) for sentence in sentences),
        figures=_figures(before, after),
    )


def _causes(before: RoundPosition, after: RoundPosition) -> str:
    """The centre's own figures, then the bounds that everyone shares."""
    own = _own(before, after)
    # Each bound that changed, with the centres at it before and after.
    changes = [
        f"{label} passe de {_bound_text(before, name)} à {_bound_text(after, name)}"
        for name, label in BOUNDS.items()
        if getattr(before.bounds, name) != getattr(after.bounds, name)
    ]
    moved = listed(changes)
    limits = f"les bornes du {_limited(before, after)}"
    if own and moved:
        return f"{own} ; {limits} ont changé aussi : {moved}."
    if own:
        return f"{own} ; {limits} n’ont pas changé."
    same = "Les quartiers et la distance du centre n’ont pas changé"
    return f"{same} ; {limits}, si : {moved}." if moved else f"{same}, {limits} non plus."


def _limited(before: RoundPosition, after: RoundPosition) -> str:
    """Whose bounds they are: the network's own, or those that a scale sets in one of the years."""
    return "réseau" if before.holders and after.holders else "calcul"


def _own(before: RoundPosition, after: RoundPosition) -> str:
    """What changed in the centre's own figures; empty when nothing did."""
    counts, lengths = before.qpv != after.qpv, before.km != after.km
    qpv = f"passe de {number(before.qpv)} à {number(after.qpv)}"
    km = f"passe de {number(before.km)} km à {number(after.km)} km"
    if counts and lengths:
        return f"Le nombre de quartiers du centre {qpv} et sa distance médiane {km}"
    if counts:
        return f"Le nombre de quartiers du centre {qpv}, sa distance médiane reste de {number(after.km)} km"
    if lengths:
        return f"La distance médiane du centre {km}, son nombre de quartiers reste de {number(after.qpv)}"
    return ""


def _bound_text(position: RoundPosition, name: str) -> str:
    """« 163 km (RésO Villes) »: a bound and the centres at it, counted above two."""
    value, names = getattr(position.bounds, name), position.holders.get(name, ())
    text = f"{number(value)} km" if name.startswith("km") else number(value)
    if not names:
        return text
    return f"{text} ({' et '.join(names) if len(names) <= MOST_NAMES else f'{len(names)} centres'})"


def _chain(before: RoundPosition, after: RoundPosition) -> str:
    """From the index to the posts; « donc » only where the index alone explains the posts."""
    same_rules = (before.scale_key, before.zone) == (after.scale_key, after.zone)
    # The published index of both years, or the weighted one when it alone changed.
    name, then, now = "L’indice", before.published_index, after.published_index
    if then == now and before.fte != after.fte:
        name, then, now = "L’indice pondéré", before.weighted_index, after.weighted_index
    moves = then != now
    change = f"passe de {_index_text(then)} à {_index_text(now)}" if moves else f"reste de {_index_text(now)}"
    sentence = f"{name} {change}"
    if same_rules and not after.is_effective:
        return f"{sentence} ; il est sans effet dans cette zone, où l’équipe reste de {_posts(after.fte)}."
    if before.fte == after.fte:
        return f"{sentence}{' ; l’équipe reste' if moves else ' et l’équipe'} de {_posts(after.fte)}."
    link = ", donc l’équipe" if same_rules and moves else " ; l’équipe passe"
    return f"{sentence}{link} de {number(before.fte)} à {_posts(after.fte)}."


def _index_text(value: Decimal) -> str:
    """« 4,0 »: an index with one decimal at least, and all those it has, since rounding could hide a change."""
    text = number(value)
    return text if "," in text else f"{text},0"


def _posts(fte: Decimal) -> str:
    return f"{number(fte)} ETP"


def _figures(before: RoundPosition, after: RoundPosition) -> tuple[Compared, ...]:
    """Every figure that the amount depends on: scale and zone when they differ, the centre's own, the euros last."""
    names = [
        Compared(label=label, before=old, after=new, difference="")
        for label, old, new, is_changed in (
            ("Barème", before.scale, after.scale, before.scale_key != after.scale_key),
            ("Zone du centre", before.zone, after.zone, before.zone != after.zone),
        )
        if is_changed
    ]
    limited = _limited(before, after)
    bounds = [
        _compared(
            f"{label[3:].capitalize()} du {limited}",
            getattr(before.bounds, name),
            getattr(after.bounds, name),
            "km" if name.startswith("km") else "",
        )
        for name, label in BOUNDS.items()
    ]
    return (
        *names,
        _compared("Quartiers prioritaires du centre", before.qpv, after.qpv),
        _compared("Distance médiane du centre", before.km, after.km, "km"),
        *bounds,
        Compared(
            label="Indice publié",
            before=_index_text(before.published_index),
            after=_index_text(after.published_index),
            difference=_gap(before.published_index, after.published_index),
        ),
        _compared("Équipe financée", before.fte, after.fte, "ETP"),
        _compared("Budget socle", before.budget, after.budget, "€"),
        _compared("Plancher de l’État", before.state_floor, after.state_floor, "€"),
    )


def _compared(label: str, before: Number, after: Number, unit: str = "") -> Compared:
    then, now = (with_unit(value, unit) for value in (before, after))
    return Compared(label=label, before=then, after=now, difference=_gap(before, after, unit))


def _gap(before: Number, after: Number, unit: str = "") -> str:
    """« +2,5 km », with every decimal it has; empty when the figure did not change."""
    gap = Decimal(after) - Decimal(before)
    return signed(gap, unit) if gap else ""
