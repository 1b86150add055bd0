"""What the pages of the opinions read: the list of a year, the progress of a draft, its remarks, its differences."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import holds
from documents.french import counted, listed, plural, typeset
from evaluation.enums import LISTS, REQUIRED, Decision, OpinionState, SectionKey
from evaluation.models import Contribution, ContributionVersion, MarginComment, Opinion
from evaluation.opinions.permissions import OpinionRights, follows_the_state
from governance.law.legal_calendar import OPINION_DUE

FIRST_YEAR = 2020


@dataclass(frozen=True, kw_only=True)
class OpinionOfCentre:
    """A centre of the year and its last version that the reader may read, None when there is none.

    `transmitted_on`: the day of its first transmission.
    """

    centre: Centre
    opinion: Opinion | None
    year: int
    today: dt.date
    is_led: bool
    is_followed: bool = True
    transmitted_on: dt.date | None = None

    @property
    def state(self) -> str:
        return self.opinion.state if self.opinion else ""

    @property
    def state_label(self) -> str:
        """The state; « à ouvrir » or « pas encore communiqué » without opinion."""
        if self.opinion:
            return self.opinion.get_state_display()
        return "à ouvrir" if self.is_led else "pas encore communiqué"

    @property
    def is_late(self) -> bool:
        """R-139: not transmitted by 30 June."""
        return self.days_late > 0

    @property
    def days_late(self) -> int:
        """Days from 30 June to the first transmission, or to today; 0 for Paris without opinion (R-56).

        The delay is the State's: the others read 0.
        """
        if not self.is_followed or (self.opinion is None and not self.centre.is_state_funded):
            return 0
        return max(0, ((self.transmitted_on or self.today) - OPINION_DUE.on(self.year)).days)


def opinions_of_centres(user: User, year: int, today: dt.date) -> list[OpinionOfCentre]:
    """The centres whose opinion `user` follows, with the last version that they may read (2 queries)."""
    last_opinions: dict[int, Opinion] = {}
    first_transmissions: dict[int, dt.date] = {}
    opinions = Opinion.objects.visible_to(user).filter(year=year).defer("frozen", "facts").select_related("centre")
    for opinion in opinions.order_by("version"):
        last_opinions[opinion.centre_id] = opinion
        if opinion.transmitted_on:
            first_transmissions.setdefault(opinion.centre_id, opinion.transmitted_on)
    concerned = Q(pk__in=Centre.objects.alive_in(year)) | Q(pk__in=opinions.values("centre"))
    centres = Centre.objects.visible_to(user).filter(concerned)
    led = Centre.objects.led_by(user).filter(pk=OuterRef("pk"))
    is_admin = holds(user, Role.ADMIN)
    follows = follows_the_state(user)
    rows = [
        OpinionOfCentre(
            centre=centre,
            opinion=last_opinions.get(centre.pk),
            year=year,
            today=today,
            is_led=centre.is_led or is_admin,
            is_followed=follows,
            transmitted_on=first_transmissions.get(centre.pk),
        )
        for centre in centres.annotate(is_led=Exists(led))
    ]
    return [row for row in rows if row.opinion or follows]


def opinion_years(today: dt.date) -> list[int]:
    """The exercises that may have an opinion, the latest first: those that are over."""
    return list(range(today.year - 1, FIRST_YEAR - 1, -1))


def counts_by_state(rows: list[OpinionOfCentre]) -> list[tuple[str, int]]:
    """The label of each state and its number of centres, in the order of the workflow; no state of 0 centre."""
    counts = Counter(row.state for row in rows)
    labels = {"": "pas d’avis à lire", **{state.value: state.label for state in OpinionState}}
    return [(label, counts[state]) for state, label in labels.items() if counts[state]]


# The key of the answer in the items of a list.
ITEM_ANSWERS = {SectionKey.COMMITMENTS: "kept", SectionKey.FOLLOW_UPS: "followed"}


@dataclass(frozen=True, kw_only=True)
class SectionProgress:
    """What a section contains, and what remains to be done in it; numbers.

    `words` of the text, `included` and `undecided` proposed sentences, `items` of the list and those `unanswered`,
    `remarks` still open.
    """

    key: SectionKey
    words: int
    included: int
    undecided: int
    items: int
    unanswered: int
    remarks: int
    is_required: bool

    @property
    def is_list(self) -> bool:
        return self.key in LISTS

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.included or self.items)


def section_progress(opinion: Opinion) -> list[SectionProgress]:
    """The sections in their order (3 queries)."""
    sections = {section.key: section for section in opinion.sections.all()}
    decisions = Counter(opinion.sentences.values_list("section", "decision"))
    remarks = Counter(opinion.margin.filter(answers=None, resolved_at=None).values_list("section", flat=True))
    return [
        SectionProgress(
            key=key,
            words=0 if key in LISTS else len(sections[key].source.split()),
            included=decisions[key.value, Decision.KEPT.value] + decisions[key.value, Decision.REWRITTEN.value],
            undecided=decisions[key.value, Decision.PROPOSED.value],
            items=len(sections[key].items),
            unanswered=sum(not item[ITEM_ANSWERS[key]] for item in sections[key].items if key in ITEM_ANSWERS),
            remarks=remarks[key],
            is_required=key in REQUIRED,
        )
        for key in SectionKey
    ]


def missing_items(opinion: Opinion) -> list[str]:
    """A sentence for each thing that is missing in a draft (4 queries); empty when nothing is."""
    progress = {section.key: section for section in section_progress(opinion)}
    commitments, follow_ups = (progress[key] for key in (SectionKey.COMMITMENTS, SectionKey.FOLLOW_UPS))
    sentences = []
    if unanswered := commitments.unanswered:
        are = plural(unanswered, "n’est pas apprécié", "ne sont pas appréciés")
        sentences.append(f"{counted(unanswered, 'engagement')} sur {commitments.items} {are} (R-120 à R-132).")
    if follow_ups.unanswered:
        are = counted(follow_ups.unanswered, "suite n’est pas jugée", "suites ne sont pas jugées")
        sentences.append(f"{are} parmi les recommandations de l’an passé.")
    if not progress[SectionKey.RECOMMENDATIONS].items:
        sentences.append("Aucune recommandation n’est écrite.")
    contributions = list(opinion.contributions.exclude(asked_on=None).select_related("department"))
    if contested := [str(row.department) for row in contributions if row.contested_at]:
        are = plural(len(contested), "La contribution enregistrée est contestée", "Des contributions sont contestées")
        sentences.append(f"{are} par {listed(contested)} : lisez pourquoi sur la page de consultation.")
    silent = [str(row.department) for row in contributions if row.answered_at is None]
    if silent:
        are = counted(len(silent), "département consulté n’a pas répondu", "départements consultés n’ont pas répondu")
        are = "Aucun département consulté n’a répondu" if len(silent) == len(contributions) else are
        sentences.append(f"{are} (R-58) : {listed(silent)}.")
    return [typeset(sentence) for sentence in (*sentences, *_missing_in_texts(progress.values()))]


def _missing_in_texts(progress: Iterable[SectionProgress]) -> list[str]:
    """The proposed sentences that nobody decided, the optional sections that are empty, the remarks still open."""
    rows = list(progress)
    undecided, remarks = (sum(getattr(row, name) for row in rows) for name in ("undecided", "remarks"))
    empty = [f"« {row.key.label} »" for row in rows if row.is_empty and not row.is_list and not row.is_required]
    sentences = []
    if undecided:
        are = "phrase proposée attend votre choix,phrases proposées attendent votre choix"
        sentences.append(f"{counted(undecided, *are.split(','))} : sans choix, une phrase ne figure pas dans l’avis.")
    if empty:
        sentences.append(f"Rien n’est dit dans {listed(empty)}.")
    if remarks:
        are = counted(remarks, "remarque en marge reste ouverte", "remarques en marge restent ouvertes")
        sentences.append(f"{are}.")
    return sentences


@dataclass(frozen=True, kw_only=True)
class ContributionRow:
    """The contribution of a département to the current version, and what the reader may do with it now."""

    row: Contribution
    rights: OpinionRights
    is_open: bool

    @property
    def may_write(self) -> bool:
        return self.is_open and self.rights.contributes_to(self.row)

    @property
    def may_contest(self) -> bool:
        return self.may_write and self.row.recorded_on is not None

    @property
    def may_record(self) -> bool:
        """The lead region, until the département writes its own."""
        is_own = self.row.answered_at is not None and self.row.recorded_on is None
        return self.is_open and self.rights.leads and not is_own


def contributions_of(user: User, opinion: Opinion) -> list[Contribution]:
    """The contributions to `opinion` and to its earlier versions, the last version first, each with its own versions.

    Without the bytes of the papers (2 queries).
    """
    versions = ContributionVersion.objects.defer("content").select_related("by")
    rows = Contribution.objects.visible_to(user).filter(
        opinion__centre=opinion.centre_id, opinion__year=opinion.year, opinion__version__lte=opinion.version
    )
    rows = rows.select_related("department", "answered_by", "opinion").order_by("-opinion__version", "department")
    return list(rows.prefetch_related(Prefetch("versions", versions)))


@dataclass(frozen=True)
class RemarkThread:
    """A first remark and its answers, in their order."""

    first: MarginComment
    answers: tuple[MarginComment, ...]


def remark_threads(remarks: Iterable[MarginComment]) -> list[RemarkThread]:
    """The first remarks with their answers, those still open first."""
    rows = list(remarks)
    threads = [
        RemarkThread(first, tuple(row for row in rows if row.answers_id == first.pk))
        for first in rows
        if first.answers_id is None
    ]
    return sorted(threads, key=lambda thread: thread.first.resolved_at is not None)


WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class TextRun:
    """A run of words: `kind` is « same », « added » or « removed »."""

    kind: str
    text: str


def text_differences(before: str, after: str) -> list[TextRun]:
    """The runs of words from `before` to `after`: « same » and « added » make `after`, « same » and « removed » make
    `before`."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    runs = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(TextRun("same", "".join(old[a:b])))
            continue
        if a < b:
            runs.append(TextRun("removed", "".join(old[a:b])))
        if c < d:
            runs.append(TextRun("added", "".join(new[c:d])))
    return runs
