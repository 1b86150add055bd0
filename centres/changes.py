"""How the registry tells the journal that somebody has changed it."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.journal import record
from accounts.models import Act, User

CHANGED = "registre modifié"


def record_change(actor: User, target: models.Model, summary: str) -> Act:
    """Write that `actor` changed this row of the registry, or the dated facts that hang from it."""
    return record(actor, CHANGED, target, comment=summary)


def changed_by_hand(model: type[models.Model]) -> set[str]:
    """The keys of the rows of `model` that somebody has changed: the reference data no longer touch them."""
    acts = Act.objects.filter(verb=CHANGED, content_type=ContentType.objects.get_for_model(model))
    return set(acts.values_list("object_id", flat=True))
