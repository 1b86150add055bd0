"""Deadlines and duties of the opinions: 15 May, 15 June, 30 June, and the last day to reply (R-138, R-139)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates
from documents import french
from evaluation.enums import PREPARED, OpinionState
from evaluation.models import Contribution, Opinion
from evaluation.opinions.permissions import rights_on, with_rights
from governance.law.legal_calendar import OPINION_ANSWERED, OPINION_COMMUNICATED, OPINION_DUE, REPLY
from governance.registers.obligations import Deadline, Duty, Sort, Window
from governance.registers.rules import PageLink

MILESTONES = (
    (OPINION_COMMUNICATED, "Avis {year} à communiquer au centre", "communicated_at"),
    (OPINION_ANSWERED, "Avis {year} : réponse du centre à recueillir", "communicated_at"),
    (OPINION_DUE, "Avis {year} à transmettre à l’administration nationale", "transmitted_on"),
)


def of_opinions(window: Window) -> Iterator[Deadline]:
    """The three dates of each centre, for its agents in region; the last day to reply, for all readers (3 queries)."""
    years = range(window.start.year - 1, window.end.year)
    opinions = with_rights(Opinion.objects.visible_to(window.user), window.user).filter(year__in=years, version=1)
    opinions = list(opinions.defer("frozen", "facts").select_related("centre"))
    by_centre = {(opinion.centre_id, opinion.year): opinion for opinion in opinions}
    centres = Centre.objects.mandated_to(window.user, Role.REGIONAL)
    alive = centres.annotate(
        **{f"alive_{year}": Exists(Centre.objects.alive_in(year).filter(pk=OuterRef("pk"))) for year in years}
    )
    for centre in alive:
        for year in filter(lambda year: getattr(centre, f"alive_{year}"), years):
            yield from _milestones(centre, year, by_centre.get((centre.pk, year)))
    for opinion in opinions:
        if opinion.reply_due_on and opinion.is_communicated:
            yield Deadline(
                key=f"avis-{opinion.pk}-reponse",
                on=opinion.reply_due_on,
                sort=Sort.EVALUATION,
                title=f"Dernier jour pour répondre à l’avis {opinion.year}",
                reference=REPLY.rule,
                link=PageLink("evaluation:opinion", (opinion.year, opinion.centre.slug)),
                centre=opinion.centre.usual_name,
                slug=opinion.centre.slug,
                is_done=opinion.state != OpinionState.COMMUNICATED,
            )


def _milestones(centre: Centre, year: int, opinion: Opinion | None) -> Iterator[Deadline]:
    to_list = PageLink("evaluation:opinions", (year,))
    for date, title, field in MILESTONES:
        on = date.on(year)
        yield Deadline(
            key=f"avis-{centre.pk}-{year}-{on:%m%d}",
            on=on,
            sort=Sort.EVALUATION,
            title=french.typeset(title.format(year=year)),
            reference=date.rule,
            link=PageLink("evaluation:opinion", (year, centre.slug)) if opinion else to_list,
            centre=centre.usual_name,
            slug=centre.slug,
            is_done=bool(opinion and opinion.is_communicated and getattr(opinion, field)),
        )


def duties_of_opinions(user: User, today: dt.date) -> Iterator[Duty]:
    """What awaits `user` on the opinions not transmitted yet, the oldest first (1 query)."""
    mandates = active_mandates(user)
    if not any(mandate.role in (Role.REGIONAL, Role.DEPARTMENTAL, Role.DIRECTOR) for mandate in mandates):
        return
    departments = [mandate.department_id for mandate in mandates if mandate.role == Role.DEPARTMENTAL]
    consulted = Contribution.objects.filter(opinion=OuterRef("pk"))
    ours = consulted.filter(department__in=departments)
    opinions = Opinion.objects.visible_to(user).exclude(state=OpinionState.TRANSMITTED).defer("frozen", "facts")
    opinions = (
        with_rights(opinions, user)
        .annotate(
            awaits_us=Exists(ours.filter(Q(answered_at=None) | Q(contested_at__isnull=False))),
            was_recorded=Exists(ours.filter(recorded_on__isnull=False, contested_at=None)),
            is_contested=Exists(consulted.filter(contested_at__isnull=False)),
        )
        .select_related("centre")
    )
    for opinion in opinions.order_by("year", "centre__usual_name"):
        rights, due = rights_on(user, opinion), opinion.reply_due_on
        if rights.leads:
            yield _region_duty(opinion, today)
        elif rights.directs and opinion.state == OpinionState.COMMUNICATED and due and today <= due:
            sentence = f"Vous pouvez y répondre jusqu’au {french.date(due)}."
            yield _duty(opinion, sentence, "evaluation:opinion", on=due, title=f"Avis {opinion.year} communiqué")
        elif opinion.state == OpinionState.CONSULTED and (opinion.awaits_us or opinion.was_recorded):
            yield _duty(opinion, _sentence_of_department(opinion), "evaluation:consultation")


def _sentence_of_department(opinion: Opinion) -> str:
    """What a département owes to an opinion in consultation."""
    if not opinion.awaits_us:
        return french.typeset(
            "La région a enregistré la contribution reçue de votre département par courrier : lisez-la ; vous pouvez "
            "la remplacer, ou la contester."
        )
    if opinion.version == 1:
        return "Votre département est consulté : déposez sa contribution."
    return french.typeset(
        f"L’avis est corrigé : votre département est consulté sur la version {opinion.version}. Ce qu’il a répondu "
        "reste attaché à la version précédente."
    )


def _region_duty(opinion: Opinion, today: dt.date) -> Duty:
    """R-139: what remains before the transmission, before 30 June as after."""
    if opinion.state in PREPARED:
        sentence = f"{opinion.get_state_display().capitalize()}, {_due_text(opinion, today)}."
        if opinion.is_contested:
            contest = "Un département conteste la contribution enregistrée pour lui."
            return _duty(opinion, f"{sentence} {contest}", "evaluation:consultation")
        return _duty(opinion, sentence, "evaluation:write_opinion")
    due = opinion.reply_due_on
    if opinion.state == OpinionState.COMMUNICATED and due and today <= due:
        sentence = (
            f"Le centre peut répondre jusqu’au {french.date(due)} ; ensuite, l’avis est {_due_text(opinion, today)}."
        )
    else:
        reply = "Le centre a répondu" if opinion.state == OpinionState.REPLIED else "Le délai de réponse est passé"
        sentence = f"{reply} : l’avis est {_due_text(opinion, today)}."
    return _duty(opinion, french.typeset(sentence), "evaluation:opinion")


def _due_text(opinion: Opinion, today: dt.date) -> str:
    """« à transmettre avant le 30 juin 2026 », or how late; a correction has no date."""
    if opinion.version > 1:
        return "à transmettre (une correction)"
    day = french.date(opinion.due_on)
    return f"à transmettre, en retard sur le {day}" if opinion.is_late_on(today) else f"à transmettre avant le {day}"


def _duty(opinion: Opinion, sentence: str, route: str, *, on: dt.date | None = None, title: str = "") -> Duty:
    return Duty(
        on=on or opinion.due_on,
        title=title or f"Avis {opinion.year} sur {opinion.centre.usual_name}",
        sentence=sentence,
        link=PageLink(route, (opinion.year, opinion.centre.slug)),
    )
