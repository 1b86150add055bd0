"""Campaigns: their dates, their life, the extensions; national staff only."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.acts.workflow import RefusedError
from documents.forms.dsfr import ReasonForm
from evaluation.collection import campaigns
from evaluation.collection.follow_up.queries import campaign_rows, counts_of
from evaluation.collection.forms import CampaignForm, PostponementForm
from evaluation.collection.permissions import STATE_LABELS
from evaluation.collection.views.get_objects import CAMPAIGNS, INDICATORS, Crumb, campaign_or_404, keepers_only
from evaluation.collection.workflow import CAMPAIGN_LIFE
from evaluation.enums import CampaignState
from evaluation.models import Campaign


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
    one = campaign_or_404(request, year)
    context = {
        "campaign": one,
        "counts": counts_of(one, STATE_LABELS),
        "postponements": one.postponements.select_related("centre"),
        "steps": CAMPAIGN_LIFE.offered(request.user, one),
        "is_closed": one.state == CampaignState.CLOSED,
        "breadcrumb": _crumbs(one),
    }
    return render(request, "evaluation/collection/campaign.html", context)


def new_campaign(request: HttpRequest) -> HttpResponse:
    """Prepare the campaign of the next exercise."""
    keepers_only(request)
    latest = Campaign.objects.order_by("-year").first()
    form = CampaignForm(request.POST or None, year=latest.year + 1 if latest else timezone.localdate().year)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = campaigns.prepare(form.cleaned_data, actor=request.user)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La campagne {campaign.year} est prête : ouvrez-la le moment venu.")
            return redirect("evaluation:campaign", campaign.year)
    crumbs = [INDICATORS, CAMPAIGNS, ("Nouvelle campagne", "")]
    context = {"form": form, "title": "Préparer une campagne", "button": "Préparer la campagne", "breadcrumb": crumbs}
    return render(request, "evaluation/collection/ask.html", context | {"back": reverse("evaluation:campaigns")})


def edit_campaign(request: HttpRequest, year: int) -> HttpResponse:
    """The dates and the note of a campaign."""
    campaign = campaign_or_404(request, year)
    form = CampaignForm(request.POST or None, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            campaigns.change(campaign, form.cleaned_data, actor=request.user)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Les dates de la campagne sont enregistrées.")
            return redirect("evaluation:campaign", year)
    return _ask(request, campaign, form, f"Modifier la campagne {year}", "Enregistrer les dates")


def postpone(request: HttpRequest, year: int) -> HttpResponse:
    """Give one centre more time."""
    campaign = campaign_or_404(request, year)
    form = PostponementForm(request.POST or None, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            granted = campaigns.postpone(campaign, actor=request.user, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Délai accordé. {granted}.")
            return redirect("evaluation:campaign", year)
    return _ask(request, campaign, form, f"Accorder un délai, campagne {year}", "Accorder le délai")


def move(request: HttpRequest, year: int, step: str) -> HttpResponse:
    """Open, close or reopen the campaign: a page that says what it does, then the act."""
    campaign = campaign_or_404(request, year)
    transition = next((one for one in CAMPAIGN_LIFE.offered(request.user, campaign) if one.name == step), None)
    if transition is None:
        raise Http404
    form = ReasonForm(request.POST or None) if transition.needs_comment else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            comment = form.cleaned_data["reason"] if form else ""
            CAMPAIGN_LIFE.move(campaign, step, actor=request.user, comment=comment)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{transition.label} : c’est fait.")
        return redirect("evaluation:campaign", year)
    warning = campaigns.why_early(campaign, timezone.localdate()) if step == "open" else ""
    title = f"{transition.label} {year}"
    return _ask(request, campaign, form, title, transition.label, meaning=step, warning=warning)


def _ask(request: HttpRequest, campaign: Campaign, form: object, title: str, button: str, **told: str) -> HttpResponse:
    context = {
        **told,
        "form": form,
        "title": title,
        "button": button,
        "campaign": campaign,
        "back": reverse("evaluation:campaign", args=[campaign.year]),
        "breadcrumb": _crumbs(campaign, (title, "")),
    }
    return render(request, "evaluation/collection/ask.html", context)
