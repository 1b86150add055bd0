"""The acts on an opinion: each in its transaction and in the journal; PermissionDenied, RefusedError write nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.models import Centre
from centres.models.centre import leads
from documents import french
from evaluation.enums import PREPARED, Decision, Followed, Kept, OpinionState, SectionKey
from evaluation.law.commitments import Commitment, Verdict
from evaluation.law.sentences.build import propose
from evaluation.law.sentences.types import Sentence
from evaluation.models import Opinion, OpinionSection, ProposedSentence, Reply
from evaluation.opinions.facts import Recorded, load_facts
from evaluation.opinions.printing.context import reference_of
from evaluation.opinions.printing.tasks import print_later
from evaluation.opinions.workflow import OPINION_WORKFLOW
from governance.law.legal_calendar import REPLY

VERDICTS: Final = MappingProxyType(
    {Verdict.FULFILLED: Kept.RESPECTED, Verdict.UNDER_WAY: Kept.UNDER_WAY, Verdict.NOT_FULFILLED: Kept.NOT_RESPECTED}
)


def commitment_items(commitments: Iterable[Commitment]) -> list[dict[str, Any]]:
    """The thirteen commitments with what the figures propose for each; only the agent appraises."""
    return [
        {
            "rule": commitment.rule,
            "criterion": commitment.criterion.value,
            "statement": commitment.statement,
            "facts": commitment.evidence,
            "proposed": VERDICTS[commitment.verdict].value if commitment.verdict in VERDICTS else "",
            "kept": "",
            "evidence": "",
        }
        for commitment in commitments
    ]


def renewed_commitments(old: Iterable[dict[str, Any]], new: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The new items with what was already appraised of each rule."""
    by_rule = {item["rule"]: item for item in old}
    return [
        item | {name: by_rule[item["rule"]][name] for name in ("kept", "evidence") if item["rule"] in by_rule}
        for item in new
    ]


def blank_follow_ups(centre: Centre, year: int) -> list[dict[str, Any]]:
    """The recommendations of last year's opinion in force, as frozen, without follow-up yet (1 query)."""
    last = Opinion.objects.in_force().filter(centre=centre, year=year - 1).first()
    if last is None:
        return []
    items = next(row["items"] for row in last.frozen["sections"] if row["key"] == SectionKey.RECOMMENDATIONS)
    return [{"rank": item["rank"], "text": item["text"], "followed": "", "word": ""} for item in items]


def items_as_text(key: str, items: list[dict[str, Any]]) -> str:
    """The items of a list in plain text, a line each: what the history compares."""
    if key == SectionKey.RECOMMENDATIONS:
        return "\n".join(f"{item['rank']}. {item['text']}" for item in items)
    if key == SectionKey.FOLLOW_UPS:
        return "\n".join(_item_text(f"{item['rank']}.", item["followed"], Followed, item["word"]) for item in items)
    return "\n".join(_item_text(f"{item['rule']}", item["kept"], Kept, item["evidence"]) for item in items)


def _item_text(name: str, choice: str, words: type[Followed] | type[Kept], remark: str) -> str:
    label = words(choice).label if choice else "non apprécié"
    return f"{name} {label}{f' : {remark}' if remark else ''}"


