"""Acts on the referential: a new version, its indicators, its publication; a region's own complements (R-133, R-143).

A published version never changes, as campaigns refer to it. Only a region adds its complements to it, out of the
national consolidation, and withdraws one as long as no centre has answered it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from accounts.acts.edit_conflicts import lock_unchanged
from accounts.acts.workflow import RefusedError, Transition, Workflow
from accounts.enums import Role
from accounts.journal import record
from accounts.models import User
from centres.models import Region
from centres.models.mandate import active_mandates, holds
from documents.french import typeset
from evaluation.enums import Aggregation, IndicatorOrigin, ReferentialState, ValueKind
from evaluation.law.computed.registry import DERIVATIONS
from evaluation.law.referential_changes import IndicatorChange, changes
from evaluation.models import Indicator, Referential, Value

PUBLISHED = typeset("Cette version est publiée : elle ne change plus. Préparez-en une nouvelle.")
DRAFT_EXISTS = typeset("La version {name} est déjà en préparation : complétez-la, publiez-la ou abandonnez-la d’abord.")
ANSWERED = typeset("Un centre a déjà répondu à ce complément : il reste dans cette version.")
NATIONAL_ONLY = "Le référentiel national est tenu par l’administration nationale."
OWN_REGION_ONLY = "Un complément est tenu par l’État de sa région."
COLUMNS = (
    "code", "rank", "section", "label", "definition", "perimeter", "kind", "unit", "numerator", "denominator",
    "breakdown", "aggregation", "derivation", "rule", "standing", "at_least", "at_most", "is_critical", "is_financial",
    "region_id",
)  # fmt: skip


# Who ---------------------------------------------------------------------------------------------------------------


def may_edit_national(user: User, referential: Referential | None = None) -> bool:
    """Whether `user` may edit the national referential."""
    return holds(user, Role.ADMIN, Role.NATIONAL)


def editable_regions(user: User) -> QuerySet[Region]:
    """The regions whose complements `user` may edit; all of them for an administrator."""
    if holds(user, Role.ADMIN):
        return Region.objects.all()
    mine = [mandate.region_id for mandate in active_mandates(user) if mandate.role == Role.REGIONAL]
    return Region.objects.filter(pk__in=mine)


# A version ---------------------------------------------------------------------------------------------------------


def _not_ready(referential: Referential) -> str:
    """Why a draft cannot be published, or nothing."""
    wrong = []
    for indicator in referential.indicators.all():
        if indicator.aggregation == Aggregation.WEIGHTED_RATIO and not (indicator.numerator and indicator.denominator):
            wrong.append(f"{indicator.code} : dites le numérateur et le dénominateur de ce ratio.")
        if indicator.kind == ValueKind.PERCENT and indicator.aggregation == Aggregation.SUM:
            why = "des pourcentages ne s’additionnent pas : choisissez une autre consolidation."
            wrong.append(f"{indicator.code} : {why}")
        if indicator.derivation and indicator.derivation not in DERIVATIONS:
            wrong.append(f"{indicator.code} : le calcul « {indicator.derivation} » n’existe pas.")
    if wrong:
        return typeset(" ".join(wrong))
    if referential.previous and not changes_of(referential):
        return typeset("Rien n’a changé depuis la version précédente : il n’y a rien à publier.")
    return "" if referential.indicators.exists() else typeset("Une version publiée compte au moins un indicateur.")


def _publish(referential: Referential, actor: User, at: dt.datetime) -> None:
    referential.published_on = timezone.localdate(at)
    if referential.previous:
        _copy(referential.previous.indicators.exclude(region=None), referential)


REFERENTIAL_WORKFLOW = Workflow(
    "référentiel",
    Referential,
    [
        Transition(
            name="publish", label="Publier", source=ReferentialState.DRAFT, target=ReferentialState.PUBLISHED,
            permission=may_edit_national, check=_not_ready, effect=_publish, accepts=("reason",), needs_comment=True,
        )
    ],
)  # fmt: skip


def current_draft() -> Referential | None:
    """The version in preparation, if there is one: only one at a time (1 query)."""
    return Referential.objects.filter(state=ReferentialState.DRAFT).first()


@transaction.atomic
def new_version(source: Referential, name: str, *, actor: User) -> Referential:
    """A draft that starts as the national indicators of `source`; one draft at a time."""
    _check_national(actor)
    if draft := current_draft():
        raise RefusedError(DRAFT_EXISTS.format(name=draft.name))
    referential = Referential(name=name.strip(), previous=source)
    referential.full_clean()
    referential.save()
    _copy(source.indicators.filter(region=None), referential)
    record(actor, "référentiel : préparer une version", referential, source=source.name)
    return referential


def _copy(indicators: QuerySet[Indicator], target: Referential) -> None:
    Indicator.objects.bulk_create(
        Indicator(referential=target, **{name: getattr(indicator, name) for name in COLUMNS})
        for indicator in indicators
    )


def publish(referential: Referential, reason: str, *, actor: User) -> Referential:
    """Publish a draft with its reason; the complements of the previous version are copied."""
    return REFERENTIAL_WORKFLOW.move(referential, "publish", actor=actor, comment=reason, reason=reason.strip())


@transaction.atomic
def discard(referential: Referential, *, actor: User) -> None:
    """Delete a draft and its indicators."""
    _check_national(actor)
    referential = _locked_draft(referential)
    record(actor, "référentiel : abandonner une version", referential, name=referential.name)
    referential.indicators.all().delete()
    referential.delete()


def _check_national(actor: User) -> None:
    if not may_edit_national(actor):
        raise PermissionDenied(NATIONAL_ONLY)


def _locked_draft(referential: Referential) -> Referential:
    locked = Referential.objects.select_for_update(of=("self",)).get(pk=referential.pk)
    if not locked.is_draft:
        raise RefusedError(PUBLISHED)
    return locked


# Its indicators ----------------------------------------------------------------------------------------------------


@transaction.atomic
def save_indicator(indicator: Indicator, *, actor: User, token: str = "", **columns: Any) -> Indicator:
    """Add or change a national indicator of a draft; ValidationError in French when a column is wrong.

    ConflictError when somebody changed it since the form was opened.
    """
    _check_national(actor)
    _locked_draft(indicator.referential)
    lock_unchanged(indicator, columns, token)
    verb = "référentiel : modifier un indicateur" if indicator.pk else "référentiel : ajouter un indicateur"
    for name, value in columns.items():
        setattr(indicator, name, value)
    indicator.rank = indicator.rank or _next_rank(indicator.referential)
    indicator.full_clean()
    indicator.save()
    record(actor, verb, indicator.referential, code=indicator.code)
    return indicator


@transaction.atomic
def remove_indicator(indicator: Indicator, *, actor: User) -> None:
    """Remove a national indicator from a draft; published versions are unchanged."""
    _check_national(actor)
    _locked_draft(indicator.referential)
    record(actor, "référentiel : retirer un indicateur", indicator.referential, code=indicator.code)
    indicator.delete()


def _next_rank(referential: Referential) -> int:
    return (referential.indicators.aggregate(last=Max("rank"))["last"] or 0) + 1


@transaction.atomic
def save_complement(indicator: Indicator, *, actor: User, token: str = "", **columns: Any) -> Indicator:
    """Add or change a complement of a region in a published version: never consolidated, never critical (R-133).

    ConflictError when somebody changed it since the form was opened.
    """
    referential = Referential.objects.select_for_update(of=("self",)).get(pk=indicator.referential_id)
    if referential.is_draft:
        raise RefusedError(typeset("Un complément s’ajoute à une version publiée : celle-ci est en préparation."))
    lock_unchanged(indicator, columns, token)
    if indicator.pk:
        _check_region(Indicator.objects.get(pk=indicator.pk), actor)
    for name, value in columns.items():
        setattr(indicator, name, value)
    _check_region(indicator, actor)
    if indicator.pk and Value.objects.filter(indicator=indicator).exists():
        raise RefusedError(ANSWERED)
    indicator.standing, indicator.aggregation, indicator.rule = IndicatorOrigin.REGIONAL, Aggregation.NONE, "R-133"
    indicator.rank = indicator.rank or _next_rank(referential)
    if not indicator.code:  # « R52-01 », the next one free for the region
        used_codes = set(referential.indicators.filter(region=indicator.region).values_list("code", flat=True))
        codes = (f"R{indicator.region.code}-{rank:02}" for rank in range(1, 100))
        indicator.code = next(code for code in codes if code not in used_codes)
    verb = "référentiel : modifier un complément" if indicator.pk else "référentiel : ajouter un complément"
    indicator.full_clean()
    indicator.save()
    record(actor, verb, referential, code=indicator.code, region=indicator.region.code)
    return indicator


def _check_region(indicator: Indicator, actor: User) -> None:
    if indicator.region is None or not editable_regions(actor).filter(pk=indicator.region.pk).exists():
        raise PermissionDenied(OWN_REGION_ONLY)


@transaction.atomic
def remove_complement(indicator: Indicator, *, actor: User) -> None:
    """Delete a complement without answers."""
    _check_region(indicator, actor)
    if Value.objects.filter(indicator=indicator).exists():
        raise RefusedError(ANSWERED)
    record(actor, "référentiel : retirer un complément", indicator.referential, code=indicator.code)
    indicator.delete()


# What changes ------------------------------------------------------------------------------------------------------


def changes_of(referential: Referential) -> list[IndicatorChange]:
    """The changes since the previous version, national indicators only; none for the first."""
    if referential.previous is None:
        return []
    before, after = (
        {indicator.code: indicator_columns(indicator) for indicator in version.indicators.filter(region=None)}
        for version in (referential.previous, referential)
    )
    return changes(before, after)


def indicator_columns(indicator: Indicator) -> dict[str, str]:
    """French name of each column of an indicator → its text."""
    columns = {}
    for name in COLUMNS:
        if name in ("code", "region_id"):
            continue
        display = getattr(indicator, f"get_{name}_display", None)
        value = display() if display else getattr(indicator, name)
        if isinstance(value, bool):
            text = "oui" if value else "non"
        elif isinstance(value, Decimal):
            text = f"{value:f}".rstrip("0").rstrip(".")
        else:
            text = "" if value is None else str(value)
        columns[str(Indicator._meta.get_field(name).verbose_name)] = text
    return columns
