"""Acts on an exercise, of national staff: prepare, refresh, correct a figure, adopt, correct after adoption."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.enums import LegalForm
from centres.models import Centre, DistrictCount, Identity, MedianDistance
from centres.models.mandate import holds
from documents.published.register import Imprint, register
from funding.enums import RoundState
from funding.formula import allocate as formula
from funding.models import Allocation, Round, RoundDocument, Scale
from funding.models.round import CORRECTED, DATA_FIELDS, NATIONAL_STAFF
from funding.rounds.calculation import IncompleteError, calculate
from funding.rounds.exports import print_table
from funding.rounds.queries import round_table
from funding.rounds.workflow import PRINTED, ROUND_WORKFLOW


@dataclass(frozen=True, kw_only=True)
class RegistryLine:
    """One centre in the registry on a day; a missing figure is None, never 0."""

    centre: Centre
    name: str
    in_formula: bool
    qpv: int | None
    vintage: int | None
    qpv_source: str
    km: Decimal | None
    km_method: str
    km_source: str
    to_confirm: bool
    is_planned: bool


def registry_lines(year: int) -> list[RegistryLine]:
    """Every centre open on 1 January of `year`, in alphabetical order, in 4 queries."""
    day = dt.date(year, 1, 1)
    identities = _by_centre(Identity.objects.on(day))
    counts = _by_centre(DistrictCount.objects.on(day))
    medians = _by_centre(MedianDistance.objects.on(day))
    lines = []
    for centre in Centre.objects.alive_on(day, planned=True).order_by("usual_name"):
        identity, count, median = identities[centre.pk], counts.get(centre.pk), medians.get(centre.pk)
        line = RegistryLine(
            centre=centre,
            name=identity.name,
            # without State funding, out of the calculation and of the bounds.
            in_formula=centre.is_state_funded and identity.legal_form != LegalForm.NONE,
            qpv=count.count if count else None,
            vintage=count.vintage if count else None,
            qpv_source=count.source if count else "",
            km=median.km if median else None,
            km_method=median.method if median else "",
            km_source=median.source if median else "",
            is_planned=identity.legal_form == LegalForm.PLANNED,
            to_confirm=bool((count and count.to_confirm) or (median and median.to_confirm)),
        )
        lines.append(line)
    return lines


def _by_centre(rows: Iterable) -> dict[int, Any]:
    return {row.centre_id: row for row in rows}


def is_to_confirm(line: Allocation) -> bool:
    """Whether a figure that the line still reads of the registry is to be confirmed there (2 queries at most)."""
    day = dt.date(line.round.year, 1, 1)
    sources = ((DistrictCount, line.qpv_source), (MedianDistance, line.km_source))
    doubtful = (
        model.objects.on(day).filter(centre=line.centre_id, to_confirm=True)
        for model, source in sources
        if source != CORRECTED
    )
    return any(rows.exists() for rows in doubtful)


STALE_PREVIEW = "Le réseau a été recalculé depuis votre aperçu\u00a0: regardez le nouvel effet, puis confirmez."
_COPIED_FIELDS = (*DATA_FIELDS, "input_reason")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The corrected figures of one centre, and the reason; `preview_stamp`: the stamp of the preview confirmed."""

    qpv: int | None
    km: Decimal | None
    in_formula: bool
    reason: str
    preview_stamp: str | None = None


def _check_national_staff(actor: User) -> None:
    if not holds(actor, *NATIONAL_STAFF):
        raise PermissionDenied("La préparation des exercices est réservée à l’administration nationale.")


@transaction.atomic
def prepare(year: int, scale: Scale, *, actor: User, note: str = "", at: datetime | None = None) -> Round:
    """Open the exercise of `year` with the registry of 1 January; calculate it if nothing is missing."""
    _check_national_staff(actor)
    lines = registry_lines(year)
    if not lines:
        raise RefusedError(f"Le référentiel ne connaît aucun centre au 1er janvier {year} : complétez-le d’abord.")
    try:
        # The database decides between two people who open the first version of a year at once.
        with transaction.atomic():
            exercise = Round.objects.create(
                year=year, scale=scale, note=note, prepared_at=at or timezone.now(), prepared_by=actor
            )
    except IntegrityError:
        raise RefusedError(f"L’exercice {year} existe déjà : ouvrez-le, ou corrigez-le s’il est adopté.") from None
    for line in lines:
        Allocation.objects.create(round=exercise, centre=line.centre, **_data_of(line))
    record(actor, "exercice : préparer", exercise, centres=len(lines))
    _calculate_if_complete(exercise)
    return exercise


def _data_of(line: RegistryLine) -> dict[str, object]:
    return {name: getattr(line, name) for name in DATA_FIELDS if name != "zone"} | {"zone": line.centre.zone}


def _calculate_if_complete(exercise: Round) -> None:
    """Calculate; when a figure is missing or impossible the exercise has no results, and its page says why."""
    try:
        calculate(exercise)
    except (IncompleteError, formula.FormulaError):
        return


