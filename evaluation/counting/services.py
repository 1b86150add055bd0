"""Computed figures of a form: the calculation, the address of each source record, the writing in the form.

A figure that a centre typed or corrected is never overwritten: the count is stored beside it (`Value.computed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.models import Centre
from documents.french import plain
from evaluation.counting.load_facts import load_facts
from evaluation.enums import CampaignState
from evaluation.law.aggregation import Measure, measure_from, measure_json, over
from evaluation.law.computed.facts import Computed, SourceRecord
from evaluation.law.computed.registry import STATE_SHARE, derive
from evaluation.models import Collection, Indicator, Value, ValueChange
from evaluation.models.collection import SENT
from evaluation.queries import measure_of
from governance.enums import Destination, Theme
from governance.models import Production

VALUE_FIELDS = (
    "value", "numerator", "denominator", "parts", "choice", "is_not_applicable", "computed", "version", "changed_at",
    "changed_by",
)  # fmt: skip
ALREADY_SENT = "Ce formulaire est envoyé : ses chiffres ne se recalculent plus. Demandez son renvoi à l’État régional."
NOT_OPEN = "La campagne n’est pas ouverte : les chiffres de ce formulaire ne se recalculent plus."


def compute_all(
    year: int, centres: Iterable[Centre], indicators: Iterable[Indicator]
) -> dict[int, dict[str, Computed]]:
    """Centre key → code → computed figure, its lines with their addresses (7 queries)."""
    derivations = {indicator.code: indicator.derivation for indicator in indicators if indicator.derivation}
    by_key = {centre.pk: centre for centre in centres}
    facts = load_facts(year, by_key)
    figures: dict[int, dict[str, Computed]] = {pk: derive(derivations, facts[pk]) for pk in by_key}
    for pk, by_code in figures.items():
        slug = by_key[pk].slug
        for code, computed in by_code.items():
            lines = tuple(
                replace(line, url=_ADDRESSES[line.kind](line, slug, year), detail=_WORDS.get(line.detail, line.detail))
                for line in computed.lines
            )
            by_code[code] = replace(computed, lines=lines)
    return figures


def compute(collection: Collection) -> dict[str, Computed]:
    """Code → computed figure for this form; a code is absent when nothing is recorded (blank)."""
    indicators = Indicator.objects.filter(referential=collection.campaign.referential_id).exclude(derivation="")
    return compute_all(collection.campaign.year, [collection.centre], indicators)[collection.centre_id]


# Addresses --------------------------------------------------------------------------------------------------------


_ADDRESSES: Mapping[str, Callable[[SourceRecord, str, int], str]] = {
    "action": lambda line, slug, year: reverse("governance:action", args=[slug, line.year or year, line.pk]),
    "production": lambda line, slug, year: reverse("governance:production", args=[line.pk]),
    "budget": lambda line, slug, year: reverse("governance:budget", args=[slug, year]),
    "meeting": lambda line, slug, year: reverse("governance:meeting", args=[line.pk]),
    "contribution": lambda line, slug, year: reverse("governance:national", args=[year]),
}

_WORDS: Mapping[str, str] = {**dict(Theme.choices), **dict(Destination.choices)}


# Writing ----------------------------------------------------------------------------------------------------------


def computed_json(computed: Computed) -> dict[str, Any]:
    """The content of `Value.computed`: the answer, the sentence and the lines."""
    return {
        "measure": measure_json(computed.measure),
        "sentence": computed.sentence,
        "lines": [
            {
                "kind": line.kind, "pk": line.pk, "label": line.label, "amount": plain(line.amount),
                "detail": line.detail, "url": line.url,
            }
            for line in computed.lines
        ],
    }  # fmt: skip


def is_corrected(value: Value) -> bool:
    """Whether the figure is the centre's own: typed, or corrected with its reason."""
    answer = measure_of(value)
    if value.correction_reason:
        return True
    if answer.is_blank and answer.numerator is None:
        return False
    return value.computed is None or answer != measure_from(value.computed["measure"])


