"""Writing one answer: refused when somebody else wrote it since, or when the form is no longer open to its writer.

Each write is one conditional update on the version that its writer has seen, beside one line of history. The form is
touched first, under its state: an answer can never slip into a form that has just been sent.
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
    _only(changes, ANSWER_FIELDS)
    return _save(value, changes, base_version=base_version, actor=actor, states=FILLING)


def save_state_comment(value: Value, text: str, *, base_version: int, actor: User) -> Value:
    """Write what the regional State says of one answer (R-142)."""
    return _save(value, {"state_comment": text}, base_version=base_version, actor=actor, states=REVIEWING)


def _only(changes: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """A mistake of ours, never of the person: the readers of forms give nothing else."""
    if set(changes) - allowed:
        raise ValueError(f"not open to this role: {sorted(set(changes) - allowed)}")


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
    """Say that the form is being worked on, if it still may be; ClosedError otherwise (2 statements, in its lock)."""
    # The state is a condition on the row itself: a writer who waited for its lock is judged on what it has become. The
    # campaign is read next, never in the same statement: whoever closes it holds all its forms until it is closed.
    forms = Collection.objects.filter(pk=collection_id, state__in=sorted(states))
    is_ours = forms.update(last_activity_at=timezone.now())
    if not is_ours or not Campaign.objects.filter(collections=collection_id, state=CampaignState.OPEN).exists():
        raise ClosedError(CLOSED)


@transaction.atomic
def save_section_comment(
    collection: Collection, section: str, text: str, *, base_version: int, actor: User
) -> SectionComment:
    """Write what the regional State says of a whole section; refused over another's words, like an answer."""
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
    """What became of one answer: as it stands now, the boxes refused, the text typed, what another wrote since."""

    kind: Kind
    value: Value
    faults: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def name_of(code: str, slot: str) -> str:
    """The name of a box in a page: « M1-01--value »."""
    return f"{code}{MARK}{slot}"


def was_sent(value: Value, data: Mapping[str, str]) -> bool:
    """Whether the page held that answer."""
    return name_of(value.indicator.code, "version") in data


def sent_texts(value: Value, data: Mapping[str, str]) -> dict[str, str]:
    """The boxes of one answer in what a page sent; a box that is not ticked is not sent at all."""
    code = value.indicator.code
    sent = {slot: data.get(name_of(code, slot)) for slot in slots_of(value.indicator)}
    return {slot: "" if text is None else text for slot, text in sent.items() if text is not None or slot == "so"}


def version_in(value: Value, data: Mapping[str, str]) -> int:
    """The version that the page had shown; one that does not exist when it says nothing of it."""
    text = data.get(name_of(value.indicator.code, "version"), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def foresee(value: Value, data: Mapping[str, str]) -> tuple[AnswerOutcome, Mapping[str, Any]]:
    """What would become of one answer, and what it would change, writing nothing.

    An answer that was not touched is left to whoever wrote it since.
    """
    texts = sent_texts(value, data)
    if answer_token(texts) == data.get(name_of(value.indicator.code, "vu")):
        return AnswerOutcome("untouched", value), {}
    reading = read(value, texts)
    if not reading.changes:
        return AnswerOutcome("untouched", value, reading.faults, texts), {}
    kind: Kind = "saved" if version_in(value, data) == value.version else "conflict"
    return AnswerOutcome(kind, value, reading.faults, texts), reading.changes


def enter(value: Value, data: Mapping[str, str], *, actor: User) -> AnswerOutcome:
    """Write what the centre typed in one answer; over what somebody else wrote since, nothing is written."""
    foreseen, changes = foresee(value, data)
    if not changes:
        return foreseen
    try:
        after = save_answer(value, changes, base_version=version_in(value, data), actor=actor)
    except ConflictError as conflict:
        return replace(foreseen, kind="conflict", value=conflict.stored)
    return replace(foreseen, value=after)


def comment_on(value: Value, data: Mapping[str, str], *, actor: User) -> AnswerOutcome:
    """Write what the regional State says of one answer."""
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
