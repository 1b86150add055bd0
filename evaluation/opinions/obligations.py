"""The dates of the opinions in the register: 15 May, 15 June, 30 June, and the last day to reply (R-138, R-139)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

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
    """What each opinion owes, for the State's agents in region; the time to reply, for the centre (3 queries)."""
    years = range(window.start.year - 1, window.end.year)
    opinions = with_rights(Opinion.objects.visible_to(window.user), window.user).filter(year__in=years, version=1)
    told = list(opinions.defer("frozen", "facts").select_related("centre"))
    done = {(one.centre_id, one.year): one for one in told}
    for centre in Centre.objects.mandated_to(window.user, Role.REGIONAL).filter(closed_on=None):
        for year in years:
            yield from _milestones(centre, year, done.get((centre.pk, year)))
    for opinion in told:
        if opinion.reply_due_on and opinion.is_communicated:
            yield _reply(opinion)


def _milestones(centre: Centre, year: int, opinion: Opinion | None) -> Iterator[Deadline]:
    for date, title, field in MILESTONES:
        on = date.on(year)
        yield Deadline(
            key=f"avis-{centre.pk}-{year}-{on:%m%d}",
            on=on,
            sort=Sort.EVALUATION,
            title=french.typeset(title.format(year=year)),
            reference=date.rule,
            link=_place(centre, year, opinion),
            centre=centre.usual_name,
            slug=centre.slug,
            is_done=bool(opinion and opinion.is_communicated and getattr(opinion, field)),
        )


def _place(centre: Centre, year: int, opinion: Opinion | None) -> PageLink:
    return PageLink("evaluation:opinion", (year, centre.slug)) if opinion else PageLink("evaluation:opinions", (year,))


def _reply(opinion: Opinion) -> Deadline:
    assert opinion.reply_due_on is not None  # noqa: S101 - the caller asked
    return Deadline(
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


def duties_of_opinions(user: User, today: dt.date) -> Iterator[Duty]:
    """What awaits `user` on the opinions not transmitted yet, the oldest first (1 query)."""
    mandates = active_mandates(user)
    if not any(one.role in (Role.REGIONAL, Role.DEPARTMENTAL, Role.DIRECTOR) for one in mandates):
        return
    departments = [one.department_id for one in mandates if one.role == Role.DEPARTMENTAL]
    silent = Contribution.objects.filter(opinion=OuterRef("pk"), department__in=departments, answered_at=None)
    opinions = Opinion.objects.visible_to(user).exclude(state=OpinionState.TRANSMITTED).defer("frozen", "facts")
    opinions = with_rights(opinions, user).annotate(awaits_us=Exists(silent)).select_related("centre")
    for opinion in opinions.order_by("year", "centre__usual_name"):
        if task := _task(opinion, user, today):
            yield task


def _task(opinion: Opinion, user: User, today: dt.date) -> Duty | None:
    rights, where = rights_on(user, opinion), (opinion.year, opinion.centre.slug)
    if rights.leads:
        return _for_the_region(opinion, today, where)
    due = opinion.reply_due_on
    if rights.directs and opinion.state == OpinionState.COMMUNICATED and due and today <= due:
        sentence = f"Vous pouvez y répondre jusqu’au {french.date(due)}."
        return _duty(due, f"Avis {opinion.year} communiqué", sentence, "evaluation:opinion", where)
    if opinion.state == OpinionState.CONSULTED and opinion.awaits_us:
        sentence = "Votre département est consulté : déposez sa contribution."
        return _duty(opinion.due_on, _title(opinion), sentence, "evaluation:consultation", where)
    return None


def _for_the_region(opinion: Opinion, today: dt.date, where: tuple[object, ...]) -> Duty:
    """R-139: what is left before the transmission, told before 30 June as after, until it is done."""
    if opinion.state in PREPARED:
        sentence = f"{opinion.get_state_display().capitalize()}, {_by_when(opinion, today)}."
        return _duty(opinion.due_on, _title(opinion), sentence, "evaluation:write_opinion", where)
    due = opinion.reply_due_on
    if opinion.state == OpinionState.COMMUNICATED and due and today <= due:
        sentence = (
            f"Le centre peut répondre jusqu’au {french.date(due)} ; ensuite, l’avis est {_by_when(opinion, today)}."
        )
    else:
        told = "Le centre a répondu" if opinion.state == OpinionState.REPLIED else "Le délai de réponse est passé"
        sentence = f"{told} : l’avis est {_by_when(opinion, today)}."
    return _duty(opinion.due_on, _title(opinion), french.typeset(sentence), "evaluation:opinion", where)


def _by_when(opinion: Opinion, today: dt.date) -> str:
    """« à transmettre avant le 30 juin 2026 », or since when it should have been; a correction comes when it must."""
    if opinion.version > 1:
        return "à transmettre (une correction)"
    day = french.date(opinion.due_on)
    return f"à transmettre, en retard sur le {day}" if opinion.is_late_on(today) else f"à transmettre avant le {day}"


def _title(opinion: Opinion) -> str:
    return f"Avis {opinion.year} sur {opinion.centre.usual_name}"


def _duty(on: dt.date, title: str, sentence: str, route: str, where: tuple[object, ...]) -> Duty:
    return Duty(on=on, title=title, sentence=sentence, link=PageLink(route, where))
