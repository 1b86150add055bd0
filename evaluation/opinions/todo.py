"""What the opinions ask of the person who arrives: to write, to contribute, to reply, to transmit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from accounts.enums import Role
from accounts.models import User
from centres.models.mandate import active_mandates
from documents.formats import date_fr
from documents.text import typeset
from evaluation.models import Contribution, Opinion
from evaluation.opinion_enums import PREPARED, OpinionState
from evaluation.opinions.rights import rights_on, with_rights
from governance.compliance import Place
from governance.duties import Duty


def of_opinions(user: User, today: dt.date) -> Iterator[Duty]:
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
        sentence = f"Vous pouvez y répondre jusqu’au {date_fr(due)}."
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
        sentence = f"Le centre peut répondre jusqu’au {date_fr(due)} ; ensuite, l’avis est {_by_when(opinion, today)}."
    else:
        told = "Le centre a répondu" if opinion.state == OpinionState.REPLIED else "Le délai de réponse est passé"
        sentence = f"{told} : l’avis est {_by_when(opinion, today)}."
    return _duty(opinion.due_on, _title(opinion), typeset(sentence), "evaluation:opinion", where)


def _by_when(opinion: Opinion, today: dt.date) -> str:
    """« à transmettre avant le 30 juin 2026 », or since when it should have been; a correction comes when it must."""
    if opinion.version > 1:
        return "à transmettre (une correction)"
    day = date_fr(opinion.due_on)
    return f"à transmettre, en retard sur le {day}" if opinion.is_late_on(today) else f"à transmettre avant le {day}"


def _title(opinion: Opinion) -> str:
    return f"Avis {opinion.year} sur {opinion.centre.usual_name}"


def _duty(on: dt.date, title: str, sentence: str, route: str, where: tuple[object, ...]) -> Duty:
    return Duty(on=on, title=title, sentence=sentence, place=Place(route, where))
