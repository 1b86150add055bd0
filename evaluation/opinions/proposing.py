"""Reading the facts again and proposing sentences, without undoing what the agents decided."""

from __future__ import annotations

from django.utils import timezone

from evaluation.models import Opinion, ProposedSentence
from evaluation.opinion_enums import Decision, SectionKey
from evaluation.opinions.facts import Facts, gather
from evaluation.opinions.follow_ups import commitment_lines, renewed_commitments
from evaluation.opinions.sentence_types import Sentence
from evaluation.opinions.sentences import propose


def refresh_facts(opinion: Opinion) -> None:
    """Read the facts of today and renew the proposals of an opinion in preparation; the caller holds its lock.

    A decision stays while the sentence stays the same. A kept sentence whose figures changed is to be decided again; a
    rewritten one keeps its text; one that is no longer proposed disappears, unless it was rewritten.
    """
    facts = gather(opinion.centre, opinion.year, timezone.localdate())
    opinion.facts, opinion.facts_at = facts.content, timezone.now()
    opinion.save(update_fields=["facts", "facts_at"])
    _renew_commitments(opinion, facts)
    proposed = propose(facts.figures, facts.sending, facts.answers)
    known = {one.key: one for one in opinion.sentences.all()}
    gone = set(known) - {sentence.key for sentence in proposed}
    opinion.sentences.filter(key__in=gone).exclude(decision=Decision.REWRITTEN).delete()
    rows = [_renewed(opinion, known.get(sentence.key), rank, sentence) for rank, sentence in enumerate(proposed)]
    new, kept = [row for row in rows if row.pk is None], [row for row in rows if row.pk is not None]
    ProposedSentence.objects.bulk_create(new)
    changed = ["section", "rank", "text", "sources", "decision", "version"]
    ProposedSentence.objects.bulk_update(kept, changed)


def _renew_commitments(opinion: Opinion, facts: Facts) -> None:
    """What the figures say of each commitment is read again; what was appraised stays."""
    section = opinion.sections.get(key=SectionKey.COMMITMENTS)
    items = renewed_commitments(section.items, commitment_lines(facts.commitments))
    if items != section.items:
        section.items, section.version = items, section.version + 1
        section.save(update_fields=["items", "version"])


def _renewed(opinion: Opinion, row: ProposedSentence | None, rank: int, sentence: Sentence) -> ProposedSentence:
    row = row or ProposedSentence(opinion=opinion, key=sentence.key)
    if row.pk and row.text != sentence.text:
        row.version += 1
        row.decision = Decision.PROPOSED if row.decision == Decision.KEPT else row.decision
    row.section, row.rank, row.text = sentence.section, rank, sentence.text
    row.sources = [source.to_dict() for source in sentence.sources]
    return row
