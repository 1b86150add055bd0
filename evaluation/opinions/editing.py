"""Writing the sections: no silent overwrite, every version kept, and what the agent decides of each proposal."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.acts.edit_conflicts import lock_unchanged, save_if_unchanged
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from documents.markdown import LONGEST
from evaluation.enums import LISTS, Decision, OpinionState, SectionKey
from evaluation.models import Contribution, MarginComment, Opinion, OpinionSection, ProposedSentence, SectionVersion
from evaluation.opinions.list_sections import told_in_text
from evaluation.opinions.services import locked
from governance.models.scoped import leads

ONE_SITTING = dt.timedelta(minutes=10)  # autosaves of one author within it make one version of the history


@transaction.atomic
def save_text(
    opinion: Opinion, key: str, source: str, *, seen: int, actor: User, is_automatic: bool = False
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
    return _write(opinion, key, source, [], seen=seen, actor=actor, is_automatic=is_automatic)


@transaction.atomic
def save_section(
    opinion: Opinion, key: str, source: str, choices: Mapping[int, Choice], *, seen: int, actor: User
) -> OpinionSection:
    """Write the text of a section and what was decided of its sentences together: both, or nothing."""
    section = save_text(opinion, key, source, seen=seen, actor=actor)
    if choices:
        decide(opinion, key, choices, actor=actor)
    return section


@transaction.atomic
def save_items(opinion: Opinion, key: str, items: list[dict[str, Any]], *, seen: int, actor: User) -> OpinionSection:
    """Write the lines of a list over the version `seen`; ConflictError when another was written since."""
    return _write(opinion, key, told_in_text(key, items), items, seen=seen, actor=actor)


def _tidy(source: str) -> str:
    lines = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _write(
    opinion: Opinion, key: str, source: str, items: list[dict[str, Any]], *, seen: int, actor: User,
    is_automatic: bool = False,
) -> OpinionSection:  # fmt: skip
    held = _held(opinion, actor)
    section = OpinionSection.objects.select_related("changed_by").get(opinion=held, key=key)
    if (section.source, section.items) == (source, items):
        return section
    section.opinion = held
    section = save_if_unchanged(section, seen, source=source, items=items, changed_at=timezone.now(), changed_by=actor)
    if not (is_automatic and _same_sitting(section, actor)):
        SectionVersion.objects.create(
            section=section, rank=section.version, source=source, at=section.changed_at, by=actor,
            is_automatic=is_automatic,
        )  # fmt: skip
        record(actor, "avis : écrire une rubrique", held, section=key, version=section.version)
    return section


def _same_sitting(section: OpinionSection, actor: User) -> bool:
    """Whether the last version was saved by itself in this author's sitting; it then becomes this one."""
    last = section.versions.first()
    is_ours = last is not None and last.is_automatic and last.by_id == actor.pk
    if last is None or not is_ours or section.changed_at - last.at > ONE_SITTING:
        return False
    return bool(section.versions.filter(pk=last.pk).update(rank=section.version, source=section.source))


def _held(opinion: Opinion, actor: User) -> Opinion:
    held = locked(opinion)
    if not leads(actor, held.centre):
        raise PermissionDenied("Seule la région chef de file écrit l’avis.")
    return held


# Proposed sentences ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is decided of one sentence, over the version that was seen."""

    decision: str
    rewritten: str
    seen: int


@transaction.atomic
def decide(opinion: Opinion, key: str, choices: Mapping[int, Choice], *, actor: User) -> int:
    """Write what was decided of the sentences of a section; gives how many changed, RefusedError leaves all as it was.

    A sentence that somebody else decided meanwhile is refused, and named.
    """
    held = _held(opinion, actor)
    rows = [row for row in held.sentences.filter(section=key) if row.pk in choices]
    changed = [row for row in rows if _apply(row, choices[row.pk])]
    _keep(changed)
    if changed:
        record(actor, "avis : décider des phrases proposées", held, section=key, count=len(changed))
    return len(changed)


def _keep(changed: list[ProposedSentence]) -> None:
    """One query for all the sentences that get the same answer: a place is kept or dropped with many others."""
    alike: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for row in changed:
        alike[row.decision, row.rewritten, row.version].append(row.pk)
    for (decision, rewritten, version), keys in alike.items():
        told = {"decision": decision, "rewritten": rewritten, "version": version}
        ProposedSentence.objects.filter(pk__in=keys).update(**told)


def _apply(row: ProposedSentence, choice: Choice) -> bool:
    rewritten = " ".join(choice.rewritten.split()) if choice.decision == Decision.REWRITTEN else ""
    if choice.decision not in Decision.values:
        raise RefusedError("Choisissez : garder, réécrire ou écarter.")
    if choice.decision == Decision.REWRITTEN and not rewritten:
        raise RefusedError(f"Écrivez votre phrase à la place de « {row.text} ».")
    if (row.decision, row.rewritten) == (choice.decision, rewritten):
        return False
    if row.version != choice.seen:
        raise RefusedError(f"Une autre personne a décidé entre-temps de « {row.text} » : relisez, puis recommencez.")
    row.decision, row.rewritten, row.version = choice.decision, rewritten, row.version + 1
    return True


# Départements and margin -----------------------------------------------------------------------------------------


@transaction.atomic
def contribute(
    contribution: Contribution, *, text: str, authority: str, actor: User, token: str = "",
    at: dt.datetime | None = None,
) -> Contribution:  # fmt: skip
    """R-58: what a département says, dated; it may be rewritten until the opinion is communicated.

    ConflictError when somebody wrote it since it was shown.
    """
    held = locked(contribution.opinion)
    if held.state != OpinionState.CONSULTED:
        raise RefusedError("L’avis n’est pas encore en consultation.")
    lock_unchanged(contribution, ("authority", "text"), token)
    row = Contribution.objects.select_related("department").get(pk=contribution.pk)
    if not text.strip():
        raise RefusedError("Écrivez la contribution du département.")
    row.text, row.authority, row.version = _tidy(text), authority.strip(), row.version + 1
    row.answered_at, row.answered_by = at or timezone.now(), actor
    row.save()
    record(actor, "avis : contribuer", held, department=row.department.code)
    return row


@transaction.atomic
def remark(
    opinion: Opinion, key: str, text: str, *, actor: User, answers: MarginComment | None = None,
    at: dt.datetime | None = None,
) -> MarginComment:  # fmt: skip
    """A remark in the margin, or an answer to one: between agents of the State, never communicated."""
    held = locked(opinion)
    if not text.strip():
        raise RefusedError("Écrivez la remarque.")
    if key not in SectionKey.values:
        raise RefusedError("Cette rubrique n’existe pas.")
    if answers is not None and (answers.opinion_id != held.pk or answers.answers_id is not None):
        raise RefusedError("Répondez à la première remarque du fil.")
    made = MarginComment.objects.create(
        opinion=held, section=key, answers=answers, author=actor, at=at or timezone.now(), text=_tidy(text)
    )
    record(actor, "avis : remarquer en marge", held, section=key)
    return made


@transaction.atomic
def resolve(comment: MarginComment, *, actor: User, is_resolved: bool = True) -> None:
    """Close a thread, or open it again."""
    held = locked(comment.opinion)
    MarginComment.objects.filter(pk=comment.pk, answers=None).update(
        resolved_at=timezone.now() if is_resolved else None, resolved_by=actor if is_resolved else None
    )
    verb = "avis : régler une remarque" if is_resolved else "avis : rouvrir une remarque"
    record(actor, verb, held, section=comment.section)
