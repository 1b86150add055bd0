"""What an opinion leaves unsaid: told to whoever communicates it, since nothing of it changes afterwards.

None of it is forbidden: R-137 asks for two appraisals and R-58 for a consultation, and `life.py` holds to both. The
rest is the agent's to leave, knowingly.
"""

from __future__ import annotations

from collections.abc import Iterable

from documents.formats import counted, listed, plural
from documents.text import typeset
from evaluation.models import Opinion
from evaluation.opinion_enums import SectionKey
from evaluation.opinions.progress import Progress, progress_of


def unsaid(opinion: Opinion) -> list[str]:
    """Each thing that is missing, in a sentence (4 queries); empty when the opinion says all it can."""
    progress = {one.key: one for one in progress_of(opinion)}
    told = (*_lists(progress), *_silent_departments(opinion), *_texts(progress.values()))
    return [typeset(sentence) for sentence in told]


def _lists(progress: dict[SectionKey, Progress]) -> list[str]:
    """The lists of the opinion: commitments, follow-up, recommendations."""
    kept, followed = (progress[key] for key in (SectionKey.COMMITMENTS, SectionKey.FOLLOW_UPS))
    told = []
    if kept.unanswered:
        are = plural(kept.unanswered, "n’est pas apprécié", "ne sont pas appréciés")
        told.append(f"{counted(kept.unanswered, 'engagement')} sur {kept.lines} {are} (R-120 à R-132).")
    if followed.unanswered:
        are = "suite n’est pas jugée,suites ne sont pas jugées"
        told.append(f"{counted(followed.unanswered, *are.split(','))} parmi les recommandations de l’an passé.")
    if not progress[SectionKey.RECOMMENDATIONS].lines:
        told.append("Aucune recommandation n’est écrite.")
    return told


def _silent_departments(opinion: Opinion) -> list[str]:
    """R-58: who was asked and has not answered."""
    asked = list(opinion.contributions.exclude(asked_on=None).select_related("department"))
    silent = [str(one.department) for one in asked if one.answered_at is None]
    if not silent:
        return []
    if len(silent) == len(asked):
        return [f"Aucun département consulté n’a répondu (R-58) : {listed(silent)}."]
    are = "département consulté n’a pas répondu,départements consultés n’ont pas répondu"
    return [f"{counted(len(silent), *are.split(','))} (R-58) : {listed(silent)}."]


def _texts(progress: Iterable[Progress]) -> list[str]:
    """The proposed sentences that nobody decided, the parts without a word, the remarks still open."""
    rows = list(progress)
    undecided, remarks = (sum(getattr(one, name) for one in rows) for name in ("undecided", "remarks"))
    empty = [f"« {one.key.label} »" for one in rows if one.is_empty and not one.is_list and not one.is_required]
    told = []
    if undecided:
        are = "phrase proposée attend votre choix,phrases proposées attendent votre choix"
        told.append(f"{counted(undecided, *are.split(','))} : sans choix, une phrase ne figure pas dans l’avis.")
    if empty:
        told.append(f"Rien n’est dit dans {listed(empty)}.")
    if remarks:
        told.append(f"{counted(remarks, 'remarque en marge reste ouverte', 'remarques en marge restent ouvertes')}.")
    return told
