"""What is owed on the indicators: each form to send, then to verify; each campaign (R-135, R-136)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.timezone import localdate

from accounts.enums import Role
from centres.models.history import lead_region
from centres.models.mandate import active_mandates
from documents import french
from evaluation.collection.permissions import CENTRE_LABELS, LATE_STATES
from evaluation.enums import CampaignState, CollectionState
from evaluation.models import Campaign, Collection, Postponement
from governance.law.legal_calendar import CAMPAIGN_OPENS, FIGURES_CHECKED, FIGURES_CORRECTED, FIGURES_DUE
from governance.registers.obligations import NETWORK, Debtor, Obligation, Sort, Window
from governance.registers.rules import PageLink

VERIFIED = frozenset({CollectionState.VERIFIED, CollectionState.CLOSED})


def with_due(collections: QuerySet[Collection], today: dt.date) -> QuerySet[Collection]:
    """Annotate `due_on` and `is_late`; the extension of a centre counts.

    What was sent then returned is due by the end of corrections: lateness is that of the first sending. Nobody is late
    once the campaign is closed: nothing may be sent any more. Paris never is (R-56).
    """
    granted = Postponement.objects.filter(campaign=OuterRef("campaign"), centre=OuterRef("centre")).values("until")[:1]
    returned = When(state=CollectionState.RETURNED, then=Greatest(F("first_due_on"), F("campaign__corrections_until")))
    owed = Q(state__in=sorted(LATE_STATES), centre__is_state_funded=True, campaign__state=CampaignState.OPEN)
    late = When(owed & Q(due_on__lt=today), then=Value(value=True))
    return (
        collections.annotate(postponed_until=Subquery(granted))
        .annotate(first_due_on=Coalesce(F("postponed_until"), F("campaign__centres_due_on")))
        .annotate(due_on=Case(returned, default=F("first_due_on")))
        .annotate(is_late=Case(late, default=Value(value=False)))
    )


def review_due_on(form: Collection) -> dt.date:
    """When a form read `with_due` is to be verified: as long after its sending as the campaign gives the others."""
    campaign = form.campaign
    sent_on = form.due_on if form.state in LATE_STATES or form.submitted_at is None else localdate(form.submitted_at)
    return max(campaign.review_due_on, sent_on + (campaign.review_due_on - campaign.centres_due_on))


def of_forms(window: Window) -> Iterator[Obligation]:
    """The sending and the verification of each form of the perimeter, Paris apart (R-56; 1 query)."""
    forms = Collection.objects.visible_to(window.user).exclude(campaign__state=CampaignState.PREPARED)
    rows = with_due(forms.filter(centre__is_state_funded=True), window.today).annotate(lead=lead_region("centre_id"))
    if any(mandate.role == Role.DIRECTOR for mandate in active_mandates(window.user)):
        figure = Q(values__value__isnull=False) | Q(values__denominator__isnull=False) | ~Q(values__parts={})
        answered = figure | Q(values__is_not_applicable=True) | ~Q(values__choice="")
        rows = rows.annotate(total=Count("values"), answered=Count("values", filter=answered))
    in_window = Q(campaign__corrections_until__gte=window.start, campaign__opens_on__lte=window.end)
    for form in rows.filter(in_window).select_related("campaign", "centre"):
        is_open, is_sent = form.campaign.state == CampaignState.OPEN, form.state not in LATE_STATES
        is_returned, year, due_on = form.state == CollectionState.RETURNED, form.campaign.year, review_due_on(form)
        sent_on = localdate(form.submitted_at) if form.submitted_at else None
        yield _of(
            form, "envoi", f"indicateurs {year} à {'corriger et renvoyer' if is_returned else 'envoyer'}",
            rule=FIGURES_DUE.rule, debtor=Debtor(Role.DIRECTOR, form.centre_id), opens_on=form.campaign.opens_on,
            due_on=form.due_on, is_done=is_sent, done_on=sent_on if is_sent else None, is_void=not (is_open or is_sent),
            sentence=_progress(form),
        )  # fmt: skip
        yield _of(
            form, "verification", f"indicateurs {year} à vérifier", rule=FIGURES_CHECKED.rule,
            debtor=Debtor(Role.REGIONAL, form.lead), opens_on=(sent_on if is_sent and sent_on else due_on),
            due_on=due_on, is_done=form.state in VERIFIED,
            is_void=not is_open or (not is_sent and due_on < window.today),
            sentence=f"Envoyés le {french.date(sent_on)}, à vérifier avant le {french.date(due_on)}."
            if sent_on
            else "",
        )  # fmt: skip


def _progress(form: Collection) -> str:
    day = french.date(form.due_on)
    sentence = (
        f"{CENTRE_LABELS[CollectionState(form.state)]}, {'attendu depuis le' if form.is_late else 'avant le'} {day}."
    )
    counted = f" {french.counted(form.answered, 'réponse')} sur {form.total}." if hasattr(form, "answered") else ""
    return sentence + counted


def _of(form: Collection, about: str, what: str, *, sentence: str, **fields: Any) -> Obligation:
    return Obligation(
        key=f"indicateurs-{form.pk}-{about}",
        what=what,
        link=PageLink("evaluation:collection", (form.campaign.year, form.centre.slug)),
        together=PageLink("evaluation:follow_up", (form.campaign.year,)),
        sort=Sort.EVALUATION,
        sentence=french.typeset(sentence),
        centre=form.centre.usual_name,
        slug=form.centre.slug,
        **fields,
    )


def of_campaign(campaign: Campaign) -> Obligation:
    """A campaign to open, then to close; annotated with the number of its forms: `total`, `unsent`, `checked`."""
    year, is_prepared = campaign.year, campaign.state == CampaignState.PREPARED
    sent = french.counted(campaign.total - campaign.unsent, "formulaire envoyé", "formulaires envoyés")
    sentence = (
        f"{sent} sur {campaign.total}, {french.counted(campaign.checked, 'vérifié')}. "
        f"Échéance des centres : {french.date(campaign.centres_due_on)}."
    )
    return Obligation(
        key=f"campagne-{year}-{'ouvrir' if is_prepared else 'clore'}",
        debtor=NETWORK,
        what=f"campagne d’indicateurs {year} {'à ouvrir' if is_prepared else 'à suivre, puis à clore'}",
        link=PageLink("evaluation:campaign" if is_prepared else "evaluation:follow_up", (year,)),
        sort=Sort.EVALUATION,
        rule=(CAMPAIGN_OPENS if is_prepared else FIGURES_CORRECTED).rule,
        due_on=campaign.opens_on if is_prepared else campaign.corrections_until,
        is_done=campaign.state == CampaignState.CLOSED,
        sentence=f"Ouverture prévue le {french.date(campaign.opens_on)}." if is_prepared else french.typeset(sentence),
    )


def with_counts(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """What `of_campaign` reads."""
    unsent, checked = Q(collections__state__in=sorted(LATE_STATES)), Q(collections__state=CollectionState.VERIFIED)
    return campaigns.annotate(
        total=Count("collections"), unsent=Count("collections", filter=unsent),
        checked=Count("collections", filter=checked),
    )  # fmt: skip
