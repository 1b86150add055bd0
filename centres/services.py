"""Change the dated facts of a centre: the old row ends the day before the new one begins."""

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
DAY = dt.timedelta(days=1)


def record_change(actor: User | None, target: models.Model, summary: str) -> Act:
    """Write in the journal that `actor` changed this row of the registry, or its dated facts."""
    return record(actor, CHANGED, target, comment=summary)


def changed_by_hand(model: type[models.Model]) -> set[str]:
    """The keys of the rows of `model` that a person changed, which loading the reference leaves alone (1 query)."""
    acts = Act.objects.filter(verb=CHANGED, content_type=ContentType.objects.get_for_model(model))
    return set(acts.values_list("object_id", flat=True))


@transaction.atomic
def restate(current: Dated | None, new: Dated) -> None:
    """Replace `current` by `new` from `new.valid_from` on.

    The same day corrects the row in place; a later one closes it; an earlier one is refused (`ValidationError`).
    """
    if current is None:
        _write(new)
        return
    _refuse_rewriting(current, new.valid_from)
    new.valid_to = current.valid_to
    if current.valid_from == new.valid_from:
        for field in current._meta.concrete_fields:
            if not field.primary_key:
                setattr(current, field.attname, getattr(new, field.attname))
        _write(current)
    else:
        _close(current, new.valid_from)
        _write(new)


def _write(row: Dated) -> None:
    row.full_clean()
    row.save()


@transaction.atomic
def restate_perimeter(centre: Centre, departments: Iterable[Department], since: dt.date, **source: Any) -> None:
    """From `since` on, `centre` covers exactly these départements; ValidationError when that rewrites the past."""
    to_add = {department.pk: department for department in departments}
    for row in centre.perimeters.overlapping(since, None).select_related("department"):
        _refuse_rewriting(row, since)
        if row.department_id not in to_add:
            if row.valid_from == since:
                row.delete()
            else:
                _close(row, since)
        elif row.valid_to is None:
            del to_add[row.department_id]
    for department in to_add.values():
        _write(centre.perimeters.model(centre=centre, department=department, valid_from=since, **source))


def _refuse_rewriting(current: Dated, since: dt.date) -> None:
    if since < current.valid_from:
        raise ValidationError(
            f"la ligne en cours («\u00a0{current}\u00a0») commence le {french.date(current.valid_from)}\u202f; "
            "donnez une date d’effet qui ne la précède pas, ou corrigez l’histoire dans la fiche du centre."
        )


def _close(row: Dated, since: dt.date) -> None:
    row.valid_to = since - DAY
    _write(row)
