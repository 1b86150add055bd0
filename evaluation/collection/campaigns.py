"""The acts of national staff on a campaign: prepare it, date it, give more time to one centre (R-134, R-135)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.acts.edit_conflicts import lock_unchanged
from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from centres.models import Centre
from documents import french
from evaluation.enums import CampaignState
from evaluation.models import Campaign, Postponement

DATES = ("opens_on", "centres_due_on", "review_due_on", "corrections_until")


@transaction.atomic
def prepare(fields: dict[str, Any], *, actor: User) -> Campaign:
    """A new campaign, not open yet; RefusedError when the year has one or when its dates do not follow."""
    campaign = Campaign(**fields)
    if Campaign.objects.filter(year=campaign.year).exists():
        raise RefusedError(f"La campagne {campaign.year} existe déjà\u00a0: ouvrez-la, ou changez d’exercice.")
    _clean(campaign)
    campaign.save()
    record(actor, "campagne : préparer", campaign)
    return campaign


@transaction.atomic
def change(campaign: Campaign, fields: dict[str, Any], *, actor: User, token: str = "") -> Campaign:
    """Other dates or another note; the version of the indicators no longer changes once the campaign is open.

    ConflictError when somebody changed it since `token` was given.
    """
    lock_unchanged(campaign, fields, token)
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if campaign.state == CampaignState.CLOSED:
        raise RefusedError("La campagne est close : rouvrez-la avant d’en changer les dates.")
    if campaign.state != CampaignState.PREPARED and fields["referential"] != campaign.referential:
        raise RefusedError("La campagne est ouverte : sa version des indicateurs ne change plus.")
    before = {name: getattr(campaign, name).isoformat() for name in DATES}
    for name, value in fields.items():
        setattr(campaign, name, value)
    _clean(campaign)
    campaign.save()
    after = {name: getattr(campaign, name).isoformat() for name in DATES}
    record(actor, "campagne : modifier", campaign, before=before, after=after)
    return campaign


def _clean(campaign: Campaign) -> None:
    try:
        campaign.full_clean()
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from None


def why_early(campaign: Campaign, today: dt.date) -> str:
    """Warn about an opening before its day, in a sentence; empty from that day on.

    It is not refused (R-134 gives no day), but every director has a form to fill from that moment.
    """
    if campaign.year > today.year:
        return (
            f"L’exercice {campaign.year} n’a pas commencé\u00a0: chaque direction trouverait dès aujourd’hui à son "
            "accueil un formulaire que rien ne remplit encore."
        )
    if campaign.opens_on > today:
        return (
            f"L’ouverture est prévue le {french.date(campaign.opens_on)}\u00a0: ouvrir maintenant en fait la date "
            "du jour, et chaque direction trouve aussitôt son formulaire à l’accueil."
        )
    return ""


@transaction.atomic
def postpone(campaign: Campaign, centre: Centre, until: dt.date, reason: str, *, actor: User) -> Postponement:
    """More time for a centre, with its reason; a second extension replaces the first, the journal has both."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if campaign.state == CampaignState.CLOSED:
        raise RefusedError("La campagne est close : aucun délai ne peut plus être accordé.")
    if until <= campaign.centres_due_on:
        raise RefusedError(f"Le délai va au-delà de l’échéance de tous, le {french.date(campaign.centres_due_on)}.")
    if until > campaign.corrections_until:
        raise RefusedError(
            f"Le délai ne dépasse pas la fin des corrections, le {french.date(campaign.corrections_until)}."
        )
    if not reason.strip():
        raise RefusedError("Dites pourquoi ce délai est accordé.")
    granted, _ = Postponement.objects.update_or_create(
        campaign=campaign, centre=centre, defaults={"until": until, "reason": reason.strip()}
    )
    record(actor, "campagne : accorder un délai", campaign, comment=reason, centre=centre.slug, until=until.isoformat())
    return granted
