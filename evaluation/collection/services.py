"""Writing an answer: refused when another person wrote it since, or when the form is no longer open to its writer.

Each write is a conditional update on the version that its writer read, with a line of history. The form is updated
first, on condition of its state: no answer is written in a form that has just been sent.
"""

from __future__ import annotations

from collections.abc import Collection as Codes
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from accounts.acts.edit_conflicts import ConflictError, save_if_unchanged
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from evaluation.collection.answers import LONGEST_TEXT, TOO_LONG, answer_snapshot, answer_token, read, slots_of
from evaluation.collection.permissions import FILLING, REVIEWING
from evaluation.enums import CampaignState
from evaluation.models import Campaign, Collection, SectionComment, Value, ValueChange

CLOSED = "Ce formulaire n’est plus ouvert à la saisie : rien n’a été enregistré. Rechargez la page."
ANSWER_FIELDS = frozenset(
    {
        "value", "numerator", "denominator", "parts", "choice", "is_not_applicable", "correction_reason",
        "justification", "comment",
    }
)  # fmt: skip


class ClosedError(RefusedError):
    """The form was sent, or its campaign closed, since the page was shown."""


def save_answer(value: Value, changes: Mapping[str, Any], *, base_version: int, actor: User) -> Value:
    """Write what the centre answers (5 statements); ConflictError, ClosedError: nothing is written."""
    if set(changes) - ANSWER_FIELDS:
        raise ValueError(f"not open to this role: {sorted(set(changes) - ANSWER_FIELDS)}")
    return _save(value, changes, base_version=base_version, actor=actor, states=FILLING)


def save_state_comment(value: Value, text: str, *, base_version: int, actor: User) -> Value:
    """Write the comment of the regional State on an answer (R-142)."""
    return _save(value, {"state_comment": text}, base_version=base_version, actor=actor, states=REVIEWING)


@transaction.atomic
def _save(value: Value, changes: Mapping[str, Any], *, base_version: int, actor: User, states: frozenset[str]) -> Value:
    touch(value.collection_id, states)
    now = timezone.now()
    after = save_if_unchanged(value, base_version, **changes, changed_at=now, changed_by=actor)
    ValueChange.objects.create(
        value=value, at=now, actor=actor, before=answer_snapshot(value), after=answer_snapshot(after)
    )
    return after


def touch(collection_id: int, states: frozenset[str]) -> None:
    """Date the activity of the form, and lock it, when it may be written; else ClosedError (2 statements)."""
    # The state is a condition on the row itself: a writer who waited for its lock is judged on what it has become. The
    # campaign is read next, never in the same statement: its closing locks all its forms until it is closed.
    forms = Collection.objects.filter(pk=collection_id, state__in=sorted(states))
    is_ours = forms.update(last_activity_at=timezone.now())
    if not is_ours or not Campaign.objects.filter(collections=collection_id, state=CampaignState.OPEN).exists():
        raise ClosedError(CLOSED)


@transaction.atomic
def save_section_comment(
    collection: Collection, section: str, text: str, *, base_version: int, actor: User
) -> SectionComment:
    """Write the comment of the regional State on a section; ConflictError when another was written since."""
    touch(collection.pk, REVIEWING)
    comment, _ = SectionComment.objects.get_or_create(collection=collection, section=section)
    comment = save_if_unchanged(comment, base_version, text=text)
    record(
        actor, "indicateurs : commenter une rubrique", collection, section=section, version=comment.version, text=text
    )
    return comment


Kind = Literal["untouched", "saved", "conflict"]
MARK = "--"
STATE_SLOT = "etat"


@dataclass(frozen=True)
class AnswerOutcome:
    """Result of the write of an answer: its stored row, the refused boxes with their sentences, the texts sent."""

    kind: Kind
    value: Value
    faults: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def name_of(code: str, slot: str) -> str:
    """The name of a box in a page: « M1-01--value »."""
    return f"{code}{MARK}{slot}"


