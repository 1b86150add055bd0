"""Writing one answer: refused when somebody else wrote it since, or when the form is no longer open to its writer.

Each write is one conditional update on the version that its writer has seen, beside one line of history. The form is
touched first, under its state: an answer can never slip into a form that has just been sent.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from evaluation.collecting.answers import told
from evaluation.collecting.rights import FILLING, REVIEWING
from evaluation.enums import CampaignState
from evaluation.models import Campaign, Collection, SectionComment, Value, ValueChange

CLOSED = "Ce formulaire n’est plus ouvert à la saisie : rien n’a été enregistré. Rechargez la page."
ANSWER_FIELDS = frozenset(
    {
        "value", "numerator", "denominator", "parts", "choice", "is_not_applicable", "correction_reason",
        "justification", "comment",
    }
)  # fmt: skip
REVIEW_FIELDS = frozenset({"state_comment"})


class ClosedError(RefusedError):
    """The form was sent, or its campaign closed, since the page was shown."""


@dataclass
class ConflictError(Exception):
    """Somebody wrote the same answer since: `stored` is what they wrote, nothing was changed."""

    stored: Any


def save_answer(value: Value, changes: Mapping[str, Any], *, seen: int, actor: User) -> Value:
    """Write what the centre answers (5 statements); ConflictError, ClosedError: nothing is written."""
    _only(changes, ANSWER_FIELDS)
    return _save(value, changes, seen=seen, actor=actor, states=FILLING)


def save_state_comment(value: Value, text: str, *, seen: int, actor: User) -> Value:
    """Write what the regional State says of one answer (R-142)."""
    return _save(value, {"state_comment": text}, seen=seen, actor=actor, states=REVIEWING)


def _only(changes: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """A mistake of ours, never of the person: the readers of forms give nothing else."""
    if set(changes) - allowed:
        raise ValueError(f"not open to this role: {sorted(set(changes) - allowed)}")


@transaction.atomic
def _save(value: Value, changes: Mapping[str, Any], *, seen: int, actor: User, states: frozenset[str]) -> Value:
    touch(value.collection_id, states)
    now = timezone.now()
    written = Value.objects.filter(pk=value.pk, version=seen)
    if value.version != seen or not written.update(**changes, version=seen + 1, changed_at=now, changed_by=actor):
        raise ConflictError(Value.objects.select_related("changed_by", "indicator").get(pk=value.pk))
    after = _written(value, changes, now, actor)
    ValueChange.objects.create(value=value, at=now, actor=actor, before=told(value), after=told(after))
    return after


def _written(value: Value, changes: Mapping[str, Any], now: Any, actor: User) -> Value:
    after = copy.copy(value)
    for name, new in {**changes, "version": value.version + 1, "changed_at": now, "changed_by": actor}.items():
        setattr(after, name, new)
    return after


def touch(collection_id: int, states: frozenset[str]) -> None:
    """Say that the form is being worked on, if it still may be; ClosedError otherwise (2 statements, in its lock)."""
    # The state is a condition on the row itself: a writer who waited for its lock is judged on what it has become. The
    # campaign is read next, never in the same statement: whoever closes it holds all its forms until it is closed.
    forms = Collection.objects.filter(pk=collection_id, state__in=sorted(states))
    is_ours = forms.update(last_activity_at=timezone.now())
    if not is_ours or not Campaign.objects.filter(collections=collection_id, state=CampaignState.OPEN).exists():
        raise ClosedError(CLOSED)


@transaction.atomic
def save_section_comment(collection: Collection, section: str, text: str, *, seen: int, actor: User) -> SectionComment:
    """Write what the regional State says of a whole section; refused over another's words, like an answer."""
    touch(collection.pk, REVIEWING)
    said, _ = SectionComment.objects.get_or_create(collection=collection, section=section)
    kept = SectionComment.objects.filter(pk=said.pk, version=seen)
    if not kept.update(text=text, version=seen + 1):
        raise ConflictError(said)
    said.text, said.version = text, seen + 1
    record(actor, "indicateurs : commenter une rubrique", collection, section=section, version=said.version, text=text)
    return said
