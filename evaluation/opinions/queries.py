"""The list of the opinions of one year: one line a centre, in a number of queries that does not grow."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Exists, OuterRef

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import holds
from documents.french import counted, listed, plural, typeset
from evaluation.enums import LISTS, REQUIRED, Decision, OpinionState, SectionKey
from evaluation.models import MarginComment, Opinion, OpinionSection
from governance.law.legal_calendar import OPINION_DUE

FIRST_YEAR = 2020


@dataclass(frozen=True, kw_only=True)
class Line:
    """One centre of the year: the opinion that the reader sees, if any."""

    centre: Centre
    opinion: Opinion | None
    year: int
    today: dt.date
    is_led: bool
    transmitted_on: dt.date | None = None

    @property
    def state(self) -> str:
        return self.opinion.state if self.opinion else ""

    @property
    def state_label(self) -> str:
        """The state, or what its absence means."""
        if self.opinion:
            return self.opinion.get_state_display()
        return "à ouvrir" if self.is_led else "pas encore communiqué"

    @property
    def is_late(self) -> bool:
        """R-139: not transmitted by 30 June."""
        return self.days_late > 0

    @property
    def days_late(self) -> int:
        """How many days after 30 June the first version was transmitted, or is awaited (R-56: Paris owes none)."""
        if self.opinion is None and not self.centre.is_state_funded:
            return 0
        return max(0, ((self.transmitted_on or self.today) - OPINION_DUE.on(self.year)).days)


def lines_of(user: User, year: int, today: dt.date) -> list[Line]:
    """The centres whose opinion `user` follows, with the last version that they may read (2 queries)."""
    seen: dict[int, Opinion] = {}
    transmitted: dict[int, dt.date] = {}
    opinions = Opinion.objects.visible_to(user).filter(year=year).defer("frozen", "facts").select_related("centre")
    for opinion in opinions.order_by("version"):
        seen[opinion.centre_id] = opinion
        if opinion.transmitted_on:
            transmitted.setdefault(opinion.centre_id, opinion.transmitted_on)
    centres = Centre.objects.visible_to(user).filter(closed_on=None)
    led = Centre.objects.led_by(user).filter(pk=OuterRef("pk"))
    is_admin = holds(user, Role.ADMIN)
    rows = [
        Line(
            centre=centre,
            opinion=seen.get(centre.pk),
            year=year,
            today=today,
            is_led=centre.is_led or is_admin,
            transmitted_on=transmitted.get(centre.pk),
        )
        for centre in centres.annotate(is_led=Exists(led))
    ]
    follows = holds(user, *NETWORK_ROLES, Role.REGIONAL, Role.DEPARTMENTAL)
    return [row for row in rows if row.opinion or follows]


def years_of(today: dt.date) -> list[int]:
    """The exercises that may have an opinion, the latest first: those that are over."""
    return list(range(today.year - 1, FIRST_YEAR - 1, -1))


def counts_of(lines: list[Line]) -> list[tuple[str, int]]:
    """How many centres stand in each state, in the order of the life."""
    labels = ["", *OpinionState.values]
    counts = [(label, sum(line.state == label for line in lines)) for label in labels]
    return [(OpinionState(label).label if label else "pas d’avis à lire", count) for label, count in counts if count]


LINE_ANSWERS = {SectionKey.COMMITMENTS: "kept", SectionKey.FOLLOW_UPS: "followed"}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One section: what it holds already, what waits."""

    key: SectionKey
    words: int
    kept: int
    undecided: int
    lines: int
    unanswered: int
    remarks: int
    is_required: bool

    @property
    def is_list(self) -> bool:
        return self.key in LISTS

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.kept or self.lines)


def progress_of(opinion: Opinion) -> list[Progress]:
    """The sections in their order (3 queries)."""
    sections = {one.key: one for one in opinion.sections.all()}
    decisions = Counter(opinion.sentences.values_list("section", "decision"))
    remarks = Counter(opinion.margin.filter(answers=None, resolved_at=None).values_list("section", flat=True))
    return [_progress(key, sections[key], decisions, remarks[key]) for key in SectionKey]


def _progress(key: SectionKey, section: OpinionSection, decisions: Counter[tuple[str, str]], remarks: int) -> Progress:
    answer = LINE_ANSWERS.get(key)
    return Progress(
        key=key,
        words=0 if key in LISTS else len(section.source.split()),
        kept=decisions[key.value, Decision.KEPT.value] + decisions[key.value, Decision.REWRITTEN.value],
        undecided=decisions[key.value, Decision.PROPOSED.value],
        lines=len(section.items),
        unanswered=sum(not item[answer] for item in section.items) if answer else 0,
        remarks=remarks,
        is_required=key in REQUIRED,
    )


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


@dataclass(frozen=True)
class Thread:
    """A first remark and its answers, in their order."""

    first: MarginComment
    answers: tuple[MarginComment, ...]


def threads_of(remarks: Iterable[MarginComment]) -> list[Thread]:
    """The threads, those still open first."""
    rows = list(remarks)
    threads = [
        Thread(first, tuple(one for one in rows if one.answers_id == first.pk))
        for first in rows
        if first.answers_id is None
    ]
    return sorted(threads, key=lambda thread: thread.first.resolved_at is not None)


WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Run:
    """A run of words: `kind` is « same », « added » or « removed »."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Run]:
    """The runs that lead from `before` to `after`: what is kept and added makes `after`, what is kept and removed
    makes `before`."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    return list(_runs(old, new))


def _runs(old: list[str], new: list[str]) -> Iterator[Run]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Run("removed", "".join(old[a:b]))
        if c < d:
            yield Run("added", "".join(new[c:d]))
