"""Pages of the campaigns: dates, transitions, extensions; national staff only."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, act_or_message, form_page
from documents.forms.dsfr import DsfrForm, ReasonForm
from evaluation.collection import campaigns
from evaluation.collection.follow_up.queries import campaign_rows, counts_of
from evaluation.collection.forms import CampaignForm, PostponementForm
from evaluation.collection.permissions import STATE_LABELS
from evaluation.collection.views.get_objects import CAMPAIGNS, INDICATORS, Crumb, campaign_or_404, keepers_only
from evaluation.collection.workflow import CAMPAIGN_WORKFLOW
from evaluation.enums import CampaignState
from evaluation.models import Campaign

LEAVE = "Revenir sans rien changer"


def _crumbs(campaign: Campaign, *more: Crumb) -> list[Crumb]:
    here = reverse("evaluation:campaign", args=[campaign.year]) if more else ""
    return [INDICATORS, CAMPAIGNS, (f"Campagne {campaign.year}", here), *more]


def campaign_list(request: HttpRequest) -> HttpResponse:
    """Every campaign and where it stands."""
    keepers_only(request)
    context = {"rows": campaign_rows(request.user), "breadcrumb": [INDICATORS, (CAMPAIGNS[0], "")]}
    return render(request, "evaluation/collection/campaigns.html", context)


def campaign(request: HttpRequest, year: int) -> HttpResponse:
    """One campaign: its dates, its extensions, what is open to do."""
    campaign = campaign_or_404(request, year)
    context = {
        "campaign": campaign,
        "counts": counts_of(campaign, STATE_LABELS),
        "postponements": campaign.postponements.select_related("centre"),
        "steps": CAMPAIGN_WORKFLOW.offered(request.user, campaign),
        "is_closed": campaign.state == CampaignState.CLOSED,
        "breadcrumb": _crumbs(campaign),
    }
    return render(request, "evaluation/collection/campaign.html", context)


def new_campaign(request: HttpRequest) -> HttpResponse:
    """Prepare the campaign of the next exercise."""
    keepers_only(request)
    latest = Campaign.objects.order_by("-year").first()
    form = CampaignForm(request.POST or None, year=latest.year + 1 if latest else timezone.localdate().year)

    def act(values: dict[str, Any]) -> str:
        campaign = campaigns.prepare(values, actor=request.user)
        messages.success(request, f"La campagne {campaign.year} est prête : ouvrez-la le moment venu.")
        return _url(campaign)

    page = FormPage(
        title="Préparer une campagne",
        creates=True,
        submit="Préparer la campagne",
        crumbs=[INDICATORS, CAMPAIGNS],
        leave=LEAVE,
        context={"breadcrumb": [INDICATORS, CAMPAIGNS, ("Nouvelle campagne", "")]},
    )
    return form_page(request, form, act, page)


def edit_campaign(request: HttpRequest, year: int) -> HttpResponse:
    """The dates and the note of a campaign."""
    campaign = campaign_or_404(request, year)
    form = CampaignForm(request.POST or None, campaign=campaign)

    def act(values: dict[str, Any]) -> str:
        token = values.pop("token")
        campaigns.change(campaign, values, actor=request.user, token=token)
        return _url(campaign)

    page = FormPage(
        title=f"Modifier la campagne {year}",
        submit="Enregistrer les dates",
        crumbs=_crumbs(campaign, ("", ""))[:-1],
        done="Les dates de la campagne sont enregistrées.",
        leave=LEAVE,
        stored=lambda: stored_values(campaign, form.fields),
    )
    return form_page(request, form, act, page)


def postpone(request: HttpRequest, year: int) -> HttpResponse:
    """Give one centre more time."""
    campaign = campaign_or_404(request, year)

    def act(values: dict[str, Any]) -> str:
        granted = campaigns.postpone(campaign, actor=request.user, **values)
        messages.success(request, f"Délai accordé. {granted}.")
        return _url(campaign)

    page = FormPage(
        title=f"Accorder un délai, campagne {year}",
        creates=True,
        submit="Accorder le délai",
        crumbs=_crumbs(campaign, ("", ""))[:-1],
        leave=LEAVE,
    )
    return form_page(request, PostponementForm(request.POST or None, campaign=campaign), act, page)


def move(request: HttpRequest, year: int, step: str) -> HttpResponse:
    """Open, close or reopen the campaign: a page that says what it does, then the act."""
    campaign = campaign_or_404(request, year)
    transition = CAMPAIGN_WORKFLOW.offers(request.user, campaign, step)
    if transition is None:
        raise Http404
    form = (ReasonForm if transition.needs_comment else DsfrForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        move = partial(CAMPAIGN_WORKFLOW.move, campaign, step, comment=form.cleaned_data.get("reason", ""))
        done = f"{transition.label} : c’est fait."
        return act_or_message(request, partial(move, actor=request.user), done=done, to=_url(campaign))
    early = campaigns.why_early(campaign, timezone.localdate()) if step == "open" else ""
    page = FormPage(
        title=f"{transition.label} {year}",
        submit=transition.label,
        crumbs=_crumbs(campaign, ("", ""))[:-1],
        leave=LEAVE,
        template="evaluation/collection/act.html",
        context={"meaning": step, "warning": early},
    )
    return form_page(request, form, None, page)


def _url(campaign: Campaign) -> str:
    return reverse("evaluation:campaign", args=[campaign.year])
