"""Writing the sections: no silent overwrite, every version stored, and what the agent decides of each proposal.

Every function locks the opinion: RefusedError once it is communicated, PermissionDenied without the right to write.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.acts.edit_conflicts import lock_unchanged, save_if_unchanged
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.models.centre import leads
from documents.forms.fields import refuse_unprintable
from documents.markdown import LONGEST, with_lists
from documents.published.write_once import fingerprint
from evaluation.enums import LISTS, ContributionKind, Decision, OpinionState, SectionKey
from evaluation.models import (
    Contribution,
    ContributionVersion,
    MarginComment,
    Opinion,
    OpinionSection,
    ProposedSentence,
    SectionVersion,
)
from evaluation.opinions.permissions import departments_of
from evaluation.opinions.services import items_as_text, lock_in_preparation
from governance.conventions.contract.signing import paper_name

SITTING = dt.timedelta(minutes=10)  # autosaves of one author within it make a single version of the history


@transaction.atomic
def save_text(
    opinion: Opinion, key: str, source: str, *, base_version: int, actor: User, is_automatic: bool = False
) -> OpinionSection:
    """Write a section over the version `seen`; ConflictError when another was written since.

    An unchanged text makes no version. Autosaves of one sitting make one line of the history and of the journal.
    """
    if key in LISTS:
        raise RefusedError("Cette rubrique est une liste : remplissez ses lignes.")
    source = _tidy(source)
    if len(source) > LONGEST:
        raise RefusedError(
            f"Ce texte dépasse {LONGEST} caractères : un avis est synthétique (R-137). Raccourcissez-le."
        )
    return _write(opinion, key, source, [], base_version=base_version, actor=actor, is_automatic=is_automatic)


@transaction.atomic
def save_section(
    opinion: Opinion, key: str, source: str, choices: Mapping[int, SentenceChoice], *, base_version: int, actor: User
) -> OpinionSection:
    """Write the text of a section and what was decided of its sentences together: both, or nothing."""
    section = save_text(opinion, key, source, base_version=base_version, actor=actor)
    if choices:
        decide(opinion, key, choices, actor=actor)
    return section


@transaction.atomic
def save_items(
    opinion: Opinion, key: str, items: list[dict[str, Any]], *, base_version: int, actor: User
) -> OpinionSection:
    """Write the items of a list over the version `base_version`; ConflictError when another was written since."""
    return _write(opinion, key, items_as_text(key, items), items, base_version=base_version, actor=actor)


def _tidy(source: str) -> str:
    lines = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    return with_lists("\n".join(line.rstrip() for line in lines).strip())


def _write(
    opinion: Opinion, key: str, source: str, items: list[dict[str, Any]], *, base_version: int, actor: User,
    is_automatic: bool = False,
) -> OpinionSection:  # fmt: skip
    try:
        refuse_unprintable(source + json.dumps(items, ensure_ascii=False))
    except ValidationError as refusal:
        raise RefusedError(refusal.message) from None
    draft = _lock_as_lead(opinion, actor)
    section = OpinionSection.objects.select_related("changed_by").get(opinion=draft, key=key)
    if (section.source, section.items) == (source, items):
        return section
    section.opinion = draft
    section = save_if_unchanged(
        section, base_version, source=source, items=items, changed_at=timezone.now(), changed_by=actor
    )
    if not (is_automatic and _extend_sitting(section, actor)):
        SectionVersion.objects.create(
            section=section, rank=section.version, source=source, at=section.changed_at, by=actor,
            is_automatic=is_automatic,
        )  # fmt: skip
        record(actor, "avis : écrire une rubrique", draft, section=key, version=section.version)
    return section


def _extend_sitting(section: OpinionSection, actor: User) -> bool:
    """Overwrite the last version when it is an autosave of the same author less than `SITTING` ago; else False."""
    last = section.versions.first()
    is_ours = last is not None and last.is_automatic and last.by_id == actor.pk
    if last is None or not is_ours or section.changed_at - last.at > SITTING:
        return False
    return bool(section.versions.filter(pk=last.pk).update(rank=section.version, source=section.source))


def _lock_as_lead(opinion: Opinion, actor: User) -> Opinion:
    draft = lock_in_preparation(opinion)
    if not leads(actor, draft.centre):
        raise PermissionDenied("Seule la région chef de file écrit l’avis.")
    return draft


# Proposed sentences ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SentenceChoice:
    """What is decided of one proposed sentence, over the version `base_version` that the page displayed."""

    decision: str
    rewritten: str
    base_version: int


@transaction.atomic
def decide(opinion: Opinion, key: str, choices: Mapping[int, SentenceChoice], *, actor: User) -> int:
    """Write what was decided of the sentences of a section (one query a distinct answer); how many changed.

    RefusedError, and nothing is written, when somebody else decided one of them meanwhile: its message quotes it.
    """
    draft = _lock_as_lead(opinion, actor)
    sentences = [sentence for sentence in draft.sentences.filter(section=key) if sentence.pk in choices]
    changed = [sentence for sentence in sentences if _apply(sentence, choices[sentence.pk])]
    by_answer: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for sentence in changed:
        by_answer[sentence.decision, sentence.rewritten, sentence.version].append(sentence.pk)
    for (decision, rewritten, version), keys in by_answer.items():
        rows = ProposedSentence.objects.filter(pk__in=keys)
        rows.update(decision=decision, rewritten=rewritten, version=version)
    if changed:
        record(actor, "avis : décider des phrases proposées", draft, section=key, count=len(changed))
    return len(changed)


def _apply(row: ProposedSentence, choice: SentenceChoice) -> bool:
    """Set the choice on the row, unsaved; False when it changes nothing."""
    rewritten = " ".join(choice.rewritten.split()) if choice.decision == Decision.REWRITTEN else ""
    if choice.decision not in Decision.values:
        raise RefusedError("Choisissez : garder, réécrire ou écarter.")
    if choice.decision == Decision.REWRITTEN and not rewritten:
        raise RefusedError(f"Écrivez votre phrase à la place de « {row.text} ».")
    if (row.decision, row.rewritten) == (choice.decision, rewritten):
        return False
    if row.version != choice.base_version:
        raise RefusedError(f"Une autre personne a décidé entre-temps de « {row.text} » : relisez, puis recommencez.")
    row.decision, row.rewritten, row.version = choice.decision, rewritten, row.version + 1
    return True


# Départements and remarks ----------------------------------------------------------------------------------------


@transaction.atomic
def contribute(
    contribution: Contribution, *, text: str, authority: str, actor: User, token: str = "",
    at: dt.datetime | None = None,
) -> Contribution:  # fmt: skip
    """R-58: write the contribution of a département, by its agents alone; it replaces what the region recorded.

    It may be rewritten until the opinion is communicated. ConflictError when somebody wrote it since `token`.
    """
    row, at = _open_contribution(contribution, token), at or timezone.now()
    _check_author(row, actor)
    _check_words(text)
    row.recorded_on = row.contested_at = None
    record(actor, "avis : contribuer", row.opinion, department=row.department.code)
    return _write_contribution(row, ContributionKind.GIVEN, text, authority, timezone.localdate(at), at, actor)


@transaction.atomic
def record_contribution(
    contribution: Contribution, *, text: str, authority: str, on: dt.date, name: str, content: bytes, actor: User,
    token: str = "", at: dt.datetime | None = None,
) -> Contribution:  # fmt: skip
    """Record what a département sent by post on the day `on`, with its paper, in the name of the lead region.

    RefusedError when the département wrote its own, without paper, or for a day to come.
    """
    row, at = _open_contribution(contribution, token), at or timezone.now()
    if not leads(actor, row.opinion.centre):
        raise PermissionDenied("La région chef de file enregistre ce qui vient par courrier.")
    if row.answered_at and not row.recorded_on:
        raise RefusedError("Le département a déposé sa contribution : lui seul la modifie.")
    _check_words(text)
    if on > timezone.localdate(at):
        raise RefusedError("La date du courrier est dans l’avenir.")
    file_name, digest = paper_name(name, content), fingerprint(content)
    row.recorded_on, row.contested_at = on, None
    facts = {"department": row.department.code, "on": on.isoformat(), "sha256": digest}
    record(actor, "avis : enregistrer une contribution reçue par courrier", row.opinion, **facts)
    return _write_contribution(
        row, ContributionKind.RECORDED, text, authority, on, at, actor,
        file_name=file_name, content=content, sha256=digest,
    )  # fmt: skip


@transaction.atomic
def contest_contribution(contribution: Contribution, *, text: str, actor: User) -> Contribution:
    """A département contests what the region recorded for it: said to the region, and in the opinion."""
    row, at = _open_contribution(contribution), timezone.now()
    _check_author(row, actor)
    if row.recorded_on is None:
        raise RefusedError("Cette contribution n’a pas été enregistrée par la région : modifiez-la.")
    if not text.strip():
        raise RefusedError("Dites pourquoi le département conteste cette contribution.")
    row.contested_at, row.version = at, row.version + 1
    row.save()
    _store_version(row, ContributionKind.CONTESTED, _tidy(text), timezone.localdate(at), at, actor)
    record(actor, "avis : contester une contribution enregistrée", row.opinion, department=row.department.code)
    return row


def _open_contribution(contribution: Contribution, token: str = "") -> Contribution:
    """The contribution, locked, while its opinion is in consultation; ConflictError when it changed since `token`."""
    if lock_in_preparation(contribution.opinion).state != OpinionState.CONSULTED:
        raise RefusedError("L’avis n’est pas encore en consultation.")
    lock_unchanged(contribution, ("authority", "text"), token)
    return Contribution.objects.select_related("department", "opinion__centre").get(pk=contribution.pk)


def _check_author(row: Contribution, actor: User) -> None:
    if row.department_id not in departments_of(actor):
        raise PermissionDenied("Le département écrit seul sa contribution.")


def _check_words(text: str) -> None:
    if not text.strip():
        raise RefusedError("Écrivez la contribution du département.")


def _write_contribution(
    row: Contribution, kind: str, text: str, authority: str, on: dt.date, at: dt.datetime, actor: User, **paper: Any
) -> Contribution:
    row.text, row.authority, row.version = _tidy(text), authority.strip(), row.version + 1
    row.answered_at, row.answered_by = at, actor
    row.save()
    _store_version(row, kind, row.text, on, at, actor, **paper)
    return row


def _store_version(
    row: Contribution, kind: str, text: str, on: dt.date, at: dt.datetime, actor: User, **paper: Any
) -> None:
    ContributionVersion.objects.create(
        contribution=row, rank=row.version, kind=kind, text=text, authority=row.authority, on=on, at=at, by=actor,
        **paper,
    )  # fmt: skip


@transaction.atomic
def remark(
    opinion: Opinion, key: str, text: str, *, actor: User, answers: MarginComment | None = None,
    at: dt.datetime | None = None,
) -> MarginComment:  # fmt: skip
    """Add a remark on a section, or an answer to a remark: between agents of the State, never communicated."""
    draft = lock_in_preparation(opinion)
    if not text.strip():
        raise RefusedError("Écrivez la remarque.")
    if key not in SectionKey.values:
        raise RefusedError("Cette rubrique n’existe pas.")
    if answers is not None and (answers.opinion_id != draft.pk or answers.answers_id is not None):
        raise RefusedError("Répondez à la première remarque du fil.")
    comment = MarginComment.objects.create(
        opinion=draft, section=key, answers=answers, author=actor, at=at or timezone.now(), text=_tidy(text)
    )
    record(actor, "avis : remarquer en marge", draft, section=key)
    return comment


@transaction.atomic
def resolve(comment: MarginComment, *, actor: User, is_resolved: bool = True) -> None:
    """Mark a first remark as resolved, or as open again."""
    draft = lock_in_preparation(comment.opinion)
    MarginComment.objects.filter(pk=comment.pk, answers=None).update(
        resolved_at=timezone.now() if is_resolved else None, resolved_by=actor if is_resolved else None
    )
    verb = "avis : régler une remarque" if is_resolved else "avis : rouvrir une remarque"
    record(actor, verb, draft, section=comment.section)