@transaction.atomic
def refresh(exercise: Round, *, actor: User) -> Round:
    """Read the registry again, except the figures corrected by hand; add and remove centres; recalculate."""
    exercise = _locked_open(exercise, actor)
    existing = {line.centre_id: line for line in exercise.allocations.select_related("round", "centre")}
    fresh = registry_lines(exercise.year)
    for row in fresh:
        line = existing.pop(row.centre.pk, None)
        if line is None:
            Allocation.objects.create(round=exercise, centre=row.centre, **_data_of(row))
        elif not line.input_reason:
            for name, value in _data_of(row).items():
                setattr(line, name, value)
            line.forget_results()
            line.save()
    for line in existing.values():
        line.delete()
    record(actor, "exercice : relire le référentiel", exercise, centres=len(fresh))
    _calculate_if_complete(exercise)
    return exercise


@transaction.atomic
def correct_figure(line: Allocation, correction: Correction, *, actor: User) -> Round:
    """Replace one centre's figures in an open exercise, with a reason, and recalculate the whole network."""
    exercise = _locked_open(line.round, actor)
    if not correction.reason.strip():
        raise RefusedError("Dites pourquoi la donnée change : le motif est gardé avec elle.")
    if correction.preview_stamp not in (None, exercise.stamp):
        raise RefusedError(STALE_PREVIEW)
    current = Allocation.objects.select_related("round", "centre").filter(pk=line.pk, round=exercise).first()
    if current is None:
        raise RefusedError(f"{line.name} n’est plus dans l’{exercise} : le référentiel vient d’être relu.")
    line = current
    before = {"qpv": line.qpv, "km": str(line.km), "in_formula": line.in_formula}
    for figure in ("qpv", "km"):
        if getattr(line, figure) != getattr(correction, figure):
            line.forget_source(figure)
    line.to_confirm = line.to_confirm and is_to_confirm(line)
    line.qpv, line.km, line.in_formula = correction.qpv, correction.km, correction.in_formula
    line.input_reason = correction.reason.strip()
    line.forget_results()
    line.save()
    after = {"qpv": line.qpv, "km": str(line.km), "in_formula": line.in_formula}
    record(actor, "exercice : corriger une donnée", line, comment=line.input_reason, before=before, after=after)
    _calculate_if_complete(exercise)
    return exercise


@transaction.atomic
def adopt(exercise: Round, *, actor: User, at: datetime | None = None) -> Round:
    """Freeze an exercise and print its table; when it corrects another version, that one is replaced."""
    exercise = adopt_without_printing(exercise, actor=actor, at=at)
    content = print_table(round_table(exercise))
    registered = register(
        Imprint(family=exercise.family, version=exercise.version), content, kind="tableau de financement",
        title=f"Financement {exercise.year}\u00a0: budgets socles et planchers", published_at=exercise.adopted_at,
        context=exercise.seal,
    )  # fmt: skip
    sha256 = registered.sha256
    RoundDocument.objects.create(round=exercise, content=content, sha256=sha256, printed_at=exercise.adopted_at)
    record(actor, PRINTED, exercise, sha256=sha256)
    return exercise


@transaction.atomic
def adopt_without_printing(exercise: Round, *, actor: User, at: datetime | None = None) -> Round:
    """The transitions of an exercise and of the version it corrects; `adopt` also prints the table."""
    exercise = ROUND_WORKFLOW.lock(exercise)  # before anything is read of it: two people may adopt at once
    if exercise.is_open and exercise.replaces is not None:
        ROUND_WORKFLOW.move(exercise.replaces, "replace", actor=actor, comment=exercise.replaces.reason)
    return ROUND_WORKFLOW.move(exercise, "adopt", actor=actor, comment=exercise.reason, at=at)


@transaction.atomic
def open_correction(exercise: Round, *, actor: User, reason: str, scale: Scale | None = None) -> Round:
    """Open a new version of an adopted exercise, from its own figures and scale (or another), with its reason."""
    _check_national_staff(actor)
    exercise = ROUND_WORKFLOW.lock(exercise)
    if exercise.state != RoundState.ADOPTED:
        raise RefusedError("Seule la version adoptée se corrige par une nouvelle version.")
    if not reason.strip():
        raise RefusedError("Dites pourquoi l’exercice est corrigé : le motif est publié avec la nouvelle version.")
    if Round.objects.filter(year=exercise.year, state=RoundState.OPEN).exists():
        raise RefusedError(f"Une correction de l’exercice {exercise.year} est déjà en préparation.")
    correction = Round.objects.create(
        year=exercise.year,
        version=exercise.version + 1,
        scale=scale or exercise.scale,
        replaces=exercise,
        reason=reason.strip(),
        note=exercise.note,
        prepared_at=timezone.now(),
        prepared_by=actor,
    )
    for line in exercise.allocations.all():
        Allocation.objects.create(
            round=correction, centre_id=line.centre_id, **{name: getattr(line, name) for name in _COPIED_FIELDS}
        )
    facts = {"scale": correction.scale.key}
    record(actor, "exercice : ouvrir une correction", correction, comment=correction.reason, **facts)
    _calculate_if_complete(correction)
    return correction


@transaction.atomic
def abandon(exercise: Round, *, actor: User) -> None:
    """Delete an open exercise: nothing was published; only the journal mentions it."""
    exercise = _locked_open(exercise, actor)
    record(actor, "exercice : abandonner la préparation", exercise)
    exercise.allocations.all().delete()
    exercise.delete()


def _locked_open(exercise: Round, actor: User) -> Round:
    _check_national_staff(actor)
    exercise = ROUND_WORKFLOW.lock(exercise)
    if not exercise.is_open:
        raise RefusedError(f"L’{exercise} est adopté : corrigez-le par une nouvelle version.")
    return exercise