@transaction.atomic
def refresh_computed(collection: Collection, *, actor: User | None) -> int:
    """Compute again every computed figure of this form; gives the number of answers that changed.

    RefusedError once the form is sent or its campaign closed. Answers take the count, except those that the centre
    typed or corrected.
    """
    collection = Collection.objects.select_for_update(of=("self",)).select_related("centre").get(pk=collection.pk)
    if collection.state in SENT:
        raise RefusedError(ALREADY_SENT)
    if collection.campaign.state != CampaignState.OPEN:  # read once the form is locked, as closing locks it
        raise RefusedError(NOT_OPEN)
    changed = write_computed(collection, compute(collection), actor=actor)
    if changed:
        record(actor, "indicateurs : recalculer", collection, figures=changed)
    return changed


def write_computed(collection: Collection, counted: Mapping[str, Computed], *, actor: User | None) -> int:
    """Write `counted` beside the values of the form, in the caller's transaction; gives how many answers changed."""
    by_indicator = {value.indicator_id: value for value in collection.values.select_for_update()}
    indicators = Indicator.objects.filter(referential=collection.campaign.referential_id).exclude(derivation="")
    writes = [
        _answer_write(
            by_indicator.get(indicator.pk) or Value(collection=collection, indicator=indicator),
            counted.get(indicator.code),
            actor,
            has_lent_denominator=indicator.derivation == STATE_SHARE,
        )
        for indicator in indicators
    ]
    writes = [write for write in writes if write.is_changed]
    Value.objects.bulk_create([write.value for write in writes if write.value.pk is None])
    Value.objects.bulk_update([write.value for write in writes], VALUE_FIELDS)
    changed = [write for write in writes if write.before != write.after]
    ValueChange.objects.bulk_create(
        ValueChange(value=write.value, at=timezone.now(), actor=actor, before=write.before, after=write.after)
        for write in changed
    )
    return len(changed)


@dataclass(frozen=True)
class _AnswerWrite:
    """One value to write, and its answer before and after."""

    value: Value
    before: dict[str, Any]
    after: dict[str, Any]
    is_changed: bool


def _answer_write(
    value: Value, computed: Computed | None, actor: User | None, *, has_lent_denominator: bool
) -> _AnswerWrite:
    before, is_own = measure_of(value), is_corrected(value)
    count = None if computed is None else computed_json(computed)
    is_changed = count != value.computed
    counted = computed.measure if computed else Measure()
    if is_own:
        after = over(before, counted.denominator) if has_lent_denominator else before
    else:
        after = Measure() if counted.has_only_its_denominator else counted
    value.computed = count
    if after != before:
        value.value, value.numerator, value.denominator = after.value, after.numerator, after.denominator
        value.parts = {key: plain(part) for key, part in after.parts.items()}
        value.choice, value.is_not_applicable = after.choice, after.is_not_applicable
        value.version, value.changed_at, value.changed_by = value.version + 1, timezone.now(), actor
    return _AnswerWrite(value, measure_json(before), measure_json(after), is_changed or after != before)


# The network ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JointProductions:
    """The productions of one year for the whole network, each counted once (R-32).

    `signatures` is the sum of M3-01 over the centres; `distinct` the number of productions; `joint` the number of
    those that two centres at least sign, and `joint_signatures` the sum of M3-04.
    """

    distinct: int = 0
    signatures: int = 0
    joint: int = 0
    joint_signatures: int = 0


def joint_productions(years: Iterable[int]) -> dict[int, JointProductions]:
    """Year → the productions of the network counted once; one query. A year without any is absent."""
    rows = (
        Production.objects.filter(published_on__year__in=list(years))
        .annotate(signed=Count("centres"))
        .values_list("published_on__year", "signed")
    )
    by_year: dict[int, JointProductions] = {}
    for year, signed in rows:
        counts, shared = by_year.get(year, JointProductions()), signed > 1
        by_year[year] = JointProductions(
            distinct=counts.distinct + 1,
            signatures=counts.signatures + signed,
            joint=counts.joint + shared,
            joint_signatures=counts.joint_signatures + (signed if shared else 0),
        )
    return by_year
