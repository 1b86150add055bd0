"""The steps that the page of an opinion offers, with what each one means."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from documents.formats import date_fr
from evaluation.models import Opinion
from evaluation.opinion_enums import PREPARED, OpinionState
from evaluation.opinions.life import OPINIONS
from evaluation.opinions.rights import Rights
from governance.law.legal_calendar import OPINION_DUE


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act offered: its name in the address, its label, what it does."""

    name: str
    label: str
    meaning: str
    is_main: bool = False


CONSULT = Step(
    name="consulter",
    label=OPINIONS.label("consult"),
    meaning="Chaque département du centre est consulté et dépose sa contribution (R-58). Vous continuez à écrire.",
    is_main=True,
)
COMMUNICATE = Step(
    name="communiquer",
    label=OPINIONS.label("communicate"),
    meaning="L’avis est figé et scellé ; la direction et la gouvernance du centre le lisent (R-138).",
    is_main=True,
)
TRANSMIT = Step(
    name="transmettre",
    label=OPINIONS.label("transmit"),
    meaning=f"Dernière étape, avant le {OPINION_DUE.text} ({OPINION_DUE.rule}). La réponse du centre, s’il y en a une, "
    "part avec l’avis.",
    is_main=True,
)
REFRESH = Step(
    name="relire",
    label="Relire les chiffres",
    meaning="Les chiffres vérifiés depuis l’ouverture remplacent les précédents ; vos décisions restent.",
)
CORRECT = Step(
    name="corriger",
    label="Ouvrir une correction",
    meaning="Une nouvelle version, avec son motif ; celle-ci reste lisible telle quelle.",
)
STEPS = {step.name: step for step in (CONSULT, COMMUNICATE, TRANSMIT, REFRESH, CORRECT)}


def steps_of(opinion: Opinion, rights: Rights, today: dt.date) -> list[Step]:
    """What the lead region may do next; a refusal is told when tried."""
    if not rights.leads:
        return []
    if opinion.state in PREPARED:
        return [CONSULT if opinion.state == OpinionState.WRITING else COMMUNICATE, REFRESH]
    if opinion.state == OpinionState.TRANSMITTED or waits_for_reply(opinion, today):
        return [CORRECT]
    return [TRANSMIT, CORRECT]


def waits_for_reply(opinion: Opinion, today: dt.date) -> str:
    """Until when the centre may still reply before the transmission; empty when nothing is waited for."""
    if opinion.state != OpinionState.COMMUNICATED or opinion.reply_due_on is None or today > opinion.reply_due_on:
        return ""
    return date_fr(opinion.reply_due_on)
