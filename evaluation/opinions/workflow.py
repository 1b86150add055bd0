"""The workflow of an opinion: its states, its transitions, and the steps that a page offers.

    writing → consulted → communicated → (replied) → transmitted

The lead region makes every transition but the reply, which is the centre's. What is communicated is frozen and sealed;
a correction is another opinion, which begins again at « writing ».
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils import timezone

from accounts.acts.workflow import Transition, Workflow
from accounts.models import User
from centres.models import Perimeter
from centres.models.centre import directs, leads
from documents import french
from documents.published.write_once import json_fingerprint
from evaluation.enums import PREPARED, REQUIRED, OpinionState
from evaluation.models import Contribution, Opinion
from evaluation.opinions.permissions import OpinionRights
from evaluation.opinions.printing.context import draft_context, is_empty, sections_of
from governance.law.legal_calendar import OPINION_DUE

S = OpinionState


def _leads(user: User, opinion: Opinion) -> bool:
    return leads(user, opinion.centre)


def _consult_departments(opinion: Opinion, actor: User, at: dt.datetime) -> None:
    """R-58: a dated contribution to be written for each département of the perimeter of that day.

    A correction that is consulted is no longer one of typography.
    """
    opinion.is_typographic = False
    day = opinion.consulted_on = opinion.consulted_on or timezone.localdate(at)
    consulted = set(opinion.contributions.values_list("department", flat=True))
    covered = Perimeter.objects.on(day).filter(centre=opinion.centre).exclude(department__in=consulted)
    Contribution.objects.bulk_create(
        Contribution(opinion=opinion, department_id=row.department_id, asked_on=day) for row in covered
    )


def communication_refusal(opinion: Opinion) -> str:
    """Why it cannot be communicated, else empty: both appraisals (R-137), départements consulted (R-58)."""
    missing = missing_parts(sections_of(opinion))
    if missing:
        return (
            f"Écrivez d’abord {french.listed([f'« {title} »' for title in missing])} : l’avis comporte une "
            "appréciation quantitative et une appréciation qualitative (R-137)."
        )
    if opinion.is_typographic:
        return _refuse_changed_substance(opinion)
    if not opinion.contributions.exclude(asked_on=None).exists():
        return "Aucun département n’a été consulté : l’avis les consulte avant d’être communiqué (R-58)."
    return ""


def _refuse_changed_substance(opinion: Opinion) -> str:
    """Why a correction said to be of typography is more than that, else empty: a figure or an appraisal changed."""
    sections = sections_of(opinion)
    before, after = _substance(opinion.previous.frozen["sections"]), _substance(sections)
    changed = [section["title"] for section in sections if before.get(section["key"]) != after[section["key"]]]
    if not changed:
        return ""
    titles = french.listed([f"« {title} »" for title in changed])
    return (
        f"Cette correction est déclarée de typographie, mais un chiffre ou une appréciation change dans {titles} : "
        "rétablissez-les, ou mettez l’avis en consultation (R-58)."
    )


def _substance(sections: list[dict]) -> dict[str, tuple[list[str], list[str]]]:
    """The figures of each section by its key, in their order, and what is appraised in its lists."""
    substance = {}
    for section in sections:
        items = section["items"]
        words = " ".join((*section["paragraphs"], section["html"], *map(_item_words, items)))
        appraised = [str(item.get("kept") or item.get("followed") or "") for item in items]
        substance[section["key"]] = (re.findall(r"\d+", words), appraised)
    return substance


def _item_words(item: dict) -> str:
    return " ".join(str(item.get(name, "")) for name in ("rank", "rule", "text", "evidence", "word"))


def missing_parts(sections: list[dict]) -> list[str]:
    """The titles of the required sections that are empty (R-137)."""
    return [section["title"] for section in sections if section["key"] in REQUIRED and is_empty(section)]


def _refuse_unless_typographic(opinion: Opinion) -> str:
    if opinion.is_typographic:
        return communication_refusal(opinion)
    return "Mettez d’abord l’avis en consultation (R-58) : seule une correction de typographie s’en passe."


def _freeze(opinion: Opinion, actor: User, at: dt.datetime) -> None:
    opinion.communicated_at = at
    opinion.frozen = draft_context(opinion)
    opinion.seal = json_fingerprint(opinion.frozen)


def _refuse_before_reply_due(opinion: Opinion) -> str:
    if opinion.reply_due_on and (opinion.transmitted_on or timezone.localdate()) <= opinion.reply_due_on:
        return f"Le centre peut répondre jusqu’au {french.date(opinion.reply_due_on)} : transmettez l’avis ensuite."
    return ""


def _date_the_transmission(opinion: Opinion, actor: User, at: dt.datetime) -> None:
    opinion.transmitted_on = opinion.transmitted_on or timezone.localdate(at)


OPINION_WORKFLOW = Workflow(
    "avis",
    Opinion,
    [
        Transition(
            name="consult", label="Mettre en consultation", source=S.WRITING, target=S.CONSULTED,
            permission=_leads, effect=_consult_departments, accepts=("consulted_on",),
        ),
        Transition(
            name="communicate", label="Communiquer au centre", source=S.WRITING, target=S.COMMUNICATED,
            permission=_leads, check=_refuse_unless_typographic, effect=_freeze, accepts=("reply_due_on",),
        ),
        Transition(
            name="communicate", label="Communiquer au centre", source=S.CONSULTED, target=S.COMMUNICATED,
            permission=_leads, check=communication_refusal, effect=_freeze, accepts=("reply_due_on",),
        ),
        Transition(
            name="reply", label="Répondre", source=S.COMMUNICATED, target=S.REPLIED,
            permission=lambda user, opinion: directs(user, opinion.centre),
            check=lambda opinion: "" if hasattr(opinion, "reply") else "Écrivez la réponse, ou joignez-la.",
        ),
        Transition(
            name="transmit", label="Transmettre à l’administration nationale", source=S.COMMUNICATED,
            target=S.TRANSMITTED, permission=_leads, check=_refuse_before_reply_due, effect=_date_the_transmission,
            accepts=("transmitted_on",),
        ),
        Transition(
            name="transmit", label="Transmettre à l’administration nationale", source=S.REPLIED, target=S.TRANSMITTED,
            permission=_leads, effect=_date_the_transmission, accepts=("transmitted_on",),
        ),
    ],
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OpinionStep:
    """An act that the page of the opinion offers: its name in the address, its label, what it does."""

    name: str
    label: str
    meaning: str
    is_main: bool = False


CONSULT = OpinionStep(
    name="consulter",
    label=OPINION_WORKFLOW.label("consult"),
    meaning="Chaque département du centre est consulté et dépose sa contribution (R-58). Vous continuez à écrire.",
    is_main=True,
)
COMMUNICATE = OpinionStep(
    name="communiquer",
    label=OPINION_WORKFLOW.label("communicate"),
    meaning="L’avis est figé et scellé ; la direction et la gouvernance du centre le lisent (R-138).",
    is_main=True,
)
TRANSMIT = OpinionStep(
    name="transmettre",
    label=OPINION_WORKFLOW.label("transmit"),
    meaning=f"Dernière étape, avant le {OPINION_DUE.text} ({OPINION_DUE.rule}). La réponse du centre, s’il y en a une, "
    "part avec l’avis.",
    is_main=True,
)
REFRESH = OpinionStep(
    name="relire",
    label="Relire les chiffres",
    meaning="Les chiffres vérifiés depuis l’ouverture remplacent les précédents ; vos décisions restent.",
)
CORRECT = OpinionStep(
    name="corriger",
    label="Ouvrir une correction",
    meaning="Une nouvelle version, avec son motif ; celle-ci reste lisible telle quelle.",
)
STEPS = {step.name: step for step in (CONSULT, COMMUNICATE, TRANSMIT, REFRESH, CORRECT)}


def offered_steps(opinion: Opinion, rights: OpinionRights, today: dt.date) -> list[OpinionStep]:
    """What the lead region may do next, before any check of the content; empty for the others."""
    if not rights.leads:
        return []
    if opinion.state in PREPARED:
        if opinion.is_typographic:
            return [COMMUNICATE, CONSULT]
        return [CONSULT if opinion.state == OpinionState.WRITING else COMMUNICATE, REFRESH]
    if opinion.state == OpinionState.TRANSMITTED or waits_for_reply(opinion, today):
        return [CORRECT]
    return [TRANSMIT, CORRECT]


def waits_for_reply(opinion: Opinion, today: dt.date) -> str:
    """The last day, in words, for the centre to reply before the transmission; empty when no reply is awaited."""
    if opinion.state != OpinionState.COMMUNICATED or opinion.reply_due_on is None or today > opinion.reply_due_on:
        return ""
    return french.date(opinion.reply_due_on)
