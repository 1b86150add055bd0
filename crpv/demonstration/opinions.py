"""Opinions of the demonstration, invented: 2024 all transmitted, 2025 at every stage."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate

from accounts.models import User
from centres.models import Centre
from crpv.demonstration.indicator_profiles import MARK
from evaluation.enums import Decision, Kept, SectionKey
from evaluation.models import Indicator, Opinion, OpinionSection, ProposedSentence
from evaluation.models.opinion import SectionVersion
from evaluation.opinions.editing import SentenceChoice, decide, record_contribution, remark, save_items, save_text
from evaluation.opinions.facts import Recorded, recorded_of
from evaluation.opinions.services import communicate, consult, correct, open_opinion, reply, transmit

PARIS = ZoneInfo("Europe/Paris")
LAST, BEFORE = 2025, 2024
LATE_IN_2024 = "villes-au-carre"
# The stage of the opinion on 2025, by centre; those of other centres are not opened.
STAGES = {
    "profession-banlieue": "writing",
    "oriv": "consulted",
    "labo-cites": "consulted",
    "reso-villes": "communicated",
    "villes-au-carre": "communicated",
    "trajectoire-ressources": "replied",
    "irev": "transmitted",
    "pqn-a": "transmitted",
    "ville-caraibe": "transmitted",
    "villes-et-territoires-occitanie": "corrected",
}
# Two opinions were communicated after 30 June: the centre keeps its time to reply, so that one may be tried, and the
# transmission is late, which is recorded. Every other one leaves its centre three weeks that end before.
LATE_ON, LATE_REPLY = dt.date(2026, 11, 9), dt.date(2026, 12, 31)
OPENING = f"{MARK} : les agents, leurs mots et ces appréciations sont inventés."
TEXTS = {
    SectionKey.GENERAL: (
        f"{OPENING}\n\nLe centre a tenu l’essentiel de son programme. Les équipes projet le citent comme leur "
        "**premier appui** pour se former et se rencontrer.\n\n## Ce qui reste fragile\n\n- la mobilisation des élus, "
        "encore dépendante de quelques communes ;\n- la présence dans les départements les moins dotés en ingénierie."
    ),
    SectionKey.M1: f"{MARK} : les réseaux de chefs de projet se réunissent régulièrement dans chaque département.",
    SectionKey.M2: f"{MARK} : les cycles répondent aux besoins exprimés lors du comité technique de l’année passée.",
    SectionKey.M3: f"{MARK} : les fiches d’expérience sont reprises par plusieurs équipes projet.",
    SectionKey.GOVERNANCE: f"{MARK} : l’instance décisionnelle s’est réunie comme prévu.",
}
RECOMMENDATIONS = (
    f"{MARK} : tenir une séance de sensibilisation des élus dans chaque département.",
    f"{MARK} : consacrer davantage d’actions aux sites les moins dotés en ingénierie.",
    f"{MARK} : publier deux fiches d’expérience au format commun.",
)
CONTRIBUTION = f"{MARK} : le centre est bien identifié des équipes ; son appui aux communes entrantes est attendu."
AUTHORITY = f"le sous-préfet ville ({MARK.lower()})"
ANSWER = dt.timedelta(days=7)
REPLY = f"{MARK} : la direction prend acte de l’avis et précise que la séance pour les élus se tiendra en octobre."
CORRECTION = f"{MARK} : le nombre de participations de la mission 2 avait été mal relevé."


def load_opinions(actor: User) -> None:
    """Load the opinions once: a centre that has one is skipped."""
    loaded = set(Opinion.objects.filter(year=BEFORE).values_list("centre__slug", flat=True))
    centres = {centre.slug: centre for centre in Centre.objects.filter(slug__in=STAGES.keys() - loaded)}
    before, last = (
        recorded_of(
            list(centres.values()), year, localdate(), Indicator.objects.filter(referential__campaigns__year=year)
        )
        for year in (BEFORE, LAST)
    )
    for slug in STAGES:
        if slug in centres:
            centre = centres[slug]
            opinion = _write(centre, BEFORE, actor, before)
            is_late = centre.slug == LATE_IN_2024
            _consult(opinion, actor, dt.date(2025, 4, 7))
            _communicate(opinion, actor, dt.date(2025, 5, 5))
            transmit(
                opinion, actor=actor, on=dt.date(2025, 7, 9) if is_late else dt.date(2025, 6, 3 + len(centre.slug) % 20)
            )
            _load_2025(centres[slug], STAGES[slug], actor, last)


def _load_2025(centre: Centre, stage: str, actor: User, recorded: Recorded) -> None:
    opinion = _write(centre, LAST, actor, recorded, is_finished=stage != "writing")
    text = f"{MARK} : vérifier avec le département avant de communiquer."
    reply_text = f"{MARK} : vu avec le service, c’est confirmé."
    first = remark(opinion, SectionKey.GENERAL, text, actor=actor, at=_moment(dt.date(2026, 3, 30)))
    remark(opinion, SectionKey.GENERAL, reply_text, actor=actor, answers=first, at=_moment(dt.date(2026, 4, 2)))
    if stage == "writing":
        return
    is_late = stage == "communicated"
    consulted_on = dt.date(2026, 10, 5) if is_late else dt.date(2026, 4, 13)
    _consult(opinion, actor, consulted_on, answers=centre.slug != "labo-cites")
    if stage == "consulted":
        return
    if is_late:
        _communicate(opinion, actor, LATE_ON, LATE_REPLY)
        return
    _communicate(opinion, actor, dt.date(2026, 5, 11), dt.date(2026, 6, 1))
    if stage in ("replied", "transmitted"):
        reply(opinion, actor=actor, text=REPLY, at=_moment(dt.date(2026, 5, 26)))
    if stage in ("transmitted", "corrected"):
        transmit(opinion, actor=actor, on=dt.date(2026, 6, 15))
    if stage == "corrected":
        corrected = correct(opinion, reason=CORRECTION, actor=actor)
        _set_dates(corrected, dt.date(2026, 8, 31))
        _consult(corrected, actor, dt.date(2026, 9, 7))
        _communicate(corrected, actor, dt.date(2026, 9, 21))


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 10, 30, tzinfo=PARIS)


def _write(
    centre: Centre, year: int, actor: User, recorded: Recorded, *, is_finished: bool = True
) -> Opinion:  # fmt: skip
    opinion = open_opinion(centre, year, actor=actor, recorded=recorded)
    texts = TEXTS if is_finished else {SectionKey.M1: TEXTS[SectionKey.M1]}
    for key, text in texts.items():
        save_text(opinion, key, text, base_version=0, actor=actor)
    if is_finished:
        _decide(opinion, actor)
        _write_lists(opinion, actor)
    _set_dates(opinion, dt.date(year + 1, 3, 23))
    return opinion


def _set_dates(opinion: Opinion, day: dt.date) -> None:
    """Give what was just written the date of the story."""
    moment = _moment(day)
    Opinion.objects.filter(pk=opinion.pk).update(opened_at=moment, facts_at=moment)
    opinion.sections.exclude(changed_at=None).update(changed_at=moment)
    SectionVersion.objects.filter(section__opinion=opinion).update(at=moment)


def _decide(opinion: Opinion, actor: User) -> None:
    """Keep the proposed sentences of levels and thresholds, drop most of those of positions."""
    by_section: dict[str, list[ProposedSentence]] = {}
    for row in opinion.sentences.all():
        by_section.setdefault(row.section, []).append(row)
    for section in SectionKey:
        choices = {
            row.pk: SentenceChoice(
                decision=Decision.DROPPED if row.key.endswith("/place") and rank > 1 else Decision.KEPT,
                rewritten="",
                base_version=row.version,
            )
            for rank, row in enumerate(by_section.get(section, []))
        }
        if choices:
            decide(opinion, section, choices, actor=actor)


def _write_lists(opinion: Opinion, actor: User) -> None:
    """Write the recommendations, the appraisal of the commitments, the follow-up of the last recommendations."""
    lines = [{"rank": rank, "text": text} for rank, text in enumerate(RECOMMENDATIONS, start=1)]
    save_items(opinion, SectionKey.RECOMMENDATIONS, lines, base_version=0, actor=actor)
    # The agent takes the status proposed by the figures, and gives evidence where there is none.
    section = OpinionSection.objects.get(opinion=opinion, key=SectionKey.COMMITMENTS)
    items = [
        item | {"kept": item["proposed"] or Kept.UNDER_WAY.value, "evidence": "" if item["proposed"] else MARK}
        for item in section.items
    ]
    save_items(opinion, SectionKey.COMMITMENTS, items, base_version=section.version, actor=actor)
    section = OpinionSection.objects.get(opinion=opinion, key=SectionKey.FOLLOW_UPS)
    suites = ("suivie", "en_partie", "non_suivie")
    items = [item | {"followed": suites[rank % 3], "word": MARK} for rank, item in enumerate(section.items)]
    if items:
        save_items(opinion, SectionKey.FOLLOW_UPS, items, base_version=section.version, actor=actor)


def _consult(opinion: Opinion, actor: User, on: dt.date, *, answers: bool = True) -> None:
    """Consult the départements; the first of them answers a week later, unless `answers` is false."""
    moment = _moment(on + ANSWER)
    consult(opinion, actor=actor, on=on)
    waiting = opinion.contributions.filter(answered_at=None).order_by("pk")
    letter = {"name": "courrier.pdf", "content": b"%PDF-1.7 " + MARK.encode(), "on": on + ANSWER}
    for row in waiting[:1] if answers else ():
        record_contribution(row, text=CONTRIBUTION, authority=AUTHORITY, actor=actor, at=moment, **letter)


def _communicate(opinion: Opinion, actor: User, on: dt.date, due: dt.date | None = None) -> None:
    communicate(opinion, actor=actor, at=_moment(on), reply_due_on=due)
