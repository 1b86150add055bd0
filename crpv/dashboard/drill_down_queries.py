"""One figure opened for one reader, and one centre beside those it may be compared with, from the database."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from accounts.models import User
from centres.models import Centre
from crpv.dashboard.drill_down import Opened, opened
from crpv.dashboard.permissions import sees_provisional
from crpv.dashboard.schema import FigureKind
from crpv.dashboard.sentences import KINDS, told
from documents.charts.series import StripDrawing, strip_drawing
from documents.french import counted
from documents.text import unaccented
from evaluation.enums import CampaignState
from evaluation.law.aggregation import Measure
from evaluation.law.consolidation import Answer, Definition
from evaluation.law.peers import Choice
from evaluation.law.quartiles import Quartiles, quartiles
from evaluation.models import Collection, Indicator
from evaluation.models.collection import CHECKED
from evaluation.queries import verified_measures
from evaluation.summaries.cohorts import choice_of
from evaluation.summaries.compute import definition_of

COMPARED: Final = (
    "AC-01", "AC-04", "AC-02", "M2-05", "M2-07", "M3-01", "QP-10", "QP-11", "AC-06", "HC-02", "MO-01", "MO-04",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OpenedFigure:
    """An indicator of a year, opened; `is_closed` when its figures will not move any more."""

    definition: Definition
    opened: Opened
    is_closed: bool


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One indicator: the centre's own figure, and the quartiles of the comparable ones (None: too few)."""

    definition: Definition
    own: Decimal | None
    spread: Quartiles | None
    drawing: StripDrawing | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A centre beside its comparables, and how these were chosen."""

    centre: Centre
    choice: Choice
    lines: tuple[Compared, ...]


def figure_opened(user: User, year: int, code: str) -> OpenedFigure | None:
    """What one indicator is made of, for `user` (4 queries); None when the year has no such national indicator."""
    indicator = Indicator.objects.filter(referential__campaigns__year=year, region=None, code=code).first()
    if indicator is None:
        return None
    definition = definition_of(indicator)
    forms = list(Collection.objects.filter(campaign__year=year).select_related("campaign", "centre"))
    forms.sort(key=lambda form: unaccented(form.centre.usual_name))
    measures = verified_measures(year, [code])[code]
    is_closed = any(form.campaign.state == CampaignState.CLOSED for form in forms)
    return OpenedFigure(
        definition=definition,
        opened=opened(
            definition,
            {form.centre_id: _answer(form, definition, measures) for form in forms},
            {form.centre_id: (form.centre.usual_name, form.centre.slug) for form in forms},
            Centre.objects.visible_to(user).values_list("pk", flat=True),
            shows_aggregates=is_closed or sees_provisional(user),
        ),
        is_closed=is_closed,
    )


def _answer(form: Collection, definition: Definition, measures: Mapping[int, Measure]) -> Answer:
    own = measures.get(form.centre_id)
    return Answer(
        is_state_funded=form.centre.is_state_funded,
        measures=({definition.code: own} if own else {}) if form.state in CHECKED else None,
    )


def comparison_of(user: User, centre: Centre, year: int) -> Comparison | None:
    """The centre beside its comparables, as `user` may read it (5 queries); None when it was not asked for that year.

    The quartiles say nothing of fewer than five centres whose files `user` does not open: by what they open besides,
    they would deduce the figure of one of the others.
    """
    choice = choice_of(centre.pk, year)
    if choice is None:
        return None
    opened = choice.keys & set(Centre.objects.visible_to(user).values_list("pk", flat=True))
    definitions = _definitions(year)
    found = verified_measures(year, [one.code for one in definitions])
    lines = tuple(_compared(one, found[one.code], centre, choice, opened) for one in definitions)
    return Comparison(centre=centre, choice=choice, lines=lines)


def _definitions(year: int) -> list[Definition]:
    rows = Indicator.objects.filter(referential__campaigns__year=year, region=None, code__in=COMPARED)
    return sorted(map(definition_of, rows), key=lambda one: COMPARED.index(one.code))


def _compared(
    definition: Definition, measures: Mapping[int, Measure], centre: Centre, choice: Choice, opened: Container[int]
) -> Compared:
    own = measures.get(centre.pk, Measure()).value
    values = {key: one.value for key, one in measures.items() if key in choice.keys and one.value is not None}
    known = sum(key in opened for key in values)
    found = quartiles(values.values(), readable=known if known < len(values) else 0)
    drawing = _strip(definition, own, found, centre) if found else None
    return Compared(definition=definition, own=own, spread=found and found.rounded, drawing=drawing)


def _strip(definition: Definition, own: Decimal | None, found: Quartiles, centre: Centre) -> StripDrawing:
    """The quartiles and the centre's own figure: another centre's figure is nobody else's to read (§1.10)."""

    def write(value: Decimal) -> str:
        return told(value, kind_of_centre(definition), definition.unit)

    shown = found.rounded
    mark = None if own is None else (f"{centre.usual_name} : {write(own)}", own)
    own_words = "Ce centre n’a pas de chiffre vérifié." if own is None else f"Ce centre : {write(own)}."
    return strip_drawing(
        (),
        (shown.first, shown.median, shown.third),
        lambda value: told(value, kind_of_centre(definition), "%" if definition.kind == "pourcentage" else ""),
        mark=mark,
        key=f"comparer-{definition.code.lower()}",
        title=definition.label,
        description=(
            f"{own_words} Parmi {counted(found.count, 'centre comparable', 'centres comparables')}, la moitié se situe "
            f"entre {write(shown.first)} et {write(shown.third)} ; médiane {write(shown.median)}."
        ),
    )


def kind_of_centre(definition: Definition) -> FigureKind:
    """How one centre's own answer is written (the network's may be another kind: a share of centres, a mean)."""
    return KINDS.get(definition.kind, FigureKind.INTEGER)


def told_measure(definition: Definition, measure: Measure) -> str:
    """One centre's answer in words: « sans objet », « oui », « 12 actions », « non renseigné »."""
    if measure.is_not_applicable:
        return "sans objet"
    if measure.choice:
        return measure.choice.replace("_", " ")
    if measure.value is None:
        return _told_parts(measure.parts.values())
    if definition.kind == "oui_non":
        return "oui" if measure.value else "non"
    return told(measure.value, kind_of_centre(definition), definition.unit)


def _told_parts(parts: Iterable[Decimal]) -> str:
    known = list(parts)
    return f"{sum(known, Decimal(0))} au total" if known else "non renseigné"
