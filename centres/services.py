"""Changing the dated facts of a centre: the old row closes the day before, the new one opens, the journal tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.journal import record
from accounts.models import Act, User
from centres.models import Centre, Department
from centres.models.dated import Dated
from documents import french

CHANGED = "registre modifié"
ONE_DAY = dt.timedelta(days=1)


def record_change(actor: User | None, target: models.Model, summary: str) -> Act:
    """Write that `actor` changed this row of the registry, or the dated facts that hang from it."""
    return record(actor, CHANGED, target, comment=summary)


def changed_by_hand(model: type[models.Model]) -> set[str]:
    """The keys of the rows of `model` that somebody has changed: the reference data no longer touch them."""
    acts = Act.objects.filter(verb=CHANGED, content_type=ContentType.objects.get_for_model(model))
    return set(acts.values_list("object_id", flat=True))


@transaction.atomic
def restate(current: Dated | None, wanted: Dated) -> None:
    """Put `wanted` in the place of `current` from `wanted.valid_from` on.

    The same day corrects the row in place; a later one closes it; an earlier one is refused (`ValidationError`).
    """
    if current is None:
        _write(wanted)
        return
    _refuse_rewriting(current, wanted.valid_from)
    wanted.valid_to = current.valid_to
    if current.valid_from == wanted.valid_from:
        _write(_with_the_facts_of(wanted, current))
    else:
        _close(current, wanted.valid_from)
        _write(wanted)


def _with_the_facts_of(wanted: Dated, current: Dated) -> Dated:
    for field in current._meta.concrete_fields:
        if not field.primary_key:
            setattr(current, field.attname, getattr(wanted, field.attname))
    return current


def _write(row: Dated) -> None:
    row.full_clean()
    row.save()


@transaction.atomic
def restate_perimeter(centre: Centre, departments: Iterable[Department], since: dt.date, **source: Any) -> None:
    """From `since` on, `centre` covers exactly these départements."""
    wanted = {department.pk: department for department in departments}
    for row in centre.perimeters.overlapping(since, None).select_related("department"):
        _refuse_rewriting(row, since)
        if row.department_id not in wanted:
            _close_or_drop(row, since)
        elif row.valid_to is None:
            del wanted[row.department_id]
    for department in wanted.values():
        _write(centre.perimeters.model(centre=centre, department=department, valid_from=since, **source))


def _refuse_rewriting(current: Dated, since: dt.date) -> None:
    if since < current.valid_from:
        raise ValidationError(
            f"la ligne en cours («\u00a0{current}\u00a0») commence le {french.date(current.valid_from)}\u202f; "
            "donnez une date d’effet qui ne la précède pas, ou corrigez l’histoire dans la fiche du centre."
        )


def _close_or_drop(row: Dated, since: dt.date) -> None:
    if row.valid_from == since:
        row.delete()
    else:
        _close(row, since)


def _close(row: Dated, since: dt.date) -> None:
    row.valid_to = since - ONE_DAY
    _write(row)
