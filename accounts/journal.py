"""The journal of acts: each line has an HMAC of itself and of the line before, so that any alteration is found."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from accounts.models import Act, JournalHead, User

_BULK: ContextVar[tuple[JournalHead, list[Act]] | None] = ContextVar("bulk", default=None)


@transaction.atomic(savepoint=False)
def record(
    actor: User | None, verb: str, target: models.Model | None = None, *, comment: str = "", **facts: Any
) -> Act:
    """Write an act; called in the transaction of the change it records, so that both are committed or neither."""
    bulk = _BULK.get()
    head = bulk[0] if bulk else _locked_head()
    act = Act(at=timezone.now(), actor=actor, verb=verb, comment=comment, facts=facts, previous_seal=head.last_seal)
    if target is not None:
        act.content_type = ContentType.objects.get_for_model(target)
        act.object_id, act.object_label = str(target.pk), str(target)[:200]
    act.seal = act_hmac(act)
    head.last_seal, head.length = act.seal, head.length + 1
    if bulk:
        bulk[1].append(act)
    else:
        _write(head, [act])
    return act


def first_act_at() -> models.QuerySet:
    """The time of the first act of the journal, as one row of one column: none before any act; no query."""
    return Act.objects.order_by("pk").values_list("at", flat=True)[:1]


def put_to_use_on(first_act: dt.datetime | None) -> dt.date:
    """The day the application was put to use: that of the first act of its journal, today before any."""
    return timezone.localdate(first_act or timezone.now())


@contextmanager
def recorded_in_bulk() -> Iterator[None]:
    """Write all the acts of a long load at its end, in the same order and with the same seals (3 queries).

    Until then none can be read, and an act refused inside must stop the load, as its line would remain.
    """
    with transaction.atomic():
        head, acts = _locked_head(), []
        token = _BULK.set((head, acts))
        try:
            yield
        finally:
            _BULK.reset(token)
        _write(head, acts)


def _locked_head() -> JournalHead:
    return JournalHead.objects.select_for_update().get_or_create(pk=1)[0]


def _write(head: JournalHead, acts: list[Act]) -> None:
    Act.objects.bulk_create(acts)
    head.save(update_fields=["last_seal", "length"])


def act_hmac(act: Act) -> str:
    """The HMAC-SHA256 of the line and of the seal before it, in hexadecimal."""
    content = [
        act.previous_seal, act.at.astimezone(dt.UTC).isoformat(), act.actor_id, act.verb,
        act.content_type_id, act.object_id, act.object_label, act.comment, act.facts,
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.JOURNAL_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def faults() -> Iterator[str]:
    """One French sentence for each line that was altered, and each place where lines are missing; reads every line."""
    previous, count = "", 0
    for act in Act.objects.order_by("pk").iterator():
        if act.previous_seal != previous:
            yield f"Acte n° {act.pk} : il ne suit pas l’acte qui le précède (un acte a été retiré, ajouté ou déplacé)."
        if act.seal != act_hmac(act):
            yield f"Acte n° {act.pk} : son contenu a été modifié après coup."
        previous, count = act.seal, count + 1
    head = JournalHead.objects.filter(pk=1).first()
    if (head.last_seal, head.length) != (previous, count) if head else count:
        yield "La fin du journal manque ou a été remplacée."