def was_sent(value: Value, data: Mapping[str, str]) -> bool:
    """Whether the page sent that answer."""
    return name_of(value.indicator.code, "version") in data


def sent_texts(value: Value, data: Mapping[str, str]) -> dict[str, str]:
    """The boxes of an answer in what a page sent; a checkbox that is not ticked is empty."""
    code = value.indicator.code
    sent = {slot: data.get(name_of(code, slot)) for slot in slots_of(value.indicator)}
    return {slot: "" if text is None else text for slot, text in sent.items() if text is not None or slot == "so"}


def version_in(value: Value, data: Mapping[str, str]) -> int:
    """The version that the page displayed; -1 without one."""
    text = data.get(name_of(value.indicator.code, "version"), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def foresee(value: Value, data: Mapping[str, str]) -> tuple[AnswerOutcome, Mapping[str, Any]]:
    """The result of an answer and its changes, writing nothing; an unchanged answer is never in conflict."""
    texts = sent_texts(value, data)
    if answer_token(texts) == data.get(name_of(value.indicator.code, "vu")):
        return AnswerOutcome("untouched", value), {}
    reading = read(value, texts)
    if not reading.changes:
        return AnswerOutcome("untouched", value, reading.faults, texts), {}
    kind: Kind = "saved" if version_in(value, data) == value.version else "conflict"
    return AnswerOutcome(kind, value, reading.faults, texts), reading.changes


def enter(value: Value, data: Mapping[str, str], *, actor: User) -> AnswerOutcome:
    """Write what the centre sent for an answer; nothing over what another person wrote since (kind « conflict »)."""
    foreseen, changes = foresee(value, data)
    if not changes:
        return foreseen
    try:
        after = save_answer(value, changes, base_version=version_in(value, data), actor=actor)
    except ConflictError as conflict:
        return replace(foreseen, kind="conflict", value=conflict.stored)
    return replace(foreseen, value=after)


def comment_on(value: Value, data: Mapping[str, str], *, actor: User) -> AnswerOutcome:
    """Write the comment that the regional State sent for an answer."""
    text = data.get(name_of(value.indicator.code, STATE_SLOT), value.state_comment)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    texts = {STATE_SLOT: text}
    if answer_token(texts) == data.get(name_of(value.indicator.code, "vu")):
        return AnswerOutcome("untouched", value)
    if len(text) > LONGEST_TEXT:
        return AnswerOutcome("untouched", value, {STATE_SLOT: TOO_LONG}, texts)
    if text == value.state_comment:
        return AnswerOutcome("untouched", value)
    try:
        after = save_state_comment(value, text, base_version=version_in(value, data), actor=actor)
    except ConflictError as conflict:
        return AnswerOutcome("conflict", conflict.stored, texts=texts)
    return AnswerOutcome("saved", after, texts=texts)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One comment of last year that could serve again."""

    code: str
    text: str


def proposals_for(collection: Collection) -> list[Proposal]:
    """Last year's comments where this year's answer has none (2 queries)."""
    blank = set(collection.values.filter(comment="").values_list("indicator__code", flat=True))
    before = Value.objects.filter(
        collection__centre=collection.centre_id, collection__campaign__year=collection.campaign.year - 1
    ).exclude(comment="")
    rows = before.order_by("indicator__rank").values_list("indicator__code", "comment")
    return [Proposal(code=code, text=text) for code, text in rows if code in blank]


@transaction.atomic
def copy_comments(collection: Collection, codes: Codes[str], *, actor: User) -> int:
    """Copy the comments chosen; answers how many. A comment written meanwhile stays as it is."""
    comments = {proposal.code: proposal.text for proposal in proposals_for(collection) if proposal.code in codes}
    count = 0
    for value in collection.values.select_related("indicator").filter(indicator__code__in=comments):
        try:
            save_answer(value, {"comment": comments[value.indicator.code]}, base_version=value.version, actor=actor)
        except ConflictError:
            continue
        count += 1
    return count