def refresh_facts(opinion: Opinion, recorded: Recorded | None = None) -> None:
    """Read the facts of today and renew the proposals of an opinion in preparation; the caller has locked it.

    A decision stays while the sentence stays the same. An accepted sentence whose figures changed is to be decided
    again; a rewritten sentence does not change; one that is no longer proposed is deleted, unless it was rewritten.
    """
    facts = load_facts(opinion.centre, opinion.year, timezone.localdate(), recorded)
    opinion.facts, opinion.facts_at = facts.content, timezone.now()
    opinion.save(update_fields=["facts", "facts_at"])
    section = opinion.sections.get(key=SectionKey.COMMITMENTS)
    items = renewed_commitments(section.items, commitment_items(facts.commitments))
    if items != section.items:
        section.items, section.version = items, section.version + 1
        section.save(update_fields=["items", "version"])
    proposed = propose(facts.figures, facts.sending, facts.answers)
    by_key = {row.key: row for row in opinion.sentences.all()}
    withdrawn = set(by_key) - {sentence.key for sentence in proposed}
    opinion.sentences.filter(key__in=withdrawn).exclude(decision=Decision.REWRITTEN).delete()
    rows = [_renewed(opinion, by_key.get(sentence.key), rank, sentence) for rank, sentence in enumerate(proposed)]
    created, updated = [row for row in rows if row.pk is None], [row for row in rows if row.pk is not None]
    ProposedSentence.objects.bulk_create(created)
    ProposedSentence.objects.bulk_update(updated, ["section", "rank", "text", "sources", "decision", "version"])


def _renewed(opinion: Opinion, row: ProposedSentence | None, rank: int, sentence: Sentence) -> ProposedSentence:
    row = row or ProposedSentence(opinion=opinion, key=sentence.key)
    if row.pk and row.text.split() != sentence.text.split():  # a no-break space is no other sentence
        row.version += 1
        row.decision = Decision.PROPOSED if row.decision == Decision.KEPT else row.decision
    row.section, row.rank, row.text = sentence.section, rank, sentence.text
    row.sources = [source.to_dict() for source in sentence.sources]
    return row


PDF_MAGIC = b"%PDF-"


def lock_in_preparation(opinion: Opinion) -> Opinion:
    """The row under lock, in preparation; RefusedError once it is communicated."""
    row = Opinion.objects.select_for_update(of=("self",)).select_related("centre").get(pk=opinion.pk)
    if row.state not in PREPARED:
        raise RefusedError("Cet avis est communiqué : il ne change plus. Ouvrez une correction.")
    return row


@transaction.atomic
def open_opinion(centre: Centre, year: int, *, actor: User, recorded: Recorded | None = None) -> Opinion:
    """Open the opinion on one year, with the sentences that the figures propose; RefusedError when there is one.

    `recorded`: the rules and counts read once for many opinions opened at once.
    """
    _lead_only(actor, centre)
    centre = Centre.objects.select_for_update().get(pk=centre.pk)  # two who open at once come one after the other
    if Opinion.objects.filter(centre=centre, year=year).exists():
        raise RefusedError(f"L’avis {year} sur {centre} est déjà ouvert.")
    opinion = Opinion.objects.create(
        centre=centre, year=year, reference=reference_of(year, centre.slug, 1), opened_at=timezone.now()
    )
    OpinionSection.objects.bulk_create(OpinionSection(opinion=opinion, key=key) for key in SectionKey)
    opinion.sections.filter(key=SectionKey.FOLLOW_UPS).update(items=blank_follow_ups(centre, year))
    refresh_facts(opinion, recorded)
    record(actor, "avis : ouvrir", opinion)
    return opinion


@transaction.atomic
def refresh(opinion: Opinion, *, actor: User) -> Opinion:
    """Read the figures again; decisions stay where the sentences did not change."""
    opinion = lock_in_preparation(opinion)
    _lead_only(actor, opinion.centre)
    if opinion.is_typographic:
        raise RefusedError("Cette correction se limite à la typographie : ses chiffres restent ceux de l’avis corrigé.")
    refresh_facts(opinion)
    record(actor, "avis : relire les chiffres", opinion)
    return opinion


def consult(opinion: Opinion, *, actor: User, on: dt.date | None = None) -> Opinion:
    """Ask the départements of the centre for their contribution (R-58)."""
    return OPINION_WORKFLOW.move(opinion, "consult", actor=actor, consulted_on=on)


