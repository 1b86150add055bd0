"""Read the answers behind a figure for one reader, and compare a centre with its peers."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from accounts.models import User
from centres.models import Centre
from crpv.dashboard.drill_down import DrillDown, drill_down
from crpv.dashboard.permissions import sees_provisional
from crpv.dashboard.schema import FigureKind
from crpv.dashboard.sentences import KINDS, figure_text
from documents.charts.series import StripDrawing, strip_drawing
from documents.french import counted, unaccented
from evaluation.enums import CampaignState
from evaluation.law.aggregation import Measure
from evaluation.law.consolidation import Answer, Definition
from evaluation.law.peers import Choice
from evaluation.law.quartiles import Quartiles, quartiles
from evaluation.models import Collection, Indicator
from evaluation.models.collection import CHECKED
from evaluation.queries import verified_measures
from evaluation.summaries.compute import choice_of, definition_of

COMPARED: Final = (
    "AC-01", "AC-04", "AC-02", "M2-05", "M2-07", "M3-01", "QP-10", "QP-11", "AC-06", "HC-02", "MO-01", "MO-04",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class IndicatorDrillDown:
    """An indicator of a year and the answers behind it; `is_closed`: its figures are final."""

    definition: Definition
    answers: DrillDown
    is_closed: bool


@dataclass(frozen=True, kw_only=True)
class ComparedIndicator:
    """One indicator: the centre's own figure, and the quartiles of its peers (None: too few)."""

    definition: Definition
    own: Decimal | None
    spread: Quartiles | None
    drawing: StripDrawing | None


@dataclass(frozen=True, kw_only=True)
class PeerComparison:
    """A centre compared with its peers, and how these were chosen."""

    centre: Centre
    choice: Choice
    lines: tuple[ComparedIndicator, ...]


def indicator_drill_down(user: User, year: int, code: str) -> IndicatorDrillDown | None:
    """The answers behind an indicator, for `user` (4 queries); None when the year has no such national indicator."""
    indicator = Indicator.objects.filter(referential__campaigns__year=year, region=None, code=code).first()
    if indicator is None:
        return None
    definition = definition_of(indicator)
    forms = list(Collection.objects.filter(campaign__year=year).select_related("campaign", "centre"))
    forms.sort(key=lambda form: unaccented(form.centre.usual_name))
    measures = verified_measures(year, [code])[code]
    is_closed = any(form.campaign.state == CampaignState.CLOSED for form in forms)
    return IndicatorDrillDown(
        definition=definition,
        answers=drill_down(
            definition,
            {
                form.centre_id: Answer(
                    is_state_funded=form.centre.is_state_funded,
                    measures=({code: measures[form.centre_id]} if form.centre_id in measures else {})
                    if form.state in CHECKED
                    else None,
                )
                for form in forms
            },
            {form.centre_id: (form.centre.usual_name, form.centre.slug) for form in forms},
            Centre.objects.visible_to(user).values_list("pk", flat=True),
            shows_aggregates=is_closed or sees_provisional(user),
        ),
        is_closed=is_closed,
    )


def comparison_of(user: User, centre: Centre, year: int) -> PeerComparison | None:
    """The centre compared with its peers, as `user` may read it (5 queries); None when that year’s campaign omits it.

    The quartiles say nothing of fewer than five centres whose files `user` does not open: by what they open besides,
    they would deduce the figure of one of the others.
    """
    choice = choice_of(centre.pk, year)
    if choice is None:
        return None
    visible = choice.keys & set(Centre.objects.visible_to(user).values_list("pk", flat=True))
    rows = Indicator.objects.filter(referential__campaigns__year=year, region=None, code__in=COMPARED)
    definitions = sorted(map(definition_of, rows), key=lambda definition: COMPARED.index(definition.code))
    measures = verified_measures(year, [definition.code for definition in definitions])
    lines = tuple(
        _compare(definition, measures[definition.code], centre, choice, visible) for definition in definitions
    )
    return PeerComparison(centre=centre, choice=choice, lines=lines)


def _compare(
    definition: Definition, measures: Mapping[int, Measure], centre: Centre, choice: Choice, visible: Container[int]
) -> ComparedIndicator:
    own = measures.get(centre.pk, Measure()).value
    values = {
        key: measure.value for key, measure in measures.items() if key in choice.keys and measure.value is not None
    }
    visible_count = sum(key in visible for key in values)
    spread = quartiles(values.values(), readable=visible_count if visible_count < len(values) else 0)
    drawing = _strip(definition, own, spread, centre) if spread else None
    return ComparedIndicator(definition=definition, own=own, spread=spread and spread.rounded, drawing=drawing)


def _strip(definition: Definition, own: Decimal | None, spread: Quartiles, centre: Centre) -> StripDrawing:
    """The quartiles and the centre's own figure; no figure of another centre is drawn (§1.10)."""

    def write(value: Decimal) -> str:
        return figure_text(value, kind_of_centre(definition), definition.unit)

    rounded = spread.rounded
    mark = None if own is None else (f"{centre.usual_name} : {write(own)}", own)
    own_words = "Ce centre n’a pas de chiffre vérifié." if own is None else f"Ce centre : {write(own)}."
    return strip_drawing(
        (),
        (rounded.first, rounded.median, rounded.third),
        lambda value: figure_text(value, kind_of_centre(definition), "%" if definition.kind == "pourcentage" else ""),
        mark=mark,
        key=f"comparer-{definition.code.lower()}",
        title=definition.label,
        description=(
            f"{own_words} Parmi {counted(spread.count, 'centre comparable', 'centres comparables')}, la moitié se "
            f"situe entre {write(rounded.first)} et {write(rounded.third)} ; médiane {write(rounded.median)}."
        ),
    )


def kind_of_centre(definition: Definition) -> FigureKind:
    """How one centre's own answer is written (the network's may be another kind: a share of centres, a mean)."""
    return KINDS.get(definition.kind, FigureKind.INTEGER)


def measure_text(definition: Definition, measure: Measure) -> str:
    """One centre's answer in words: « sans objet », « oui », « 12 actions », « non renseigné »."""
    if measure.is_not_applicable:
        return "sans objet"
    if measure.choice:
        return measure.choice.replace("_", " ")
    if measure.value is None:
        return f"{sum(measure.parts.values(), Decimal(0))} au total" if measure.parts else "non renseigné"
    if definition.kind == "oui_non":
        return "oui" if measure.value else "non"
    return figure_text(measure.value, kind_of_centre(definition), definition.unit)
