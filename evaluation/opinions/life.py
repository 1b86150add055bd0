"""The life of an opinion, told once.

    writing → consulted → communicated → (replied) → transmitted

The lead region moves it, but for the reply, which is the centre's. What is communicated is frozen and sealed; a
correction is another opinion, which begins again at « writing ».
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.acts.workflow import Transition, Workflow
from accounts.models import User
from centres.models import Perimeter
from documents.formats import date_fr, listed
from documents.sealing import seal_of
from evaluation.models import Contribution, Opinion
from evaluation.opinion_enums import REQUIRED, OpinionState
from evaluation.opinions.context import draft_context, is_empty, sections_of
from governance.models.scoped import directs, leads

S = OpinionState


def _leads(user: User, opinion: Opinion) -> bool:
    return leads(user, opinion.centre)


def _directs(user: User, opinion: Opinion) -> bool:
    return directs(user, opinion.centre)


def _ask_the_departments(opinion: Opinion, actor: User, at: dt.datetime) -> None:
    """R-58: each département of the perimeter is asked, on a day."""
    day = opinion.consulted_on = opinion.consulted_on or timezone.localdate(at)
    opinion.contributions.filter(asked_on=None).update(asked_on=day)
    asked = set(opinion.contributions.values_list("department", flat=True))
    covered = Perimeter.objects.on(day).filter(centre=opinion.centre).exclude(department__in=asked)
    Contribution.objects.bulk_create(
        Contribution(opinion=opinion, department_id=row.department_id, asked_on=day) for row in covered
    )


def unready(opinion: Opinion) -> str:
    """R-137, R-58: both appraisals are written, and the départements were asked."""
    missing = missing_parts(sections_of(opinion))
    if missing:
        return (
            f"Écrivez d’abord {listed([f'« {title} »' for title in missing])} : l’avis comporte une appréciation "
            "quantitative et une appréciation qualitative (R-137)."
        )
    if not opinion.contributions.exclude(asked_on=None).exists():
        return "Aucun département n’a été consulté : l’avis les consulte avant d’être communiqué (R-58)."
    return ""


def missing_parts(sections: list[dict]) -> list[str]:
    """The titles of the required parts that say nothing yet (R-137)."""
    return [section["title"] for section in sections if section["key"] in REQUIRED and is_empty(section)]


def _freeze(opinion: Opinion, actor: User, at: dt.datetime) -> None:
    opinion.communicated_at = at
    opinion.frozen = draft_context(opinion)
    opinion.seal = seal_of(opinion.frozen)


def _before_the_reply_is_due(opinion: Opinion) -> str:
    """The time given to the centre is kept."""
    if opinion.reply_due_on and (opinion.transmitted_on or timezone.localdate()) <= opinion.reply_due_on:
        return f"Le centre peut répondre jusqu’au {date_fr(opinion.reply_due_on)} : transmettez l’avis ensuite."
    return ""


def _date_the_transmission(opinion: Opinion, actor: User, at: dt.datetime) -> None:
    opinion.transmitted_on = opinion.transmitted_on or timezone.localdate(at)


def _without_reply(opinion: Opinion) -> str:
    return "" if hasattr(opinion, "reply") else "Écrivez la réponse, ou joignez-la."


OPINIONS = Workflow(
    "avis",
    Opinion,
    [
        Transition(
            name="consult", label="Mettre en consultation", source=S.WRITING, target=S.CONSULTED,
            permission=_leads, effect=_ask_the_departments, accepts=("consulted_on",),
        ),
        Transition(
            name="communicate", label="Communiquer au centre", source=S.CONSULTED, target=S.COMMUNICATED,
            permission=_leads, check=unready, effect=_freeze, accepts=("reply_due_on",),
        ),
        Transition(
            name="reply", label="Répondre", source=S.COMMUNICATED, target=S.REPLIED,
            permission=_directs, check=_without_reply,
        ),
        Transition(
            name="transmit", label="Transmettre à l’administration nationale", source=S.COMMUNICATED,
            target=S.TRANSMITTED, permission=_leads, check=_before_the_reply_is_due, effect=_date_the_transmission,
            accepts=("transmitted_on",),
        ),
        Transition(
            name="transmit", label="Transmettre à l’administration nationale", source=S.REPLIED, target=S.TRANSMITTED,
            permission=_leads, effect=_date_the_transmission, accepts=("transmitted_on",),
        ),
    ],
)  # fmt: skip