@transaction.atomic
def communicate(
    opinion: Opinion, *, actor: User, reply_due_on: dt.date | None = None, at: dt.datetime | None = None,
    comment: str = "",
) -> Opinion:  # fmt: skip
    """Communicate to the centre and its governance (R-138): frozen and sealed, with the last day to reply.

    `comment` goes to the journal: what the agent knew to be missing.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    due = reply_due_on or REPLY.after(day)
    if due <= day:
        raise RefusedError(f"Laissez au centre le temps de répondre : un jour après le {french.date(day)}.")
    communicated = OPINION_WORKFLOW.move(opinion, "communicate", actor=actor, comment=comment, at=at, reply_due_on=due)
    print_later(communicated)
    return communicated


@transaction.atomic
def reply(
    opinion: Opinion, *, actor: User, text: str = "", file_name: str = "", content: bytes | None = None,
    at: dt.datetime | None = None,
) -> Opinion:  # fmt: skip
    """The reply of the centre, once, as a text, a PDF or both; after the last day it is stored as late."""
    at = at or timezone.now()
    row = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if row.state != OpinionState.COMMUNICATED:
        raise RefusedError("Cet avis n’attend plus de réponse.")
    if not text.strip() and not content:
        raise RefusedError("Écrivez la réponse, ou joignez-la.")
    if content and not content.startswith(PDF_MAGIC):
        raise RefusedError("Le fichier joint n’est pas un PDF : enregistrez-le en PDF, puis joignez-le.")
    Reply.objects.create(
        opinion=row,
        text=text.strip(),
        file_name=file_name[:160] if content else "",
        content=content,
        sha256=hashlib.sha256(content).hexdigest() if content else "",
        at=at,
        by=actor,
        is_late=bool(row.reply_due_on and timezone.localdate(at) > row.reply_due_on),
    )
    replied = OPINION_WORKFLOW.move(row, "reply", actor=actor)
    print_later(replied)
    return replied


def transmit(opinion: Opinion, *, actor: User, on: dt.date | None = None) -> Opinion:
    """Transmit to the national administration (R-139); after 30 June it is late, which is recorded, not prevented."""
    return OPINION_WORKFLOW.move(opinion, "transmit", actor=actor, transmitted_on=on)


@transaction.atomic
def correct(opinion: Opinion, *, reason: str, actor: User, is_typographic: bool = False) -> Opinion:
    """Open the next version of a communicated opinion, with a copy of its content, remarks and contributions apart.

    The contributions stay with the version that they answered: the départements are consulted again, unless the agent
    declares that the correction is limited to typography (`is_typographic`).
    """
    corrected = Opinion.objects.select_for_update(of=("self",)).select_related("centre").get(pk=opinion.pk)
    _lead_only(actor, corrected.centre)
    if not corrected.is_communicated:
        raise RefusedError("Cet avis est encore en préparation : modifiez-le directement.")
    if not reason.strip():
        raise RefusedError("Une correction dit pourquoi : écrivez le motif.")
    if Opinion.objects.filter(previous=corrected).exists():
        raise RefusedError("Une correction de cette version existe déjà.")
    version = corrected.version + 1
    correction = Opinion.objects.create(
        centre=corrected.centre, year=corrected.year, version=version, previous=corrected,
        correction_reason=reason.strip(), reference=reference_of(corrected.year, corrected.centre.slug, version),
        opened_at=timezone.now(), facts=corrected.facts, facts_at=corrected.facts_at, is_typographic=is_typographic,
    )  # fmt: skip
    for model in (OpinionSection, ProposedSentence):
        rows = list(model.objects.filter(opinion=corrected).order_by("pk"))
        for row in rows:
            row.pk, row.opinion = None, correction
        model.objects.bulk_create(rows)
    facts = {"is_typographic": True} if is_typographic else {}
    record(actor, "avis : ouvrir une correction", correction, comment=reason.strip(), **facts)
    return correction


def _lead_only(actor: User, centre: Centre) -> None:
    if not leads(actor, centre):
        raise PermissionDenied("Seule la région chef de file écrit l’avis.")
